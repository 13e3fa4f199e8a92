//! TX002: a merge that was left half done.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TX002",
    name: "merge-conflict",
    level: Level::Error,
    explanation: "\
## What it finds
A line that git writes where two versions disagree: `<<<<<<< `, `||||||| ` or `>>>>>>> `.
## Why it matters
Both versions stand in the record, one of them wrong.
## How to mend it
Choose, and remove the marker lines.
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\n<<<<<<< HEAD\nContinue every two weeks\n\n=======\n\nContinue weekly; next focus is the bus ride.\n>>>>>>> other\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

// `=======` alone may underline a heading, so it is left to its neighbours.
const MARKERS: &[&[u8]] = &[b"<<<<<<< ", b"||||||| ", b">>>>>>> "];

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let bytes = subject.note.text.as_bytes();
    for at in memchr::memchr3_iter(b'<', b'|', b'>', bytes) {
        let begins_line = at == 0 || bytes[at - 1] == b'\n';
        if begins_line && MARKERS.iter().any(|marker| bytes[at..].starts_with(marker)) {
            report.at(at, "a merge conflict is not resolved", None);
        }
    }
}
