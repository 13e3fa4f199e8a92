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
    cite: String,
    limit: Option<String>,
    found: Option<Found>,
    // For who reads the table, and docs/CUSTODIAN.md.
    #[cfg_attr(not(test), expect(dead_code, reason = "counsel follows it"))]
    at: Option<String>,
}

/// In what the ages of a state were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Found {
    Text,
    Summary,
}

/// From which age on a person signs for themselves, in years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ages {
    /// The age of majority.
    pub majority: u32,
    /// From when on a minor may sign for the record of mental health care, if that is a number.
    pub signs_from: Option<u32>,
    /// What says so, and whether somebody has read it.
    pub by: String,
}

static STATES: LazyLock<BTreeMap<String, Row>> = LazyLock::new(|| {
    let text = include_str!("tables/states.toml");
    document::read(text).expect("the table of states is part of the program, and tested")
});

/// Returns the ages of a state by its two letters; the usual ones without it.
pub fn ages(state: Option<&str>) -> Ages {
    let known = state.and_then(|state| STATES.get_key_value(&state.to_ascii_uppercase()));
    match (known, state) {
        (Some((_, row)), _) => Ages {
            majority: row.majority.unwrap_or(MAJORITY),
            signs_from: row.signs_from,
            by: row.told(),
        },
        (None, Some(state)) => usual(format!(
            "the usual age of majority; of {state} no other age is known, not verified, ask counsel"
        )),
        (None, None) => usual(
            "the usual age of majority; `[law] state` or `minor_signs_from` in casenotes.toml sets another age"
                .to_owned(),
        ),
    }
}

fn usual(by: String) -> Ages {
    Ages { majority: MAJORITY, signs_from: None, by }
}

impl Row {
    fn told(&self) -> String {
        let limit = self.limit.as_ref().map(|limit| format!(", {limit}")).unwrap_or_default();
        let found = match self.found {
            Some(Found::Text) => "as the law was read in November 2026; counsel checks it",
            Some(Found::Summary) => "by what others say of it, not by its text; ask counsel",
            None => "not verified, ask counsel",
        };
        format!("{}{limit} ({found})", self.cite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_its_ages_and_any_other_the_usual_ones() {
        for (state, majority, signs_from, by) in [
            (None, 18, None, "`[law] state`"),
            (Some("CA"), 18, Some(12), "124260, Family Code 6924, if the professional"),
            (Some("ne"), 19, Some(18), "not by its text; ask counsel"),
            (Some("AL"), 19, Some(16), "Act 2025-455"),
            (Some("WA"), 18, Some(13), "as the law was read"),
            (Some("MS"), 21, Some(18), "41-41-203(a), 1-3-27, for decisions about health care"),
            (Some("XX"), 18, None, "of XX no other age is known, not verified"),
        ] {
            let found = ages(state);
            assert_eq!((found.majority, found.signs_from), (majority, signs_from), "{state:?}");
            assert!(found.by.contains(by), "{state:?}: {}", found.by);
        }
        for (state, row) in STATES.iter() {
            assert!(state.len() == 2 && *state == state.to_uppercase());
            assert_eq!(row.found.is_some(), row.at.is_some(), "{state}");
        }
    }

    #[test]
    fn the_custodian_reads_the_table_in_the_documents() {
        let page = include_str!("../../docs/CUSTODIAN.md");
        let of = |age: Option<u32>| age.map(|age| age.to_string()).unwrap_or_default();
        for (state, row) in STATES.iter() {
            let found = match (row.found, &row.at) {
                (Some(Found::Text), Some(at)) => format!("[its text]({at})"),
                (_, Some(at)) => format!("[what others say of it]({at})"),
                _ => "not verified".to_owned(),
            };
            let limit = row.limit.as_deref().unwrap_or_default();
            let line = format!(
                "| {state} | {} | {} | {} | {limit} | {found} |\n",
                row.majority.unwrap_or(MAJORITY),
                of(row.signs_from),
                row.cite
            )
            .replace("  |", " |");
            assert!(page.contains(&line), "docs/CUSTODIAN.md lacks: {line}");
        }
    }
}
