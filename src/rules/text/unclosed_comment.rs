//! TX005: a comment without an end.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TX005",
    name: "unclosed-comment",
    level: Level::Error,
    explanation: "\
## What it finds
A `<!--` that no `-->` closes.
## Why it matters
Markdown hides everything behind it, to the end of the note. casenotes exports that text all the same, so that nothing is lost, but other programs will not show it.
## How to mend it
Close the comment with `-->`, or remove the `<!--`.
",
    bad: Example::note("+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nText.\n\n<!-- open\n\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    if let Some(at) = subject.comments().unclosed {
        report.at(subject.note.body_range.start + at, "this comment is not closed", None);
    }
}
