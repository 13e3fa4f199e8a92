//! Whose paper an authorization is: who may stand on it as the individual, as signer and as discloser
//! (45 CFR 164.508(c)(1)(ii), (iii), (vi), 164.502(g)).

use chrono::NaiveDate;

use crate::law::authorization::age::age;
use crate::law::authorization::representative::{ConsentedBy, Member, Representative, Role};
use crate::law::rule::Rule;
use crate::text::{has_name, is_same_name};

/// What a practice knows of a client and of itself, as plain values: the vault's commands are handed it
/// and read no chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The names of the client: today's and former ones.
    pub names: Vec<String>,
    /// The members of a couple, family or group.
    pub members: Vec<Member>,
    /// When the client was born.
    pub birth_date: Option<NaiveDate>,
    /// When the client died.
    pub died: Option<NaiveDate>,
    /// From which age on a person is no minor.
    pub majority: u32,
    /// From which age on a minor signs alone, if that is a number.
    pub signs_from: Option<u32>,
    /// What says so of both ages, and whether somebody has read it.
    pub ages_by: Option<String>,
    /// Who consented to the care of a minor.
    pub consented_by: Option<ConsentedBy>,
    /// Who stands for the client.
    pub representatives: Vec<Representative>,
    /// The names of the practice and of its clinicians.
    pub disclosers: Vec<String>,
    /// Names of health plans that are known to be some.
    pub plans: Vec<String>,
    /// Names of relatives, employers and others of the household.
    pub others: Vec<String>,
    /// Whether the record is one of a substance use disorder program.
    pub is_part2: bool,
    /// Whether no client file tells any of it.
    pub has_no_client_file: bool,
}

/// Who signed, for whom and when.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// The individual.
    pub individual: &'a str,
    /// Who signed.
    pub signed_by: &'a str,
    /// On what day.
    pub on: Option<NaiveDate>,
    /// Whether somebody signed for the individual.
    pub by_representative: bool,
    /// Who signed beside them.
    pub also_signed_by: Option<&'a str>,
    /// How it is within the scope of who signed for the individual.
    pub within_scope: Option<&'a str>,
    /// Whether the paper is a consent under 42 CFR Part 2.
    pub is_consent: bool,
}

/// Why a client, or a member, does not sign alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAlone {
    /// A minor, of this age.
    #[error("the individual was a minor of {0} when it was signed")]
    Minor(u32),
    /// Nobody knows whether it is a minor, and a parent stands in the client file.
    #[error(
        "the client file names a parent and has no `birth_date` of the individual, so it is not known whether they were of age when it was signed"
    )]
    UnknownAge,
}

impl Facts {
    /// Tells whether a text names the practice or a clinician of it.
    pub fn is_discloser(&self, text: &str) -> bool {
        self.disclosers.iter().any(|known| has_name(text, known))
    }

    /// Says why a signature is not one that counts, if so.
    pub fn fault_of(&self, signature: Signature<'_>) -> Option<String> {
        let Signature { individual, signed_by, on, by_representative, .. } = signature;
        if by_representative {
            // The authority must be known, and not only be said by the paper: 164.514(h)(1).
            let mut standing = self.standing(individual, signed_by, on).peekable();
            if standing.peek().is_none() {
                return Some(self.why_nobody(individual, signed_by, on));
            }
            return match signature.is_within_scope(standing) {
                true => self.fault_of_consent(signature),
                false => Some(format!(
                    "`signed_by` stands for the client within a scope alone, by the client file: `within_scope` says how this authorization is within it{}",
                    Rule::Scope
                )),
            };
        }
        let on = on.filter(|_| self.is_individual(individual))?;
        let life = self.life_of(individual);
        if signature.is_consent && life.is_minor(on) {
            return self.fault_of_consent(signature);
        }
        if life.died.is_some_and(|died| died < on) {
            return Some(format!(
                "it was signed after the death of the client, by the client file: the executor or whoever else may act for the estate signs{}",
                Rule::Death
            ));
        }
        match self.signs_alone(individual, on).err()? {
            why @ NotAlone::Minor(_) => Some(format!(
                "{why}: a parent, guardian or other representative signs, with `by_representative` and `authority`{}; {}",
                Rule::Minor,
                self.told_of_ages()
            )),
            why @ NotAlone::UnknownAge => {
                Some(format!("{why}{}: `client edit` gives it", Rule::Minor))
            }
        }
    }

    /// Tells whether an individual signs alone on a day: of age, from the age on that the law of the state
    /// says, or a minor to whose care no parent consented, who has the rights of an individual then
    /// (164.502(g)(3)(i)).
    ///
    /// # Errors
    /// Says why not.
    pub fn signs_alone(&self, individual: &str, on: NaiveDate) -> Result<(), NotAlone> {
        let life = self.life_of(individual);
        if matches!(life.consented_by, Some(ConsentedBy::Client | ConsentedBy::Court)) {
            return Ok(());
        }
        let Some(born) = life.birth_date else {
            let may_be_theirs = |it: &&Representative| {
                it.role == Role::Parent && self.require_for(it, individual).is_ok()
            };
            let has_parent = self.representatives.iter().any(|it| may_be_theirs(&it));
            return if has_parent { Err(NotAlone::UnknownAge) } else { Ok(()) };
        };
        let age = age(born, on);
        match age >= self.majority || self.signs_from.is_some_and(|from| from <= age) {
            true => Ok(()),
            false => Err(NotAlone::Minor(age)),
        }
    }

    /// Says on what law it rests that a minor has signed alone, if one has: what the practice's counsel
    /// answers for.
    pub fn law_of_signing_alone(&self, individual: &str, on: NaiveDate) -> Option<String> {
        let life = self.life_of(individual);
        let age = age(life.birth_date?, on);
        if age >= self.majority || self.signs_alone(individual, on).is_err() {
            return None;
        }
        let rests_on = match life.consented_by {
            Some(ConsentedBy::Client) => {
                format!(
                    "the minor alone consented to the care, by `consented_by` in the client file{}",
                    Rule::MinorConsented
                )
            }
            Some(ConsentedBy::Court) => {
                format!(
                    "a court consented to the care, by `consented_by` in the client file{}",
                    Rule::CourtConsented
                )
            }
            Some(ConsentedBy::Parent) | None => self.told_of_ages(),
        };
        Some(format!("Signed by a minor of {age} alone; {rests_on}."))
    }

    fn told_of_ages(&self) -> String {
        let by = self.ages_by.as_deref().unwrap_or("`[law]` in casenotes.toml sets another age");
        match self.signs_from {
            Some(from) => format!("a minor signs alone from {from} on: {by}"),
            None => format!("a person is of age at {}: {by}", self.majority),
        }
    }
}

impl Signature<'_> {
    /// Tells whether somebody signs for all of what the paper is about: by an entry without a scope, or as
    /// the paper says how it is within one (164.502(g)(2)).
    fn is_within_scope<'f>(self, mut standing: impl Iterator<Item = &'f Representative>) -> bool {
        self.within_scope.is_some_and(|how| !how.trim().is_empty())
            || standing.any(|found| found.scope.is_none())
    }
}

impl Facts {
    /// Returns the entries under a name that stand for an individual on a day.
    fn standing<'a>(
        &'a self,
        individual: &'a str,
        name: &'a str,
        on: Option<NaiveDate>,
    ) -> impl Iterator<Item = &'a Representative> {
        self.representatives.iter().filter(move |found| {
            is_same_name(&found.person, name)
                && self.require_for(found, individual).is_ok()
                && on.is_none_or(|on| found.stands(self.life_of(individual), on).is_ok())
        })
    }

    /// Says why nobody of a name stands for an individual.
    fn why_nobody(&self, individual: &str, name: &str, on: Option<NaiveDate>) -> String {
        let found = on.and_then(|on| self.representative_of(individual, name, on));
        let why = found.and_then(|found| found.stands.err());
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        format!(
            "`signed_by` is nobody who stood for the individual on that day, by the client file{why}; `client represent` enters who does, and by what authority{}",
            Rule::SignedFor
        )
    }

    /// Says what a consent under 42 CFR Part 2 lacks: that of a minor who may apply for treatment alone is
    /// the minor's alone, that of another is signed by both (2.14); for an adult somebody else consents
    /// where a court has found that they cannot (2.15(a)).
    fn fault_of_consent(&self, signature: Signature<'_>) -> Option<String> {
        let Signature { individual, signed_by, on, by_representative, also_signed_by, .. } =
            signature;
        let is_consent = signature.is_consent;
        let on = on.filter(|_| is_consent)?;
        let life = self.life_of(individual);
        if !life.is_minor(on) {
            let is_agent = |found: &Representative| found.role == Role::Agent;
            let by_an_agent =
                by_representative && self.standing(individual, signed_by, Some(on)).all(is_agent);
            return by_an_agent.then(|| {
                "an agent does not consent for a patient under 42 CFR Part 2: only one whom a court has found to lack capacity is stood for, by a `guardian` (42 CFR 2.15(a))".to_owned()
            });
        }
        let by_minor =
            !by_representative || also_signed_by.is_some_and(|also| is_same_name(also, individual));
        let by_adult = by_representative
            || also_signed_by.is_some_and(|also| {
                let mut standing = self.standing(individual, also, Some(on)).peekable();
                standing.peek().is_some() && signature.is_within_scope(standing)
            });
        let may_alone = life.consented_by == Some(ConsentedBy::Client);
        match (by_minor, by_adult || may_alone) {
            (true, true) => None,
            (false, _) if may_alone => Some(
                "a minor who applied for treatment alone consents alone, and nobody for them (42 CFR 2.14(b))"
                    .to_owned(),
            ),
            _ => Some(
                "the consent of a minor under 42 CFR Part 2 is signed by the minor and by a parent or guardian whom the client file names: `also_signed_by` says who signed beside `signed_by`; the minor alone signs with `consented_by = \"self\"` in the client file (42 CFR 2.14)"
                    .to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::authorization::representative::Role;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn who_may_sign_follows_from_age_death_and_the_client_file() {
        let ben = Facts {
            names: vec!["Ben Sample".into(), "Ben Former".into()],
            birth_date: Some(day("2010-05-01")),
            majority: 18,
            ..Facts::default()
        };
        let own = |on: &str| Signature {
            individual: "ben sample",
            signed_by: "Ben Sample",
            on: Some(day(on)),
            by_representative: false,
            also_signed_by: None,
            within_scope: None,
            is_consent: false,
        };
        assert!(ben.fault_of(own("2028-04-30")).is_some());
        assert_eq!(ben.fault_of(own("2028-05-01")), None);
        let in_a_state = Facts { signs_from: Some(14), ..ben.clone() };
        assert_eq!(in_a_state.fault_of(own("2024-05-01")), None);
        assert!(in_a_state.fault_of(own("2024-04-30")).is_some());
        let dead = Facts { died: Some(day("2029-01-01")), ..ben.clone() };
        assert!(dead.fault_of(own("2029-01-02")).is_some());
        assert_eq!(dead.fault_of(own("2028-12-31")), None);
        let parent =
            Signature { signed_by: "Ida Sample", by_representative: true, ..own("2020-01-01") };
        assert!(ben.fault_of(parent).is_some(), "nobody in the client file knows of them");
        let known = Facts {
            representatives: vec![Representative {
                person: "Ida Sample".into(),
                role: Role::Guardian,
                authority: "order".into(),
                member: None,
                scope: None,
                from: None,
                until: Some(day("2028-04-30")),
                refused: None,
            }],
            ..ben.clone()
        };
        assert_eq!(known.fault_of(parent), None);
        assert!(known.fault_of(Signature { signed_by: "Ivo Sample", ..parent }).is_some());
        assert!(known.fault_of(Signature { on: Some(day("2028-05-01")), ..parent }).is_some());
        // 42 CFR 2.14, 2.15(a).
        let consent = |signature| Signature { is_consent: true, ..signature };
        let (minor, on) = (own("2020-01-01"), "2028-05-01");
        let alone = Facts { consented_by: Some(ConsentedBy::Client), ..known.clone() };
        let both = Signature { also_signed_by: Some("ben sample"), ..parent };
        let also = Signature { also_signed_by: Some("Ida Sample"), ..minor };
        let stranger = Signature { also_signed_by: Some("Ivo Sample"), ..minor };
        for (facts, signature, may) in [
            (&known, minor, false),
            (&known, parent, false),
            (&known, both, true),
            (&known, also, true),
            (&known, stranger, false),
            (&alone, minor, true),
            (&alone, parent, false),
            (&ben, own(on), true),
        ] {
            let fault = facts.fault_of(consent(signature));
            assert_eq!(fault.is_none(), may, "{signature:?}: {fault:?}");
        }
        let mut agent = known.clone();
        (agent.representatives[0].role, agent.representatives[0].until) = (Role::Agent, None);
        let of_age = Signature { on: Some(day(on)), ..parent };
        assert_eq!(agent.fault_of(of_age), None);
        assert!(agent.fault_of(consent(of_age)).is_some());
        assert!(ben.is_individual("BEN  former") && !ben.is_individual("Ben"));
    }
}
