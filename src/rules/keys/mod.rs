//! KY: the identities.

use crate::rules::rule::Family;

mod synchronised_identity;

/// KY.
pub const FAMILY: Family = Family {
    letters: "KY",
    name: "keys",
    looks_at: "the identities",
    rules: &[&synchronised_identity::RULE],
};
