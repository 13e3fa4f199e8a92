//! PS: the text of psychotherapy notes, in `vault verify` alone.

use crate::rules::rule::{About, ENGLISH, ENGLISH_AND_GERMAN, Family};

mod claim_code;
mod excluded_heading;
mod excluded_summary;
mod medication;
mod merged_notes;
mod risk_kept_private;
mod session_times;
mod session_without_progress_note;
pub mod subject;
mod test_score;

/// PS.
pub const FAMILY: Family = Family {
    letters: "PS",
    name: "psychotherapy",
    looks_at: "the text of psychotherapy notes, in `vault verify` alone",
    about: About::Content,
    otherwise: &[],
    reads: &[
        (&excluded_heading::RULE, ENGLISH),
        (&session_times::RULE, ENGLISH),
        (&medication::RULE, ENGLISH),
        (&test_score::RULE, ENGLISH),
        (&risk_kept_private::RULE, ENGLISH_AND_GERMAN),
        (&excluded_summary::RULE, ENGLISH),
    ],
    rules: &[
        &excluded_heading::RULE,
        &session_times::RULE,
        &claim_code::RULE,
        &medication::RULE,
        &test_score::RULE,
        &session_without_progress_note::RULE,
        &risk_kept_private::RULE,
        &merged_notes::RULE,
        &excluded_summary::RULE,
    ],
};
