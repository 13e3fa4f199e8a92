//! CL: the client file.

use crate::rules::rule::{About, Family};

mod contradicting_client_dates;
mod lost_restriction;
mod missing_client_file;
mod missing_client_key;
pub mod subject;
mod unknown_client_key;
mod unreadable_client_file;
mod wrong_client_value;

/// CL.
pub const FAMILY: Family = Family {
    letters: "CL",
    name: "client-file",
    looks_at: "the client file",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unreadable_client_file::RULE,
        &missing_client_key::RULE,
        &unknown_client_key::RULE,
        &wrong_client_value::RULE,
        &missing_client_file::RULE,
        &contradicting_client_dates::RULE,
        &lost_restriction::RULE,
    ],
};
