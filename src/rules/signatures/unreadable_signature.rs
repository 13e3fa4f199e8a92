//! SG003: a signature that is none.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIG, SIGNED, SIGNED_BESIDE, SIGNERS, SigningSubject};

pub(super) const RULE: Rule = Rule {
    code: "SG003",
    name: "unreadable-signature",
    level: Level::Error,
    explanation: "\
## What it finds
A `.sig` file that is no OpenSSH signature, or one of a key that is not Ed25519, or one made for another purpose than `progress-note@casenotes`.
## Why it matters
It proves nothing about the note.
## How to mend it
Bring the signature back with git. If there never was a sound one, remove the `.sig` file and run `casenotes sign`.
",
    bad: Example::note(SIGNED).beside(&[SIGNERS, Companion::File { path: SIG, text: "Signed.\n" }]),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Signing(check),
};

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let message = match subject.state {
        State::Signed(Verdict::Unreadable) => "its `.sig` file is no OpenSSH signature",
        State::Signed(Verdict::UnknownKind) => "its signature is by a key that is not Ed25519",
        State::Signed(Verdict::OtherPurpose) => "its signature was made for another purpose",
        _ => return,
    };
    report.whole(message, None);
}
