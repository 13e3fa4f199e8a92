//! SG001: a text that says it is signed and is not.

use crate::record::signature::verdict::State;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    SIGNED, SIGNED_BESIDE, SIGNERS, SigningSubject, signed_note,
};

pub(super) const RULE: Rule = Rule {
    code: "SG001",
    name: "unsigned-mark",
    level: Level::Error,
    explanation: "\
## What it finds
A note or an amendment that says it is signed, by `signed_by` or `signed_at`, and has no signature.
## Why it matters
A name in a text is no signature; whoever can write the file can write the name.
## How to mend it
Run `casenotes sign` on the note: it completes what a lost run has left. Only the one it names can.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T16:00:00-05:00\n"
    )).beside(&[SIGNERS]),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::MarkAlone {
        let key = if subject.signed_by.is_some() { "signed_by" } else { "signed_at" };
        report.at_key(key, "it says that it is signed, and there is no signature", None);
    }
}
