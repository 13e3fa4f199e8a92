//! SG011: a signature that does not say what the signer is.

use crate::rules::rule::{Report, rule};
use crate::rules::signatures::subject::SigningSubject;

rule!(
    "SG011",
    "signature-without-credentials",
    Warning,
    "signature_without_credentials.md",
    Signing(check)
);

fn check(subject: &SigningSubject<'_>, report: &mut Report<'_>) {
    let has_credentials =
        |by: &str| by.split_once(',').is_some_and(|(_, rest)| !rest.trim().is_empty());
    if subject.is_signed() && subject.signed_by.is_some_and(|by| !has_credentials(by)) {
        report.at_key("signed_by", "the signature does not say the signer's credentials", None);
    }
}
