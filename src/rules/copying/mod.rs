//! CF: text carried over from other notes.

use crate::rules::rule::{About, ENGLISH, Family};

mod cloned_section;
mod copied_across_clients;
mod copied_section;
mod stale_date;

/// CF.
pub const FAMILY: Family = Family {
    letters: "CF",
    name: "copying",
    looks_at: "text carried over from other notes",
    about: About::Content,
    otherwise: &[],
    reads: &[(&stale_date::RULE, ENGLISH)],
    rules: &[
        &copied_section::RULE,
        &cloned_section::RULE,
        &copied_across_clients::RULE,
        &stale_date::RULE,
    ],
};
