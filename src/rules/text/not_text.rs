//! TX001: a note that is not UTF-8 text.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TX001",
    name: "not-text",
    level: Level::Error,
    explanation: "\
## What it finds
A byte that is not UTF-8.
## Why it matters
Other programs will show other characters, or refuse the file; an export would have to guess.
## How to mend it
Save the file as UTF-8 in your editor, and read the line that the message names.
",
    bad: Example::bytes("clients/c-7f3k/notes/2026-11-24-1400-dap.md", b"+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports f\xe9wer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(at) = subject.note.invalid_byte {
        report.at(at, "this byte is not UTF-8", None);
    }
}
