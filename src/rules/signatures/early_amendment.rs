//! SG017: an amendment that is older than the signature of its note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    ADDENDUM, ADDENDUM_SIG, GOOD_ADDENDUM, SIGNATURE, SIGNED_NOTE, SIGNERS, SigningSubject,
    amendment,
};

pub(super) const RULE: Rule = Rule {
    code: "SG017",
    name: "early-amendment",
    level: Level::Error,
    explanation: "\
## What it finds
An amendment that says it was written before the note was signed.
## Why it matters
Until then the note itself could be changed; the date of one of the two is wrong.
## How to mend it
Find out which, and say so with `casenotes amend NOTE --kind correction --reason WHY`.
",
    bad: Example::file(
        ADDENDUM,
        amendment!(
            "kind = \"addendum\"\nreason = \"asked by the insurer\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-24T15:00:00-05:00\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-25T09:00:00-05:00\n"
        ),
    )
    .beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: ADDENDUM_SIG, seed: 7 }]),
    good: Example::file(ADDENDUM, GOOD_ADDENDUM).beside(&[SIGNERS, SIGNED_NOTE, SIGNATURE, Companion::Signature { path: ADDENDUM_SIG, seed: 7 }]),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let Some(found) = subject.amendment() else { return };
    if let (Some(written), (_, Some(signed))) = (found.amendment.front.written, found.note_signed)
        && written < signed
    {
        report.at_key("written", "it was written before the note was signed", None);
    }
}
