//! CT002: a second note of one session and format.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "CT002",
    name: "repeated-session",
    level: Level::Warning,
    explanation: "\
## What it finds
A note whose name ends in `-2`, `-3` and so on: the client has another of the same minute and format.
## Why it matters
One session has one progress note; a second is often the same one saved twice, and a payer reads it as a duplicate.
## How to mend it
Compare the two. If both are right, both stay as they are. A start is corrected only if it was written down wrongly; a note that was filed twice by mistake says so.
",
    bad: Example::file("clients/c-7f3k/notes/2026-11-24-1400-dap-2.md", GOOD_NOTE),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.stem.is_some_and(|stem| stem.number() > 1) {
        report.whole("the client has another note of this time and format", None);
    }
}
