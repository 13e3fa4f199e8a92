//! FM: front matter.

use crate::rules::rule::{About, Family};

mod contradicting_dates;
mod end_before_start;
mod impossible_score;
mod incomplete_telehealth;
mod misnamed_note;
mod missing_key;
mod overlong_session;
mod unknown_choice;
mod unknown_format;
mod unknown_key;
mod unreadable_front_matter;
mod unsound_allowance;
mod wrong_client;
mod wrong_value;

pub use unsound_allowance::leave_out_allowed;

/// The rules about which note a file is, and whose.
pub const IDENTITY: [&str; 2] = [wrong_client::RULE.code, misnamed_note::RULE.code];

/// FM.
pub const FAMILY: Family = Family {
    letters: "FM",
    name: "front-matter",
    looks_at: "front matter",
    about: About::Form,
    // A score is what a note says.
    otherwise: &[&impossible_score::RULE],
    reads: &[],
    rules: &[
        &unreadable_front_matter::RULE,
        &missing_key::RULE,
        &unknown_key::RULE,
        &wrong_value::RULE,
        &end_before_start::RULE,
        &wrong_client::RULE,
        &misnamed_note::RULE,
        &unknown_format::RULE,
        &overlong_session::RULE,
        &unknown_choice::RULE,
        &incomplete_telehealth::RULE,
        &unsound_allowance::RULE,
        &impossible_score::RULE,
        &contradicting_dates::RULE,
    ],
};
