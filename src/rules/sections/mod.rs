//! SC: sections.

use crate::rules::rule::{About, Family};

mod another_form;
mod empty_section;
mod missing_section;
mod repeated_section;
mod steps_out_of_order;

/// SC.
pub const FAMILY: Family = Family {
    letters: "SC",
    name: "sections",
    looks_at: "sections",
    about: About::Content,
    otherwise: &[],
    reads: &[],
    rules: &[
        &missing_section::RULE,
        &empty_section::RULE,
        &repeated_section::RULE,
        &steps_out_of_order::RULE,
        &another_form::RULE,
    ],
};
