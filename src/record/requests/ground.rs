//! The closed list of grounds on which a request may be denied, and what the denial must tell.

use std::fmt;
use std::str::FromStr;

use crate::record::requests::right::Right;

/// A ground on which a request may be denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenialGround {
    /// What the user types.
    pub code: &'static str,
    /// What it is, in plain language (164.524(d)(2), 164.526(d)(1)).
    pub meaning: &'static str,
    /// Where it stands in the law.
    pub cite: &'static str,
    /// What it denies.
    pub right: Right,
    /// Whether the client may have the denial reviewed by another professional (164.524(a)(3), (a)(4)).
    pub is_reviewable: bool,
}

/// A ground that is given without a review.
const fn ground(
    right: Right,
    code: &'static str,
    meaning: &'static str,
    cite: &'static str,
) -> DenialGround {
    DenialGround { code, meaning, cite, right, is_reviewable: false }
}

/// A ground of access of which a review may be asked for.
const fn reviewable(code: &'static str, meaning: &'static str, cite: &'static str) -> DenialGround {
    DenialGround { code, meaning, cite, right: Right::Access, is_reviewable: true }
}

/// Every ground; there are no others. An accounting is never denied.
pub const GROUNDS: &[DenialGround] = &[
    ground(
        Right::Access,
        "psychotherapy-notes",
        "they are psychotherapy notes",
        "45 CFR 164.524(a)(1)(i), (a)(2)(i)",
    ),
    ground(
        Right::Access,
        "litigation",
        "it was compiled for a legal proceeding",
        "45 CFR 164.524(a)(1)(ii), (a)(2)(i)",
    ),
    ground(
        Right::Access,
        "inmate",
        "a copy would endanger somebody in a correctional institution",
        "45 CFR 164.524(a)(2)(ii)",
    ),
    ground(
        Right::Access,
        "research",
        "access was suspended, by agreement, while the research is going on",
        "45 CFR 164.524(a)(2)(iii)",
    ),
    ground(
        Right::Access,
        "privacy-act",
        "the Privacy Act lets it be denied",
        "45 CFR 164.524(a)(2)(iv)",
    ),
    ground(
        Right::Access,
        "confidential-source",
        "it came from somebody else under a promise of confidentiality, and would reveal the source",
        "45 CFR 164.524(a)(2)(v)",
    ),
    reviewable(
        "endangerment",
        "access is reasonably likely to endanger the life or physical safety of the client or somebody else",
        "45 CFR 164.524(a)(3)(i)",
    ),
    reviewable(
        "other-person",
        "it refers to somebody else, and access is reasonably likely to cause that person substantial harm",
        "45 CFR 164.524(a)(3)(ii)",
    ),
    reviewable(
        "representative",
        "access of the representative is reasonably likely to cause substantial harm",
        "45 CFR 164.524(a)(3)(iii)",
    ),
    ground(
        Right::Amendment,
        "not-created-here",
        "the practice did not create it, and whoever did is there to act on the request",
        "45 CFR 164.526(a)(2)(i)",
    ),
    ground(
        Right::Amendment,
        "not-in-record-set",
        "it is not part of the record set",
        "45 CFR 164.526(a)(2)(ii)",
    ),
    ground(
        Right::Amendment,
        "not-open-to-access",
        "it is not open to access of the client",
        "45 CFR 164.526(a)(2)(iii)",
    ),
    ground(Right::Amendment, "accurate", "it is accurate and complete", "45 CFR 164.526(a)(2)(iv)"),
];

/// A word that is no ground.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a ground of a denial; use one of {}",
    GROUNDS.iter().map(|ground| format!("`{}`", ground.code)).collect::<Vec<_>>().join(", ")
)]
pub struct NoDenialGround;

impl FromStr for DenialGround {
    type Err = NoDenialGround;

    fn from_str(text: &str) -> Result<Self, NoDenialGround> {
        GROUNDS.iter().find(|ground| ground.code == text).copied().ok_or(NoDenialGround)
    }
}

impl fmt::Display for DenialGround {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)
    }
}

impl DenialGround {
    /// Returns what a denial on it must tell the client in writing, by the key that says so: how to complain
    /// (164.524(d)(2)(iii), 164.526(d)(1)(iv)), and how to have it reviewed or to disagree.
    pub fn must_say(self) -> &'static [&'static str] {
        match self.right {
            Right::Amendment => {
                &["says_how_to_disagree", "says_request_may_travel", "says_how_to_complain"]
            }
            _ if self.is_reviewable => &["says_how_to_have_it_reviewed", "says_how_to_complain"],
            _ => &["says_how_to_complain"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grounds_are_those_of_the_rule_and_three_of_them_are_reviewed() {
        let codes = |holds: fn(&DenialGround) -> bool| -> Vec<&str> {
            GROUNDS.iter().filter(|ground| holds(ground)).map(|ground| ground.code).collect()
        };
        assert_eq!(
            codes(|ground| ground.is_reviewable),
            ["endangerment", "other-person", "representative"]
        );
        assert_eq!(codes(|ground| ground.right == Right::Amendment).len(), 4);
        assert!(codes(|ground| ground.right == Right::Accounting).is_empty());
        for ground in GROUNDS {
            assert_eq!(ground.code.parse(), Ok(*ground));
            assert!(ground.cite.starts_with("45 CFR 164.52"), "{}", ground.code);
            assert!(ground.must_say().contains(&"says_how_to_complain"));
        }
        assert_eq!("inconvenient".parse::<DenialGround>(), Err(NoDenialGround));
    }
}
