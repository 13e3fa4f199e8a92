//! SC001: a note without a section of its format.

use crate::domain::nearest::nearest;
use crate::note::sections::same_title;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "SC001",
    name: "missing-section",
    level: Level::Error,
    explanation: "\
## What it finds
A note that lacks a heading which its template has and does not call optional.
## Why it matters
Each section carries elements a reviewer looks for; auditors read for what is absent.
## How to mend it
Add the heading with its text, or choose the format that fits what you wrote.
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for title in &template.required {
        if sections.iter().any(|section| same_title(&section.title, title)) {
            continue;
        }
        let others = sections.iter().map(|section| &*section.title);
        let unlike = |other: &&str| !template.required.iter().any(|known| same_title(known, other));
        // The heading that was meant is text of the note, so only its place is told.
        let near = nearest(title, others.filter(unlike));
        let near = near.and_then(|near| sections.iter().find(|section| section.title == near));
        let offset = near
            .map_or(subject.note.text.len(), |s| subject.note.body_range.start + s.heading.start);
        let help = match near {
            Some(_) => format!("This heading looks like it: write `## {title}`."),
            None => format!("Add `## {title}`."),
        };
        report.at(offset, format!("the section `{title}` is missing"), Some(help));
    }
}
