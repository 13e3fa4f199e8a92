//! What a recipient's name says of who they are, and whether a basis leads there.
//!
//! A name proves nothing; but a record is not to leave for treatment to who says to be an attorney.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::fields::document;
use crate::text::has_name;

/// To whom a basis leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Circle {
    /// Those who treat (45 CFR 164.506(c)(2)).
    Providers,
    /// Those who treat, pay, or work for who does (164.506(c)(1), (3), (4)).
    Care,
    /// An agency with the authority to oversee (164.501, 164.512(d)).
    Agencies,
    /// Who inquires into a death (164.512(g)(1)).
    Coroners,
}

/// What a name says of a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Whoever is called so belongs to it.
    Within,
    /// They do not.
    Outside,
    /// It says neither.
    Nothing,
}

/// A sort of recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Who has the credentials of a provider, or is a place of care.
    Providers,
    /// What care calls itself, and others as well.
    Care,
    /// Health plans.
    Plans,
    /// Agencies that oversee.
    Agencies,
    /// Who acts for a party.
    Lawyers,
    /// Who inquires into a death.
    Coroners,
    /// Who judges.
    Courts,
    /// Who enforces the law, or a bail.
    Enforcers,
    /// Who gives work.
    Work,
    /// Who teaches.
    Schools,
    /// Who collects debts.
    Collectors,
    /// The press, landlords, and whoever else has no part in care.
    Others,
}

/// The words of a sort, and for which circles they count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    within: Vec<Circle>,
    #[serde(default)]
    outside: Vec<Circle>,
    #[serde(default)]
    wins: bool,
    words: Vec<String>,
}

static PARTIES: LazyLock<BTreeMap<Sort, Row>> = LazyLock::new(|| {
    let text = include_str!("tables/parties.toml");
    document::read(text).expect("the table of parties is part of the program, and tested")
});

impl Row {
    fn is_of(&self, recipient: &str) -> bool {
        self.words.iter().any(|word| has_name(recipient, word))
    }
}

/// Tells whether a name says that it is one of a sort.
pub fn is_one(sort: Sort, recipient: &str) -> bool {
    PARTIES[&sort].is_of(recipient)
}

/// Tells whether a name says nothing of who somebody is.
pub fn says_nothing(recipient: &str) -> bool {
    !PARTIES.iter().any(|(sort, row)| *sort != Sort::Care && row.is_of(recipient))
}

impl Circle {
    /// Says what a name tells of whether somebody belongs to it.
    pub fn of(self, recipient: &str) -> Says {
        let said: Vec<&Row> = PARTIES.values().filter(|row| row.is_of(recipient)).collect();
        let is_within = |row: &&Row| row.within.contains(&self);
        // `Office of the Attorney General` is an agency and has the word of a lawyer in it.
        let is_won = said.iter().filter(|row| is_within(row)).any(|row| row.wins)
            || self == Self::Agencies && is_one(Sort::Agencies, recipient)
            || self == Self::Coroners && is_one(Sort::Coroners, recipient);
        if !is_won && said.iter().any(|row| row.outside.contains(&self)) {
            Says::Outside
        } else if said.iter().any(is_within) {
            Says::Within
        } else {
            Says::Nothing
        }
    }

    /// Tells whether a recipient says by the name to be outside of it.
    pub fn excludes(self, recipient: &str) -> bool {
        self.of(recipient) == Says::Outside
    }

    /// Says whom it holds.
    pub fn words(self) -> &'static str {
        match self {
            Self::Providers => "a provider",
            Self::Care => "a provider, a payer, or somebody who works for one",
            Self::Agencies => "an agency that oversees",
            Self::Coroners => "a coroner or medical examiner",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_says_to_be_outside_is_outside() {
        use Circle::{Agencies, Care, Providers};
        for (recipient, outside) in [
            ("Ivo Fictive, JD", &[Providers, Agencies][..]),
            ("State Police", &[Providers, Care]),
            ("Acme Employer HR", &[Providers, Care, Agencies]),
            ("Acme Employer Occupational Health", &[Providers, Care, Agencies]),
            ("County Sheriff Emergency Services", &[Providers, Care]),
            ("Acme Debt Recovery", &[Providers, Agencies]),
            ("Fast Bail Bonds", &[Providers, Care]),
            ("Oak Hill School", &[Providers]),
            ("Oak Hill School of Medicine", &[]),
            ("Court Street Counseling", &[]),
            ("Ida Judge, MD", &[]),
            ("Invented Employee Assistance Program", &[Providers, Care, Agencies]),
            ("Office of the Attorney General", &[Providers]),
            ("Acme Invented Health", &[]),
            ("Licensing Board", &[]),
            ("Ida Fictive", &[]),
        ] {
            let found: Vec<Circle> = [Providers, Care, Agencies]
                .into_iter()
                .filter(|circle| circle.excludes(recipient))
                .collect();
            assert_eq!(found, outside, "{recipient}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_is_one_to_ask_about() {
        use Circle::{Agencies, Providers};
        for (circle, recipient, says) in [
            (Providers, "Ida Fictive, MD", Says::Within),
            (Providers, "Ida Fictive", Says::Nothing),
            (Providers, "Licensing Board", Says::Nothing),
            (Providers, "Quiet Insurance", Says::Nothing),
            (Agencies, "Licensing Board", Says::Within),
            (Agencies, "Ida Fictive, MD", Says::Nothing),
        ] {
            assert_eq!(circle.of(recipient), says, "{recipient}");
        }
    }

    #[test]
    fn every_sort_is_in_the_table_and_no_word_stands_twice() {
        assert_eq!(PARTIES.len(), 12);
        let mut words: Vec<&String> = PARTIES.values().flat_map(|row| &row.words).collect();
        words.sort();
        let count = words.len();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
