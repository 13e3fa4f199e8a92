//! DC: documents, their bytes, and what is said of them.

use crate::rules::rule::{About, Family};

mod amends_nothing;
mod changed_document;
mod locked_document;
mod missing_bytes;
mod missing_original;
mod missing_page;
mod mistyped_document;
mod private_document;
pub mod subject;
mod unfetched_document;
mod unfiled_bytes;
mod unsound_document;
mod unverified_document;
pub mod verdicts;

/// DC.
pub const FAMILY: Family = Family {
    letters: "DC",
    name: "documents",
    looks_at: "documents, their bytes, and what is said of them",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unsound_document::RULE,
        &missing_bytes::RULE,
        &unfiled_bytes::RULE,
        &changed_document::RULE,
        &mistyped_document::RULE,
        &locked_document::RULE,
        &unfetched_document::RULE,
        &unverified_document::RULE,
        &amends_nothing::RULE,
        &private_document::RULE,
        &missing_page::RULE,
        &missing_original::RULE,
    ],
};
