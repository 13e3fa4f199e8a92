//! TM004: a note that was signed at a time that has not come yet.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, signed_note};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TM004",
    name: "future-signature",
    level: Level::Error,
    explanation: "\
## What it finds
A note whose `signed_at` lies more than a day after now.
## Why it matters
A signature says when it was made; one that was dated forward, or made by a clock that was wrong, shows nothing about when.
Source: CMS Program Integrity Manual, chapter 3, 3.3.2.4
## How to mend it
Set the clock of the machine, and say the true time with `casenotes amend NOTE --kind correction --reason WHY`.
",
    bad: Example::note(signed_note!(
        "late_entry = \"x\"\nsigned_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-12-20T16:05:00-05:00\n"
    ))
    .beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(now), Some(at)) = (subject.practice.now, subject.note.front.signed_at) else {
        return;
    };
    let tomorrow = now.plus_minutes(24 * 60);
    if tomorrow.is_some_and(|tomorrow| tomorrow < at) {
        report.at_key("signed_at", "it was signed at a time that has not come yet", None);
    }
}
