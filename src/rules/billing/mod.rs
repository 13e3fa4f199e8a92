//! BL: what a payer in the United States asks of a claim.

use crate::rules::rule::{About, Family};

mod add_on_without_base;
mod context_diagnosis_only;
mod crisis_units;
mod excluded_pair;
mod group_size;
mod group_without_count;
mod malformed_claim_code;
mod malformed_diagnosis;
mod minutes_outside_code;
mod place_against_telehealth;
mod presence_against_code;
mod questioned_pair;
mod service_without_session;
mod unbillable_diagnosis;
mod unusual_evaluation;
mod wrong_modifier;

/// BL.
pub const FAMILY: Family = Family {
    letters: "BL",
    name: "billing",
    looks_at: "what a payer in the United States asks of a claim",
    about: About::Content,
    otherwise: &[],
    reads: &[],
    rules: &[
        &minutes_outside_code::RULE,
        &unusual_evaluation::RULE,
        &add_on_without_base::RULE,
        &excluded_pair::RULE,
        &questioned_pair::RULE,
        &crisis_units::RULE,
        &place_against_telehealth::RULE,
        &wrong_modifier::RULE,
        &malformed_diagnosis::RULE,
        &unbillable_diagnosis::RULE,
        &context_diagnosis_only::RULE,
        &service_without_session::RULE,
        &group_without_count::RULE,
        &group_size::RULE,
        &presence_against_code::RULE,
        &malformed_claim_code::RULE,
    ],
};
