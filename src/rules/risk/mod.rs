//! RK: what is said and done about risk.

use crate::rules::rule::{About, ENGLISH, ENGLISH_AND_GERMAN, Family};

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
    reads: &[
        (&risk_without_action::RULE, ENGLISH_AND_GERMAN),
        (&grave_risk_without_action::RULE, ENGLISH_AND_GERMAN),
        (&risk_contradicted::RULE, ENGLISH_AND_GERMAN),
        (&item_nine_unanswered::RULE, ENGLISH),
    ],
    rules: &[
        &missing_risk::RULE,
        &risk_without_action::RULE,
        &grave_risk_without_action::RULE,
        &risk_contradicted::RULE,
        &item_nine_unanswered::RULE,
    ],
};
