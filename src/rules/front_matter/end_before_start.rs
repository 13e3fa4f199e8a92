//! FM005: a session that ends before it begins.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM005",
    name: "end-before-start",
    level: Level::Error,
    explanation: "\
## What it finds
An `end` that is not later than `start`.
## Why it matters
Payers pay by the minutes between the two; a negative or empty session is denied.
## How to mend it
Correct the one that is wrong; mind the offsets.
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T13:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let (Some(start), Some(end)) = (subject.note.front.start, subject.note.front.end)
        && end <= start
    {
        report.at_key("end", "the session ends before it begins", None);
    }
}
