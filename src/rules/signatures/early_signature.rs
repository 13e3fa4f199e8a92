//! SG010: a note that was signed before its session had ended.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, SigningSubject, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "SG010",
    name: "early-signature",
    level: Level::Warning,
    explanation: "\
## What it finds
A note that was signed before its session had ended.
## Why it matters
A note says what happened; it cannot be signed before it has.
## How to mend it
Compare the times. If the end is wrong, say so with `casenotes amend NOTE --kind correction --reason WHY`.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T14:10:00-05:00\n"
    )).beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let (Some(note), Some(at)) = (subject.note(), subject.signed_at) else { return };
    if note.front.end.or(note.front.start).is_some_and(|end| at < end) {
        report.at_key("signed_at", "it was signed before the session had ended", None);
    }
}
