//! SC002: a section that says nothing.

use crate::note::sections::{is_empty, same_title};
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "SC002",
    name: "empty-section",
    level: Level::Error,
    explanation: "\
## What it finds
A section that the format requires and in which nothing stands; guidance comments count as nothing.
## Why it matters
An empty section is a missing one with a heading.
## How to mend it
Write what belongs there, even if it is one sentence: \"No change to the plan; reviewed.\"
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\n<!-- your reading -->\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for (at, section) in sections.iter().enumerate() {
        let required = template.required.iter().find(|title| same_title(title, &section.title));
        if let Some(title) = required
            && is_empty(subject.note.body(), sections, at)
        {
            let offset = subject.note.body_range.start + section.heading.start;
            report.at(offset, format!("the section `{title}` is empty"), None);
        }
    }
}
