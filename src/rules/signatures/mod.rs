//! SG: signatures, and who may sign.

use crate::rules::rule::{About, Family};

mod affirmed_signature;
mod amendment_of_another_note;
mod awaiting_cosignature;
mod changed_after_signing;
mod damaged_amendment;
mod early_amendment;
mod early_signature;
mod expired_signer;
mod missing_amendment;
mod orphaned_signature;
mod own_cosignature;
mod signature_without_credentials;
mod signed_as_another_note;
mod signed_by_another;
pub mod subject;
mod unknown_signer;
mod unmarked_late_entry;
mod unmarked_signature;
mod unreadable_signature;
mod unsigned_amendment;
mod unsigned_mark;
mod unsound_signer_list;
mod unsound_signing_settings;
pub mod verdicts;

/// SG.
pub const FAMILY: Family = Family {
    letters: "SG",
    name: "signatures",
    looks_at: "signatures, and who may sign",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unsigned_mark::RULE,
        &unmarked_signature::RULE,
        &unreadable_signature::RULE,
        &changed_after_signing::RULE,
        &unknown_signer::RULE,
        &expired_signer::RULE,
        &signed_as_another_note::RULE,
        &signed_by_another::RULE,
        &unmarked_late_entry::RULE,
        &early_signature::RULE,
        &signature_without_credentials::RULE,
        &awaiting_cosignature::RULE,
        &orphaned_signature::RULE,
        &damaged_amendment::RULE,
        &amendment_of_another_note::RULE,
        &unsigned_amendment::RULE,
        &early_amendment::RULE,
        &own_cosignature::RULE,
        &unsound_signer_list::RULE,
        &unsound_signing_settings::RULE,
        &missing_amendment::RULE,
        &affirmed_signature::RULE,
    ],
};
