//! SG008: a text that one wrote and another signed.

use crate::record::signature::is_same_person;
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    SIG, SIGNED, SIGNED_BESIDE, SIGNERS, SigningSubject, signed_note,
};

pub(super) const RULE: Rule = Rule {
    code: "SG008",
    name: "signed-by-another",
    level: Level::Error,
    explanation: "\
## What it finds
A note or an amendment that one person wrote and another signed.
## Why it matters
Payers accept the signature of the one who rendered the service; somebody else's does not stand for it.
## How to mend it
The author must sign. A supervisor signs beside the author, with `casenotes cosign`.
",
    bad: Example::note(signed_note!(
        "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Eli Sample, PhD\"\nsigned_at = 2026-11-24T16:00:00-05:00\n"
    ))
    .beside(&[SIGNERS, Companion::Signature { path: SIG, seed: 8 }]),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if let (Some(author), Some(by)) = (subject.author, subject.signed_by)
        && !is_same_person(author, by)
    {
        report.at_key("signed_by", "somebody else than the author has signed it", None);
    }
}
