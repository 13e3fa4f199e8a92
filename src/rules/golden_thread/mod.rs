//! GT: diagnosis, plan and note in one line.

use crate::rules::rule::{About, Family};

mod diagnosis_outside_plan;
mod missing_goal;
mod missing_plan;
mod plan_past_review;
mod unknown_goal;

/// GT.
pub const FAMILY: Family = Family {
    letters: "GT",
    name: "golden-thread",
    looks_at: "diagnosis, plan and note in one line",
    about: About::Content,
    otherwise: &[],
    reads: &[],
    rules: &[
        &missing_goal::RULE,
        &unknown_goal::RULE,
        &plan_past_review::RULE,
        &missing_plan::RULE,
        &diagnosis_outside_plan::RULE,
    ],
};
