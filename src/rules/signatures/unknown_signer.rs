//! SG005: a signature by somebody else than the one who is named.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG005", "unknown-signer", Error, "unknown_signer.md", Signing(check));

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
