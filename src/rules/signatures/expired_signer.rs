//! SG006: a signature by a key that was not allowed then.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE, SigningSubject, signed_note};

pub(super) const RULE: Rule = Rule {
    code: "SG006",
    name: "expired-signer",
    level: Level::Error,
    explanation: "\
## What it finds
A signature by a key that `allowed_signers` does not allow at the time that `signed_at` says.
## Why it matters
A key that was lost, or of somebody who has left, must not sign any more.
## How to mend it
If the list is wrong, correct the dates of the key in it. Otherwise the note is not signed; let a clinician of the practice look at it.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2027-01-10T16:00:00-05:00\nlate_entry = \"ill\"\n"
    )).beside(SIGNED_BESIDE),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::Signed(Verdict::NotThen) {
        report.at_key("signed_at", "the key of its signature was not allowed then", None);
    }
}
