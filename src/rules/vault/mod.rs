//! VT: the vault, by its outside alone.

use crate::rules::rule::{About, Family};

mod conflict_copy;
mod damaged_seal;
mod desktop_file;
mod editor_leftover;
mod misnamed_sealed_note;
mod missing_recipients;
mod open_mode;
mod sealed_by_passphrase;
mod stray_in_vault;
pub mod subject;
mod unsealed_file;
mod unsettled_recipients;
mod vault_remote;

/// VT.
pub const FAMILY: Family = Family {
    letters: "VT",
    name: "vault",
    looks_at: "the vault, by its outside alone",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unsealed_file::RULE,
        &editor_leftover::RULE,
        &open_mode::RULE,
        &damaged_seal::RULE,
        &misnamed_sealed_note::RULE,
        &stray_in_vault::RULE,
        &sealed_by_passphrase::RULE,
        &missing_recipients::RULE,
        &vault_remote::RULE,
        &unsettled_recipients::RULE,
        &conflict_copy::RULE,
        &desktop_file::RULE,
    ],
};
