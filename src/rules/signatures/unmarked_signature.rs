//! SG002: a signature of a text that does not say by whom and when.

use crate::record::signature::verdict::State;
use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG002", "unmarked-signature", Error, "unmarked_signature.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.state == State::SignatureAlone {
        report.whole("there is a signature, and the text does not say by whom and when", None);
    }
}
