//! TX: text.

use crate::rules::rule::{About, Family};

mod guidance_left;
mod merge_conflict;
mod misread_sign;
mod missing_final_newline;
mod not_text;
mod placeholder_left;
mod unclosed_comment;

/// TX.
pub const FAMILY: Family = Family {
    letters: "TX",
    name: "text",
    looks_at: "text",
    about: About::Content,
    // Bytes that are not text, and a merge that was left half done.
    otherwise: &[&not_text::RULE, &merge_conflict::RULE],
    reads: &[],
    rules: &[
        &not_text::RULE,
        &merge_conflict::RULE,
        &placeholder_left::RULE,
        &guidance_left::RULE,
        &unclosed_comment::RULE,
        &missing_final_newline::RULE,
        &misread_sign::RULE,
    ],
};
