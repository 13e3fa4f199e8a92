//! KY: the identities.

use crate::rules::rule::{About, Family};

pub mod subject;
mod synchronised_identity;

/// KY.
pub const FAMILY: Family = Family {
    letters: "KY",
    name: "keys",
    looks_at: "the identities",
    about: About::Form,
    otherwise: &[],
    reads: &[],
    rules: &[&synchronised_identity::RULE],
};
