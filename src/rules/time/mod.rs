//! TM: when sessions were and when notes were signed.

use crate::rules::rule::{About, Family};

mod future_signature;
mod overlapping_sessions;
mod session_after_closing;
mod stamped_times;
mod unsigned_overdue;

/// TM.
pub const FAMILY: Family = Family {
    letters: "TM",
    name: "time",
    looks_at: "when sessions were and when notes were signed",
    about: About::Content,
    otherwise: &[],
    reads: &[],
    rules: &[
        &unsigned_overdue::RULE,
        &overlapping_sessions::RULE,
        &stamped_times::RULE,
        &future_signature::RULE,
        &session_after_closing::RULE,
    ],
};
