//! The eight exceptions of 45 CFR 164.508(a)(2), in which no authorization is needed, each as narrow as
//! it is.

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
    /// To whom notes go on it, where the rule says so.
    pub goes_to: Reach,
    /// Whether an instrument must be named that compels it.
    pub asks_instrument: bool,
    /// On which grounds of 42 CFR Part 2 notes under it may leave so.
    pub part2_grounds: &'static [&'static str],
}

/// To whom notes may go on an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To the originator and to nobody else.
    Originator,
    /// To the practice's own training programs.
    OwnPrograms,
    /// For the practice's own defense.
    OwnDefense,
    /// To whoever the rule behind it names.
    Others,
}

/// What most exceptions are.
const USUAL: Exception = Exception {
    code: "",
    meaning: "",
    cite: "",
    goes_to: Reach::Others,
    asks_instrument: false,
    part2_grounds: &[],
};

/// Every exception; there are no others.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        code: "originator",
        meaning: "the originator's own use for treatment",
        cite: "45 CFR 164.508(a)(2)(i)(A)",
        goes_to: Reach::Originator,
        ..USUAL
    },
    Exception {
        code: "training",
        meaning: "the practice's own training programs under supervision in counseling",
        cite: "45 CFR 164.508(a)(2)(i)(B)",
        goes_to: Reach::OwnPrograms,
        ..USUAL
    },
    Exception {
        code: "defense",
        meaning: "defense in a legal action or proceeding brought by the individual",
        cite: "45 CFR 164.508(a)(2)(i)(C)",
        goes_to: Reach::OwnDefense,
        part2_grounds: &["service", "court-order"],
        ..USUAL
    },
    Exception {
        code: "hhs",
        meaning: "required by the Secretary of HHS",
        cite: "45 CFR 164.508(a)(2)(ii), 164.502(a)(2)(ii)",
        part2_grounds: &["audit"],
        ..USUAL
    },
    Exception {
        code: "law",
        meaning: "required by law",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(a)",
        asks_instrument: true,
        part2_grounds: &["court-order", "child-abuse", "crime"],
        ..USUAL
    },
    Exception {
        code: "oversight",
        meaning: "health oversight of the originator",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(d)",
        part2_grounds: &["audit"],
        ..USUAL
    },
    Exception {
        code: "coroner",
        meaning: "coroner or medical examiner",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(g)(1)",
        part2_grounds: &["death"],
        ..USUAL
    },
    Exception {
        code: "threat",
        meaning: "a serious and imminent threat",
        cite: "45 CFR 164.508(a)(2)(ii), 164.512(j)(1)(i)",
        part2_grounds: &["emergency", "crime"],
        ..USUAL
    },
];

/// What compels a release (45 CFR 164.103); the subpoena or letter of an attorney does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// What the user types.
    pub code: &'static str,
    /// What it is, how far it goes, and where it stands in the law.
    pub meaning: &'static str,
}

/// Every instrument, as in the table of the record; there are no others.
pub const INSTRUMENTS: &[Instrument] = &[
    Instrument {
        code: "court-order",
        meaning: "a court order (45 CFR 164.512(e)(1)(i)), only what it expressly authorizes",
    },
    Instrument {
        code: "court-subpoena",
        meaning: "a subpoena or summons that a court has issued (45 CFR 164.103), only what it requires",
    },
    Instrument {
        code: "grand-jury",
        meaning: "a subpoena of a grand jury (45 CFR 164.103), only what it requires",
    },
    Instrument {
        code: "agency",
        meaning: "a subpoena, summons or demand of an inspector general or of an agency that may require the production of information (45 CFR 164.103), only what it requires",
    },
    Instrument {
        code: "statute",
        meaning: "a statute or regulation, such as one that mandates a report (45 CFR 164.103), only what it requires",
    },
];

/// A word that is no exception.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an exception of 45 CFR 164.508(a)(2); they are {}, and anything else takes an authorization",
    EXCEPTIONS.iter().map(|exception| format!("`{}`", exception.code)).collect::<Vec<_>>().join(", ")
)]
pub struct NoException;

/// A word that is no instrument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no instrument that compels a release; they are {}, and the subpoena or letter of an attorney is none of them (45 CFR 164.103): take an authorization",
    INSTRUMENTS.iter().map(|it| format!("`{}`", it.code)).collect::<Vec<_>>().join(", ")
)]
pub struct NoInstrument;

impl FromStr for Exception {
    type Err = NoException;

    fn from_str(text: &str) -> Result<Self, NoException> {
        EXCEPTIONS.iter().find(|exception| exception.code == text).copied().ok_or(NoException)
    }
}

impl FromStr for Instrument {
    type Err = NoInstrument;

    fn from_str(text: &str) -> Result<Self, NoInstrument> {
        INSTRUMENTS.iter().find(|it| it.code == text).copied().ok_or(NoInstrument)
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
    use crate::authorization::part2::GROUNDS;

    #[test]
    fn the_exceptions_are_the_eight_of_the_rule() {
        let codes: Vec<&str> = EXCEPTIONS.iter().map(|exception| exception.code).collect();
        let law =
            ["originator", "training", "defense", "hhs", "law", "oversight", "coroner", "threat"];
        assert_eq!(codes, law);
        for no in ["payment", "treatment", "subpoena", "authorization", ""] {
            assert_eq!(no.parse::<Exception>(), Err(NoException), "{no}");
        }
        for no in ["subpoena", "attorney", "letter", ""] {
            assert_eq!(no.parse::<Instrument>(), Err(NoInstrument), "{no}");
        }
        let grounds = EXCEPTIONS.iter().flat_map(|exception| exception.part2_grounds);
        for ground in grounds {
            assert!(GROUNDS.iter().any(|known| known.code == *ground), "{ground}");
        }
    }
}
