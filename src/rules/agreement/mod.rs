//! AG: whether the text says what the front matter says.

use crate::rules::rule::{About, ENGLISH, Family};

mod attendance_against_text;
mod day_against_text;
mod diagnosis_against_text;
mod minutes_against_text;
mod place_against_text;
mod score_against_text;

/// AG.
pub const FAMILY: Family = Family {
    letters: "AG",
    name: "agreement",
    looks_at: "whether the text says what the front matter says",
    about: About::Content,
    otherwise: &[],
    reads: &[
        (&minutes_against_text::RULE, ENGLISH),
        (&place_against_text::RULE, ENGLISH),
        (&attendance_against_text::RULE, ENGLISH),
        (&diagnosis_against_text::RULE, ENGLISH),
        (&day_against_text::RULE, ENGLISH),
        (&score_against_text::RULE, ENGLISH),
    ],
    rules: &[
        &minutes_against_text::RULE,
        &place_against_text::RULE,
        &attendance_against_text::RULE,
        &diagnosis_against_text::RULE,
        &day_against_text::RULE,
        &score_against_text::RULE,
    ],
};
