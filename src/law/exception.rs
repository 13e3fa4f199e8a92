//! The exceptions in which psychotherapy notes leave without an authorization (45 CFR 164.508(a)(2)), each
//! as narrow as it is: by the tables of the laws.

use std::fmt;

use serde::Deserialize;

use crate::failure::Explain;
use crate::law::Law;
use crate::law::basis::Instrument;
use crate::law::recipient::Circle;
use crate::law::rule::Rule;

/// A ground on which psychotherapy notes may be used or disclosed without an authorization.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// What the user types.
    pub code: String,
    /// What it allows.
    pub meaning: String,
    /// Where it stands in the law.
    pub cite: String,
    /// To whom notes go on it, where the rule says so.
    #[serde(default)]
    pub goes_to: Reach,
    /// Who they must be, where the rule behind it says so.
    pub leads_to: Option<Circle>,
    /// Whether an instrument must be named that compels it.
    #[serde(default)]
    pub asks_instrument: bool,
    /// On which grounds of 42 CFR Part 2 notes under it may leave so.
    #[serde(default)]
    pub part2_grounds: Vec<String>,
}

/// To whom notes may go on an exception.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// To the originator and to nobody else.
    Originator,
    /// To the practice's own training programs.
    OwnPrograms,
    /// For the practice's own defense.
    OwnDefense,
    /// To whoever the rule behind it names.
    #[default]
    Others,
}

/// A word that is no exception.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`--ground {given}` is not an exception in which psychotherapy notes leave; they are {known}, and anything else takes an authorization"
)]
pub struct NoException {
    given: String,
    known: String,
}

/// A word that is no instrument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`--instrument {given}` is no instrument that compels a release; they are {known}, and the subpoena or letter of an attorney is none of them: take an authorization"
)]
pub struct NoInstrument {
    given: String,
    known: String,
}

impl Explain for NoException {}

impl Explain for NoInstrument {
    fn hint(&self) -> Option<String> {
        Some(format!("Name what compels it{}, or take an authorization.", Rule::Instrument))
    }
}

impl Law {
    /// Finds an exception by its code.
    ///
    /// # Errors
    /// Says which there are.
    pub fn exception(&'static self, code: &str) -> Result<&'static Exception, NoException> {
        let found = self.exceptions.iter().find(|exception| exception.code == code);
        found.ok_or_else(|| NoException {
            given: code.to_owned(),
            known: quoted(self.exceptions.iter().map(|exception| &exception.code)),
        })
    }

    /// Finds what compels a release by its code (45 CFR 164.103).
    ///
    /// # Errors
    /// Says which there are.
    pub fn instrument(&'static self, code: &str) -> Result<&'static Instrument, NoInstrument> {
        let found = self.instruments().iter().find(|instrument| instrument.code == code);
        found.ok_or_else(|| NoInstrument {
            given: code.to_owned(),
            known: quoted(self.instruments().iter().map(|instrument| &instrument.code)),
        })
    }
}

fn quoted<'a>(codes: impl Iterator<Item = &'a String>) -> String {
    codes.map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)
    }
}

#[cfg(test)]
mod tests {
    use crate::law::Regime;

    #[test]
    fn the_exceptions_are_the_eight_of_the_rule_and_no_law_has_more() {
        let law = Regime::Hipaa.law();
        let codes: Vec<&str> = law.exceptions.iter().map(|exception| &*exception.code).collect();
        let eight =
            ["originator", "training", "defense", "hhs", "law", "oversight", "coroner", "threat"];
        assert_eq!(codes, eight);
        for no in ["payment", "treatment", "subpoena", "authorization", ""] {
            assert!(law.exception(no).is_err(), "{no}");
        }
        for no in ["subpoena", "attorney", "letter", ""] {
            assert!(law.instrument(no).is_err(), "{no}");
        }
        for regime in Regime::all() {
            let mut exceptions = regime.law().exceptions.iter();
            assert!(exceptions.all(|it| eight.contains(&&*it.code)), "{}", regime.as_str());
        }
    }
}
