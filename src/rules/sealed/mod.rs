//! VN: what lies in the vault, opened, in `vault verify` alone.

use crate::rules::rule::{About, Family};

mod damaged_note;
mod foreign_note;
mod misplaced_sealed_note;
mod note_for_others;
mod outdated_seal;
pub mod subject;
mod wrong_kind;

/// VN.
pub const FAMILY: Family = Family {
    letters: "VN",
    name: "sealed",
    looks_at: "what lies in the vault, opened, in `vault verify` alone",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &damaged_note::RULE,
        &note_for_others::RULE,
        &misplaced_sealed_note::RULE,
        &outdated_seal::RULE,
        &foreign_note::RULE,
        &wrong_kind::RULE,
    ],
};
