//! RK: what is said and done about risk.

use crate::rules::rule::{About, Family};

mod grave_risk_without_action;
mod item_nine_unanswered;
mod missing_risk;
mod risk_contradicted;
mod risk_without_action;

/// RK.
pub const FAMILY: Family = Family {
    letters: "RK",
    name: "risk",
    looks_at: "what is said and done about risk",
    about: About::Content,
    otherwise: &[],
    rules: &[
        &missing_risk::RULE,
        &risk_without_action::RULE,
        &grave_risk_without_action::RULE,
        &risk_contradicted::RULE,
        &item_nine_unanswered::RULE,
    ],
};
