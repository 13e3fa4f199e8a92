//! Which law a practice is under, and what it says: tables that counsel of the practice can read.

pub mod authorization;
pub mod basis;
pub mod denial;
pub mod exception;
pub mod recipient;
pub mod right;
pub mod rule;
pub mod states;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::fields::document;
use crate::law::basis::{Basis, Instrument};
use crate::law::denial::DenialGround;
use crate::law::exception::Exception;
use crate::law::right::{Answer, Right};
use crate::law::rule::Rule;

/// The law that a practice is under; it chooses the table of bases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Regime {
    /// The Health Insurance Portability and Accountability Act, 45 CFR Part 164.
    #[default]
    Hipaa,
    /// The General Data Protection Regulation, (EU) 2016/679.
    Gdpr,
    /// The Personal Information Protection and Electronic Documents Act of Canada.
    Pipeda,
    /// The UK GDPR and the Data Protection Act 2018.
    Uk,
    /// None of these.
    None,
}

/// What a law says about letting a record leave.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// What the law is called.
    #[serde(rename = "law")]
    pub name: String,
    /// What the law calls the log of what left, with its place there.
    pub log: String,
    /// Every basis; there are no others.
    #[serde(rename = "basis")]
    pub bases: Vec<Basis>,
    /// In what time each right of a client is answered; none where the law does not say it.
    #[serde(default, rename = "deadline")]
    answers: BTreeMap<Right, Answer>,
    /// On what psychotherapy notes leave without an authorization; there is nothing else.
    #[serde(rename = "exception")]
    pub exceptions: Vec<Exception>,
    /// On what a request of a client is denied; there is nothing else.
    #[serde(rename = "denial")]
    pub denials: Vec<DenialGround>,
    /// The sections that messages and pages rely on.
    rules: BTreeMap<Rule, String>,
}

/// A word that is no law of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a law that casenotes has a table for; use `hipaa`, `gdpr`, `pipeda`, `uk` or `none`")]
pub struct NoRegime;

/// A word that is no basis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a basis on which a record leaves; use one of {0}")]
pub struct NoBasis(String);

/// Every law, with its word and its table.
const LAWS: [(Regime, &str, &LazyLock<Law>); 5] = [
    (Regime::Hipaa, "hipaa", &HIPAA),
    (Regime::Gdpr, "gdpr", &GDPR),
    (Regime::Pipeda, "pipeda", &PIPEDA),
    (Regime::Uk, "uk", &UK),
    (Regime::None, "none", &NONE),
];

// A table is parsed when somebody asks for it, and once.
static HIPAA: LazyLock<Law> = LazyLock::new(|| parsed(include_str!("tables/hipaa.toml")));
static GDPR: LazyLock<Law> = LazyLock::new(|| parsed(include_str!("tables/gdpr.toml")));
static PIPEDA: LazyLock<Law> = LazyLock::new(|| parsed(include_str!("tables/pipeda.toml")));
static UK: LazyLock<Law> = LazyLock::new(|| parsed(include_str!("tables/uk.toml")));
static NONE: LazyLock<Law> = LazyLock::new(|| parsed(include_str!("tables/none.toml")));

fn parsed(text: &str) -> Law {
    document::read(text).expect("a table of the law is part of the program, and tested")
}

impl Regime {
    /// Returns every law.
    pub fn all() -> impl Iterator<Item = Self> {
        LAWS.iter().map(|(regime, ..)| *regime)
    }

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        LAWS[self as usize].1
    }

    /// Returns what it says.
    pub fn law(self) -> &'static Law {
        LAWS[self as usize].2
    }
}

impl FromStr for Regime {
    type Err = NoRegime;

    fn from_str(text: &str) -> Result<Self, NoRegime> {
        let found = LAWS.iter().find(|(_, word, _)| *word == text);
        found.map(|(regime, ..)| *regime).ok_or(NoRegime)
    }
}

impl Law {
    /// Finds a basis by its code.
    pub fn basis(&'static self, code: &str) -> Option<&'static Basis> {
        self.bases.iter().find(|basis| basis.code == code)
    }

    /// Returns what compels a disclosure; nothing where the law asks for no instrument.
    pub fn instruments(&'static self) -> &'static [Instrument] {
        self.basis("law").map_or(&[], |basis| &basis.instruments)
    }

    /// Finds a basis on which a record may leave by `export`.
    ///
    /// # Errors
    /// Says which there are.
    pub fn to_leave_on(&'static self, code: &str) -> Result<&'static Basis, NoBasis> {
        let found = self.basis(code).filter(|basis| !basis.is_by_hand);
        found.ok_or_else(|| {
            let bases = self.bases.iter().filter(|basis| !basis.is_by_hand);
            NoBasis(bases.map(|basis| format!("`{}`", basis.code)).collect::<Vec<_>>().join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::basis::{Asks, Kind};

    fn codes(holds: impl Fn(&Basis) -> bool) -> Vec<&'static str> {
        let bases = Regime::Hipaa.law().bases.iter();
        bases.filter(|basis| holds(basis)).map(|basis| basis.code.as_str()).collect()
    }

    #[test]
    fn each_basis_asks_what_its_rule_asks() {
        let not_accountable = [
            "individual",
            "authorization",
            "treatment",
            "payment",
            "operations",
            "national-security",
            "correctional",
            "family",
        ];
        assert_eq!(codes(|basis| !basis.is_accountable), not_accountable);
        let whole = ["individual", "authorization", "treatment", "hhs", "law"];
        assert_eq!(codes(|basis| basis.allows_whole_record), whole);
        assert_eq!(codes(|basis| basis.leads_to_a_plan), ["payment"]);
        assert_eq!(codes(|basis| basis.is_required_by_law), ["hhs", "law"]);
        let agreed = ["individual", "authorization", "treatment", "payment", "operations"];
        assert_eq!(codes(|basis| basis.asks(Asks::Members)), agreed);
        assert_eq!(codes(|basis| basis.asks(Asks::Instrument)), ["law"]);
        let by_hand = [
            "funeral-director",
            "military",
            "government-benefits",
            "national-security",
            "correctional",
            "family",
            "impermissible",
        ];
        assert_eq!(codes(|basis| basis.is_by_hand), by_hand);
        for no in ["attorney", "family", "Payment", "", "impermissible"] {
            assert!(Regime::Hipaa.law().to_leave_on(no).is_err(), "{no}");
        }
    }

    #[test]
    fn every_table_can_be_read_and_no_code_stands_twice() {
        for (regime, word, _) in LAWS {
            let law = regime.law();
            assert_eq!((regime.as_str(), word.parse()), (word, Ok(regime)));
            assert!(!law.log.is_empty() && law.bases.len() > 3, "{word}");
            for (at, basis) in law.bases.iter().enumerate() {
                assert_eq!(
                    law.bases.iter().position(|it| it.code == basis.code),
                    Some(at),
                    "{word}"
                );
                assert!(!basis.meaning.is_empty() && !basis.cite.is_empty(), "{word}");
                assert_eq!(basis.asks(Asks::Instrument), !basis.instruments.is_empty(), "{word}");
            }
            // What every part of the program relies on.
            for (code, kind) in
                [("individual", Kind::Access), ("authorization", Kind::Authorization)]
            {
                assert_eq!(law.basis(code).map(|basis| basis.kind), Some(kind), "{word}: {code}");
            }
            assert!(law.basis("impermissible").is_some_and(|basis| basis.is_by_hand), "{word}");
        }
        let is_cited = |basis: &Basis| basis.cite.starts_with("45 CFR 164.5") || basis.is_by_hand;
        assert!(Regime::Hipaa.law().bases.iter().all(is_cited));
    }
}
