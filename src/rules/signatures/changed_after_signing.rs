//! SG004: a text that is not the one that was signed.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{
    OTHER, OTHER_SIG, SIG, SIGNED, SIGNED_BESIDE, SIGNERS, SigningSubject,
};

pub(super) const RULE: Rule = Rule {
    code: "SG004",
    name: "changed-after-signing",
    level: Level::Error,
    explanation: "\
## What it finds
A note or an amendment whose signature does not belong to its text: a byte was changed after it was signed, or the signature is another one's.
## Why it matters
A signed record must stay as it was signed; changes to it are made beside it, with date, author and reason (CMS Program Integrity Manual, chapter 3, 3.3.2.5).
## How to mend it
Bring the signed version back with git: `casenotes history NOTE` shows where it changed. What was to be said is said with `casenotes amend`.
",
    bad: Example::note(SIGNED).beside(&[
        SIGNERS,
        OTHER,
        Companion::Signature { path: OTHER_SIG, seed: 7 },
        Companion::Copy { path: SIG, from: OTHER_SIG },
    ]),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::Signed(Verdict::NotForThisText) {
        report.whole("it is not the text that was signed", None);
    }
}
