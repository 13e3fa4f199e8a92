//! From which age a person signs for themselves in a state (45 CFR 164.502(g)(3)): data that counsel can
//! read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::fields::document;

/// The age of majority where the table has no other.
const MAJORITY: u32 = 18;

/// The ages of a state.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    majority: Option<u32>,
    signs_from: Option<u32>,
    // For who reads the table; nothing is decided by it.
    #[serde(rename = "cite")]
    _cite: String,
}

/// From which age a person signs for themselves, in years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// The age of majority.
    pub majority: u32,
    /// From when on a minor may sign for the record of mental health care, if that is a number.
    pub signs_from: Option<u32>,
}

static STATES: LazyLock<BTreeMap<String, Row>> = LazyLock::new(|| {
    let text = include_str!("tables/states.toml");
    document::read(text).expect("the table of states is part of the program, and tested")
});

/// Returns the ages of a state by its two letters; the usual ones without it.
pub fn ages(state: Option<&str>) -> Ages {
    let row = state.and_then(|state| STATES.get(&state.to_ascii_uppercase()));
    Ages {
        majority: row.and_then(|row| row.majority).unwrap_or(MAJORITY),
        signs_from: row.and_then(|row| row.signs_from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_its_ages_and_any_other_the_usual_ones() {
        for (state, majority, signs_from) in [
            (None, 18, None),
            (Some("CA"), 18, Some(12)),
            (Some("ne"), 19, None),
            (Some("AL"), 19, Some(14)),
            (Some("XX"), 18, None),
        ] {
            assert_eq!(ages(state), Ages { majority, signs_from }, "{state:?}");
        }
        assert!(STATES.keys().all(|state| state.len() == 2 && *state == state.to_uppercase()));
    }
}
