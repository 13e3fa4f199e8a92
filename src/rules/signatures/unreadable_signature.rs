//! SG003: a signature that is none.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG003", "unreadable-signature", Error, "unreadable_signature.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let message = match subject.state {
        State::Signed(Verdict::Unreadable) => "its `.sig` file is no OpenSSH signature",
        State::Signed(Verdict::UnknownKind) => "its signature is by a key that is not Ed25519",
        State::Signed(Verdict::OtherPurpose) => "its signature was made for another purpose",
        _ => return,
    };
    report.whole(message, None);
}
