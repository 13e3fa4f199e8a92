//! A basis on which a record may be disclosed, and what the law asks of it; `law` has the tables.

use std::fmt;

use serde::Deserialize;

use crate::law::recipient::Circle;

/// A basis on which a record may be disclosed: a row of the table of a law.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// What the user types.
    pub code: String,
    /// What it allows.
    pub meaning: String,
    /// Where it stands in the law.
    pub cite: String,
    /// How far it goes, where the rule says so.
    pub limit: Option<String>,
    /// What the program makes of it.
    #[serde(default)]
    pub kind: Kind,
    /// Whether the accounting of disclosures must name it (45 CFR 164.528).
    #[serde(default, rename = "accountable")]
    pub is_accountable: bool,
    /// Whether a whole record may leave without a justification of its own (164.502(b), 164.514(d)(5)).
    #[serde(default, rename = "whole_record")]
    pub allows_whole_record: bool,
    /// To whom it leads, where a name may say that somebody is outside of that.
    pub goes_to: Option<Circle>,
    /// Whether whoever gets something on it is a health plan (164.522(a)(1)(vi)).
    #[serde(default, rename = "to_a_plan")]
    pub leads_to_a_plan: bool,
    /// Whether the law requires the disclosure, so that restricted sessions go even to a plan
    /// (164.522(a)(1)(vi)(A)).
    #[serde(default, rename = "required_by_law")]
    pub is_required_by_law: bool,
    /// What must be given with it.
    #[serde(default)]
    pub asks: Vec<Asks>,
    /// Whether it is for entries by hand alone: no record leaves on it.
    #[serde(default, rename = "by_hand_only")]
    pub is_by_hand: bool,
    /// The instruments of which one must be named.
    #[serde(default, rename = "instrument")]
    pub instruments: Vec<Instrument>,
    /// What a consent under 42 CFR 2.31 must be for, if one lets a record under Part 2 leave on it.
    pub part2_consent: Option<String>,
    /// On which grounds of 42 CFR Part 2 a record may leave on it without a consent.
    #[serde(default)]
    pub part2_grounds: Vec<String>,
}

/// What the program makes of a basis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Nothing of its own.
    #[default]
    Other,
    /// The client asked for it.
    Access,
    /// It rests on an authorization.
    Authorization,
}

/// What a basis asks for beyond recipient and purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// That every member of a couple or family has agreed.
    Members,
    /// An authorization of the client.
    Authorization,
    /// What it rests on, such as the number of a court order.
    Reference,
    /// Which instrument compels it.
    Instrument,
    /// What assures that the client was told, or that a protective order holds
    /// (164.512(e)(1)(ii) to (vi)).
    Assurance,
    /// The assessment of a breach (164.402(2)).
    Assessment,
    /// That the client has died (164.512(g)(1)).
    Died,
}

/// What compels a disclosure (45 CFR 164.103).
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// What the user types.
    pub code: String,
    /// What it is.
    pub meaning: String,
    /// Where it stands in the law.
    pub cite: String,
    /// How far it goes.
    pub limit: String,
}

impl Basis {
    /// Tells whether something must be given with it.
    pub fn asks(&self, what: Asks) -> bool {
        self.asks.contains(&what)
    }

    /// Finds an instrument by its code.
    pub fn instrument(&self, code: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.code == code)
    }

    /// Tells whether the record is to leave under an authorization.
    pub fn is_authorization(&self) -> bool {
        self.kind == Kind::Authorization
    }

    /// Tells whether the client asked for it.
    pub fn is_individual(&self) -> bool {
        self.kind == Kind::Access
    }
}

impl Asks {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Authorization => "authorization",
            Self::Reference => "reference",
            Self::Instrument => "instrument",
            Self::Assurance => "assurance",
            Self::Assessment => "assessment",
            Self::Died => "died",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)?;
        self.limit.iter().try_for_each(|limit| write!(f, "; {limit}"))
    }
}
