//! SG006: a signature by a key that was not allowed then.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG006", "expired-signer", Error, "expired_signer.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::Signed(Verdict::NotThen) {
        report.at_key("signed_at", "the key of its signature was not allowed then", None);
    }
}
