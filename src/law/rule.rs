//! The rules that messages and pages rely on: each law has a section for it, or none.

use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::law::{Law, Regime};

/// The law of the practice that this process works for, once a chart has said which it is.
static PRACTICE: OnceLock<Regime> = OnceLock::new();

/// Returns the law of the practice; that of a practice which has not said, before its chart is opened.
pub fn of_the_practice() -> Regime {
    PRACTICE.get().copied().unwrap_or_default()
}

/// Says under which law the practice is. A process works for one practice: the first word holds.
pub fn declare(regime: Regime) {
    let _ = PRACTICE.set(regime);
}

/// Declares the rules, and the list of all of them.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident,)*) => {
        /// A rule that a message or a page relies on; the tables of the laws say where it stands.
        ///
        /// In a text it is the section of the law of the practice, in brackets and with a space in front.
        /// Where that law has none, it says so: nobody is to take it for a rule of theirs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        impl Rule {
            /// Every rule.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$rule,)*];
        }
    };
}

rules! {
    /// No more leaves than is needed, and a whole record for a reason alone.
    Minimum,
    /// Access of the client.
    Access,
    /// A copy for somebody else is asked for in writing, signed, with person and place.
    ThirdPerson,
    /// Whoever stands for a client is treated as the client.
    Representative,
    /// Who asks, and by what authority, is verified.
    Verification,
    /// By what authority somebody has signed for the client is known.
    SignedFor,
    /// Who is a danger to the client is not treated as a representative.
    Endangered,
    /// Who stands for a dead client.
    Death,
    /// What goes to an inquest is about the dead.
    Inquest,
    /// Whoever stands for a client in a part of their affairs does so in that part alone.
    Scope,
    /// Who stands for a minor.
    Minor,
    /// For which care no parent stands for a minor.
    MinorConsents,
    /// A minor consented to the care alone.
    MinorConsented,
    /// A court consented to the care of a minor.
    CourtConsented,
    /// What a parent has access to is for the law of the state to say.
    StateLaw,
    /// What somebody may have when they may not have all.
    Partial,
    /// What is denied is denied in writing.
    Denial,
    /// Which denials are not reviewed.
    NotReviewed,
    /// Who reviews a denial.
    Review,
    /// A client may ask for an amendment.
    Amendment,
    /// Who is told of an amendment.
    AmendmentTold,
    /// What left is accounted for.
    Accounting,
    /// How far back that goes.
    AccountingPeriod,
    /// What an accounting may cost.
    AccountingFee,
    /// An agency has a disclosure kept out of an accounting.
    Suspension,
    /// An agency says so orally.
    OralSuspension,
    /// What a breach is, and how it is assessed.
    Breach,
    /// The client is told of a breach.
    BreachNotice,
    /// From which day on a breach was known.
    BreachKnown,
    /// How long papers about disclosures are kept.
    Documentation,
    /// What nobody can be known by.
    Deidentified,
    /// Sessions that were paid for out of pocket stay from health plans.
    Restriction,
    /// They do not, where the law requires it.
    RestrictionByLaw,
    /// What compels a disclosure.
    Instrument,
    /// That the client was told of a subpoena, or that an order protects what leaves.
    Assurance,
    /// To whom a basis leads.
    Recipient,
    /// Psychotherapy notes are kept apart.
    PrivateNotes,
    /// Psychotherapy notes leave under an authorization, but for a few grounds.
    PrivateRelease,
    /// An agency that oversees the originator of psychotherapy notes.
    PrivateOversight,
    /// A client authorizes a disclosure.
    Authorization,
    /// What makes an authorization no valid one.
    Valid,
    /// It may have been revoked.
    Revoked,
    /// It may have ended.
    Expired,
    /// It is for psychotherapy notes alone, or for none.
    Compound,
    /// On what care may be conditioned.
    Conditions,
    /// It is for a sale or marketing.
    Remuneration,
    /// For how long the paper is kept.
    KeptPaper,
    /// What every authorization says.
    Elements,
    /// It says what is released.
    Words,
    /// It says who releases it.
    Discloser,
    /// It says who receives it.
    NamedRecipient,
    /// It says for what.
    Purpose,
    /// It says until when.
    End,
    /// It is signed, with a day and by what authority.
    Signature,
    /// What it must state.
    Statements,
    /// It states how it is revoked.
    SaysRevocation,
    /// It states that care does not depend on it.
    SaysConditions,
    /// It states what follows from a refusal.
    SaysConsequences,
    /// It states that what left may be passed on.
    SaysRedisclosure,
    /// The client has a copy.
    Copy,
    /// The client may revoke it.
    Revocation,
}

/// A rule in a text that says nothing where the law has no section for it.
#[derive(Clone, Copy, Debug)]
pub struct IfAny(Rule);

impl Rule {
    /// Names the section where the law of the practice has one, and else nothing: for what casenotes asks
    /// under every law, and what is said of that once beside it.
    pub fn if_any(self) -> IfAny {
        IfAny(self)
    }

    /// Returns the section of a law.
    fn section(self, law: &Law) -> Option<&str> {
        law.rules.get(&self).map(String::as_str)
    }

    /// Says it as a law does.
    fn under(self, law: &Law) -> String {
        match self.section(law) {
            Some(section) => format!(" ({section})"),
            None => format!(" [no section for it in the table of {}: ask counsel]", law.name),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.under(of_the_practice().law()))
    }
}

impl fmt::Display for IfAny {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.section(of_the_practice().law()) {
            Some(section) => write!(f, " ({section})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_the_section_of_a_law_or_says_that_there_is_none() {
        let under = |regime: Regime| Rule::Minimum.under(regime.law());
        assert_eq!(under(Regime::Hipaa), " (45 CFR 164.502(b), 164.514(d)(5))");
        assert_eq!(under(Regime::Gdpr), " (GDPR Article 5(1)(c), not looked up)");
        assert!(under(Regime::None).contains("no section for it in the table"));
        assert_eq!(Rule::Minimum.to_string(), under(Regime::Hipaa), "what nobody has declared");
    }

    #[test]
    fn hipaa_has_a_section_for_every_rule_and_no_law_that_of_another() {
        for rule in Rule::ALL {
            assert!(
                rule.section(Regime::Hipaa.law()).is_some_and(|it| it.contains("CFR")),
                "{rule:?}"
            );
            for other in [Regime::Gdpr, Regime::Pipeda, Regime::Uk, Regime::None] {
                let found = rule.section(other.law());
                assert!(found.is_none_or(|it| !it.contains("CFR")), "{rule:?} {other:?}");
            }
        }
    }
}
