//! The eight exceptions of 45 CFR 164.508(a)(2), in which no authorization is needed.

use std::fmt;
use std::str::FromStr;

/// A ground on which psychotherapy notes may be used or disclosed without an authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// What the user types.
    pub code: &'static str,
    /// What it allows.
    pub meaning: &'static str,
    /// Where it stands in the law.
    pub cite: &'static str,
}

/// Every exception; there are no others.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        code: "originator",
        meaning: "the originator's own use for treatment",
        cite: "45 CFR 164.508(a)(2)(i)(A)",
    },
    Exception {
        code: "training",
        meaning: "the practice's own training programs under supervision in counseling",
        cite: "45 CFR 164.508(a)(2)(i)(B)",
    },
    Exception {
        code: "defense",
        meaning: "defense in a legal action or proceeding brought by the individual",
        cite: "45 CFR 164.508(a)(2)(i)(C)",
    },
    Exception {
        code: "hhs",
        meaning: "required by the Secretary of HHS",
        cite: "45 CFR 164.508(a)(2)(ii), 164.502(a)(2)(ii)",
    },
    Exception {
        code: "law",
        meaning: "required by law, such as a court order or a mandated report",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(a)",
    },
    Exception {
        code: "oversight",
        meaning: "health oversight of the originator",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(d)",
    },
    Exception {
        code: "coroner",
        meaning: "coroner or medical examiner",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(g)(1)",
    },
    Exception {
        code: "threat",
        meaning: "a serious and imminent threat",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(j)(1)(i)",
    },
];

/// A word that is no exception.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an exception of 45 CFR 164.508(a)(2); they are {}, and anything else takes an authorization",
    EXCEPTIONS.iter().map(|exception| format!("`{}`", exception.code)).collect::<Vec<_>>().join(", ")
)]
pub struct NoException;

impl FromStr for Exception {
    type Err = NoException;

    fn from_str(text: &str) -> Result<Self, NoException> {
        EXCEPTIONS.iter().find(|exception| exception.code == text).copied().ok_or(NoException)
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exceptions_are_the_eight_of_the_rule() {
        let codes: Vec<&str> = EXCEPTIONS.iter().map(|exception| exception.code).collect();
        let law =
            ["originator", "training", "defense", "hhs", "law", "oversight", "coroner", "threat"];
        assert_eq!(codes, law);
        for no in ["payment", "treatment", "subpoena", "authorization", ""] {
            assert_eq!(no.parse::<Exception>(), Err(NoException), "{no}");
        }
    }
}
