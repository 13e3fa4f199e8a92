//! SG022: a signature by a key that was not allowed then, affirmed by its signer since.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!("SG022", "affirmed-signature", Info, "affirmed_signature.md", Signing(check));

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    if subject.is_affirmed {
        let message =
            "the key of its signature was not allowed then, and its signer has affirmed it";
        report.at_key("signed_at", message, None);
    }
}
