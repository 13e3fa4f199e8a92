//! Whether a recipient's name says that it is nobody to whom a basis leads.
//!
//! A name proves nothing; but a record is not to leave for treatment to who says to be an attorney.

use serde::Deserialize;

use crate::authorization::plan::is_an_agency;
use crate::authorization::whose::has_name;

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
}

/// Names of who enforces the law, or gives work.
const LAW_AND_WORK: &[&str] = &[
    "police",
    "sheriff",
    "trooper",
    "marshal",
    "fbi",
    "detective",
    "prosecutor",
    "district attorney",
    "immigration",
    "probation",
    "parole",
    "employer",
    "human resources",
    "hr",
];

/// Names of who acts for a party, judges or teaches.
const PARTIES: &[&str] = &[
    "attorney",
    "attorneys",
    "lawyer",
    "jd",
    "esq",
    "esquire",
    "law firm",
    "law office",
    "law offices",
    "guardian ad litem",
    "court",
    "judge",
    "school",
];

/// Names by which a provider says to be one.
const PROVIDERS: &[&str] = &[
    "hospital",
    "clinic",
    "medical",
    "medicine",
    "emergency",
    "ambulance",
    "ems",
    "paramedic",
    "paramedics",
    "md",
    "do",
    "rn",
    "np",
    "pa",
    "nurse",
    "physician",
    "health",
    "doctor",
    "counseling",
    "counselling",
    "counselor",
    "therapy",
    "therapist",
    "psychotherapy",
    "psychology",
    "psychologist",
    "psychiatry",
    "psychiatrist",
    "phd",
    "psyd",
    "edd",
    "msw",
    "lcsw",
    "licsw",
    "lmsw",
    "lpc",
    "lpcc",
    "lmhc",
    "lcpc",
    "lmft",
    "mft",
    "pmhnp",
    "social worker",
    "pharmacy",
    "dental",
    "dentist",
    "rehabilitation",
    "wellness",
    "hospice",
    "treatment",
    "recovery",
    "behavioral",
    "care",
];

/// Names of who has no authority over a practice, though they look at what it does.
const NO_OVERSEERS: &[&str] = &[
    "attorney",
    "attorneys",
    "lawyer",
    "jd",
    "esq",
    "esquire",
    "law firm",
    "law office",
    "law offices",
    "guardian ad litem",
    "employer",
    "employee assistance",
    "human resources",
    "hr",
];

impl Circle {
    /// Tells whether a recipient says by the name to be outside of it.
    pub fn excludes(self, recipient: &str) -> bool {
        let is_one = |words: &[&str]| words.iter().any(|word| has_name(recipient, word));
        match self {
            Self::Providers => (is_one(LAW_AND_WORK) || is_one(PARTIES)) && !is_one(PROVIDERS),
            Self::Care => is_one(LAW_AND_WORK) && !is_one(PROVIDERS),
            Self::Agencies => {
                let is_agency =
                    is_an_agency(recipient) || is_one(&["attorney general", "commission"]);
                is_one(NO_OVERSEERS) && !is_agency
            }
        }
    }

    /// Says whom it holds.
    pub fn words(self) -> &'static str {
        match self {
            Self::Providers => "a provider",
            Self::Care => "a provider, a payer, or somebody who works for one",
            Self::Agencies => "an agency that oversees",
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
            ("Oak Hill School", &[Providers]),
            ("Oak Hill School of Medicine", &[]),
            ("Court Street Counseling", &[]),
            ("Ida Judge, MD", &[]),
            ("Invented Employee Assistance Program", &[Agencies]),
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
}
