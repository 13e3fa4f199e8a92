//! PR: casenotes itself: the rules that it could not check.

use crate::rules::rule::{About, Family};

mod unchecked_rule;

pub use unchecked_rule::{RULE, report};

/// PR.
pub const FAMILY: Family = Family {
    letters: "PR",
    name: "program",
    looks_at: "casenotes itself: the rules that it could not check",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[&unchecked_rule::RULE],
};
