//! CM: what is committed with git, in `validate --staged` and `--changed` alone.

use crate::rules::rule::{About, Family};

mod changed_filed_entry;
mod changed_signed_note;
mod changed_signer;
mod changed_signing;
mod committed_conflict;
mod committed_key;
mod committed_link;
mod committed_private_note;
mod ended_signer;
mod ignored_file;
mod new_signer;
mod other_case;
mod removed_client;
pub mod subject;

/// CM.
pub const FAMILY: Family = Family {
    letters: "CM",
    name: "commits",
    looks_at: "what is committed with git, in `validate --staged` and `--changed` alone",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &changed_signed_note::RULE,
        &committed_private_note::RULE,
        &committed_key::RULE,
        &committed_conflict::RULE,
        &changed_filed_entry::RULE,
        &removed_client::RULE,
        &changed_signer::RULE,
        &new_signer::RULE,
        &ignored_file::RULE,
        &committed_link::RULE,
        &changed_signing::RULE,
        &ended_signer::RULE,
        &other_case::RULE,
    ],
};
