//! DS: authorizations for the record, and the log of disclosures.

use crate::rules::rule::{About, Family};

mod defective_authorization;
mod missing_authorization;
mod unsound_disclosure;

/// DS.
pub const FAMILY: Family = Family {
    letters: "DS",
    name: "disclosures",
    looks_at: "authorizations for the record, and the log of disclosures",
    about: About::Form,
    otherwise: &[],
    rules: &[
        &unsound_disclosure::RULE,
        &defective_authorization::RULE,
        &missing_authorization::RULE,
    ],
};
