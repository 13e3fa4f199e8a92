//! SG005: a signature by somebody else than the one who is named.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIG, SIGNED, SIGNED_BESIDE, SIGNERS, SigningSubject};

pub(super) const RULE: Rule = Rule {
    code: "SG005",
    name: "unknown-signer",
    level: Level::Error,
    explanation: "\
## What it finds
A signature by a key that the chart's `allowed_signers` does not have, or has for another person than the one whom `signed_by` names.
## Why it matters
Anyone can make a key and sign with any name; the list says whose key is whose.
## How to mend it
If the key is a clinician's of the practice, enter it with `casenotes signer add`. Otherwise the note is not signed: find out who made the signature.
",
    bad: Example::note(SIGNED).beside(&[SIGNERS, Companion::Signature { path: SIG, seed: 8 }]),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let message = match subject.state {
        State::Signed(Verdict::UnknownKey) => "its signature is by a key that nobody is known by",
        State::Signed(Verdict::OtherPerson) => {
            "its signature is by the key of another person than the one it names"
        }
        _ => return,
    };
    let help = "`casenotes signer list` shows whose key is whose; a commit must carry `allowed_signers` too.";
    report.at_key("signed_by", message, Some(help.into()));
}
