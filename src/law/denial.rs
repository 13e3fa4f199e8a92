//! The closed list of grounds on which a request may be denied, and what the denial must tell: by the tables
//! of the laws.

use std::fmt;

use serde::Deserialize;

use crate::law::right::Right;
use crate::law::{Regime, rule};

/// A ground on which a request may be denied.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenialGround {
    /// What the user types.
    pub code: String,
    /// What it denies.
    pub right: Right,
    /// What it is, in plain language (164.524(d)(2), 164.526(d)(1)).
    pub meaning: String,
    /// Where it stands in the law.
    pub cite: String,
    /// Whether the client may have the denial reviewed by another professional (164.524(a)(3), (a)(4)).
    #[serde(default, rename = "reviewable")]
    pub is_reviewable: bool,
    /// What a denial on it must tell the client in writing, by the key that says so: how to complain
    /// (164.524(d)(2)(iii), 164.526(d)(1)(iv)), and how to have it reviewed or to disagree.
    pub must_say: Vec<String>,
}

/// A word that is no ground of the law of the practice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a ground of a denial; use one of {0}")]
pub struct NoDenialGround(String);

impl DenialGround {
    /// Finds a ground of the law of the practice.
    ///
    /// # Errors
    /// Says which there are.
    pub fn of_the_practice(code: &str) -> Result<&'static Self, NoDenialGround> {
        let known = &rule::of_the_practice().law().denials;
        known.iter().find(|ground| ground.code == code).ok_or_else(|| {
            let codes = known.iter().map(|ground| format!("`{}`", ground.code));
            NoDenialGround(codes.collect::<Vec<_>>().join(", "))
        })
    }

    /// Finds a ground that a filed paper names: of the law of the practice, or of one it was under when the
    /// paper was filed.
    ///
    /// # Errors
    /// Says which there are today.
    pub fn of_a_paper(code: &str) -> Result<&'static Self, NoDenialGround> {
        Self::of_the_practice(code).or_else(|no| {
            let mut known = Regime::all().flat_map(|regime| &regime.law().denials);
            known.find(|ground| ground.code == code).ok_or(no)
        })
    }
}

impl fmt::Display for DenialGround {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grounds_are_those_of_the_rule_and_three_of_them_are_reviewed() {
        let grounds = &Regime::Hipaa.law().denials;
        let codes = |holds: fn(&DenialGround) -> bool| -> Vec<&str> {
            grounds.iter().filter(|it| holds(it)).map(|it| it.code.as_str()).collect()
        };
        assert_eq!(
            codes(|ground| ground.is_reviewable),
            ["endangerment", "other-person", "representative"]
        );
        assert_eq!(codes(|ground| ground.right == Right::Amendment).len(), 4);
        for ground in grounds {
            assert_eq!(DenialGround::of_the_practice(&ground.code), Ok(ground));
            assert!(ground.cite.starts_with("45 CFR 164.52"), "{}", ground.code);
        }
        for ground in Regime::all().flat_map(|regime| &regime.law().denials) {
            assert!(ground.right != Right::Accounting, "{}", ground.code);
            assert!(ground.must_say.iter().any(|key| key == "says_how_to_complain"));
            assert!(DenialGround::of_a_paper(&ground.code).is_ok());
        }
        assert!(DenialGround::of_the_practice("unfounded").is_err(), "it is one of another law");
        assert!(DenialGround::of_a_paper("inconvenient").is_err());
    }
}
