//! EL: the elements of a progress note.

use crate::rules::rule::{About, ENGLISH_AND_GERMAN, Family};

mod missing_intervention;
mod missing_need;
mod missing_next_step;
mod missing_response;
mod overlong_note;
mod thin_note;

/// EL.
pub const FAMILY: Family = Family {
    letters: "EL",
    name: "elements",
    looks_at: "the elements of a progress note",
    about: About::Content,
    otherwise: &[],
    reads: &[
        (&missing_intervention::RULE, ENGLISH_AND_GERMAN),
        (&missing_response::RULE, ENGLISH_AND_GERMAN),
        (&missing_next_step::RULE, ENGLISH_AND_GERMAN),
        (&missing_need::RULE, ENGLISH_AND_GERMAN),
    ],
    rules: &[
        &missing_intervention::RULE,
        &missing_response::RULE,
        &missing_next_step::RULE,
        &missing_need::RULE,
        &thin_note::RULE,
        &overlong_note::RULE,
    ],
};
