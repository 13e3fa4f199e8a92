//! DS: authorizations for the record, the log of disclosures, and requests of clients.

use crate::rules::rule::{About, Family};

mod defective_authorization;
mod future_disclosure;
mod missing_authorization;
mod missing_paper;
mod overdue_request;
pub mod subject;
mod unfounded_signature;
mod unsound_disclosure;
mod unsound_request;
mod untold_breach;

/// DS.
pub const FAMILY: Family = Family {
    letters: "DS",
    name: "disclosures",
    looks_at: "authorizations for the record, the log of disclosures, and requests of clients",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unsound_disclosure::RULE,
        &defective_authorization::RULE,
        &missing_authorization::RULE,
        &unsound_request::RULE,
        &overdue_request::RULE,
        &untold_breach::RULE,
        &unfounded_signature::RULE,
        &future_disclosure::RULE,
        &missing_paper::RULE,
    ],
};
