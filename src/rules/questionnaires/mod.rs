//! QN: questionnaires, and the measures that a practice describes.

use crate::rules::rule::{About, Family};

mod misfit_answers;
mod score_against_answers;
pub mod subject;
mod unsound_measure;
mod unsound_questionnaire;
mod unverified_questionnaire;
pub mod verdicts;

/// QN.
pub const FAMILY: Family = Family {
    letters: "QN",
    name: "questionnaires",
    looks_at: "questionnaires, and the measures that a practice describes",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unsound_questionnaire::RULE,
        &misfit_answers::RULE,
        &unverified_questionnaire::RULE,
        &unsound_measure::RULE,
        &score_against_answers::RULE,
    ],
};
