//! SC003: a section that stands twice.

use crate::note::sections::same_title;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "SC003",
    name: "repeated-section",
    level: Level::Error,
    explanation: "\
## What it finds
A heading of the format that occurs more than once.
## Why it matters
A reader takes the first for the whole and misses the second.
## How to mend it
Join the two, or give the second one a heading of its own.
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n\n## Plan\n\nCall the physician.\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for title in template.required.iter().chain(&template.optional) {
        let same = sections.iter().filter(|section| same_title(title, &section.title));
        for section in same.skip(1) {
            let offset = subject.note.body_range.start + section.heading.start;
            report.at(offset, format!("the section `{title}` stands here again"), None);
        }
    }
}
