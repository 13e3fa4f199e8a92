//! WD: wording.

use crate::rules::rule::{About, ENGLISH, ENGLISH_AND_GERMAN, Family};

mod absolute;
mod countertransference;
mod hearsay_as_fact;
mod identifier;
mod judgmental_word;
mod mild_judgment;
mod named_third_party;
mod other_client;
mod outdated_term;
mod process_talk;
mod speculation;
mod unattributed_conclusion;
mod vague_line;

/// WD.
pub const FAMILY: Family = Family {
    letters: "WD",
    name: "wording",
    looks_at: "wording",
    about: About::Content,
    otherwise: &[],
    reads: &[
        (&speculation::RULE, ENGLISH_AND_GERMAN),
        (&countertransference::RULE, ENGLISH_AND_GERMAN),
        (&process_talk::RULE, ENGLISH_AND_GERMAN),
        (&hearsay_as_fact::RULE, ENGLISH),
        (&vague_line::RULE, ENGLISH),
        (&judgmental_word::RULE, ENGLISH_AND_GERMAN),
        (&mild_judgment::RULE, ENGLISH),
        (&outdated_term::RULE, ENGLISH),
        (&unattributed_conclusion::RULE, ENGLISH),
        (&absolute::RULE, ENGLISH),
    ],
    rules: &[
        &speculation::RULE,
        &countertransference::RULE,
        &process_talk::RULE,
        &named_third_party::RULE,
        &hearsay_as_fact::RULE,
        &vague_line::RULE,
        &judgmental_word::RULE,
        &mild_judgment::RULE,
        &outdated_term::RULE,
        &identifier::RULE,
        &other_client::RULE,
        &unattributed_conclusion::RULE,
        &absolute::RULE,
    ],
};
