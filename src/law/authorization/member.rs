//! The people of a record: the client, or each member of a couple, family or group, by their own age,
//! death and consent.

use chrono::NaiveDate;

use crate::law::authorization::age::age;
use crate::law::authorization::representative::{
    Life, Member, NotStanding, Representative, Role, Standing,
};
use crate::law::authorization::whose::Facts;
use crate::law::rule::Rule;
use crate::text::is_same_name;

impl Facts {
    /// Tells whether a name is the client's, or that of a member.
    pub fn is_individual(&self, name: &str) -> bool {
        self.names.iter().any(|known| is_same_name(known, name)) || self.member(name).is_some()
    }

    /// Finds a member by the name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| is_same_name(&member.name, name))
    }

    /// Returns what of an individual decides who signs for them: that of a member, and else the client's.
    pub fn life_of(&self, individual: &str) -> Life {
        let (birth_date, died, consented_by) = match self.member(individual) {
            Some(member) => (member.birth_date, member.died, member.consented_by),
            None => (self.birth_date, self.died, self.consented_by),
        };
        Life { birth_date, died, majority: self.majority, consented_by }
    }

    /// Tells whether the client, or one of the members, has died by a day.
    pub fn has_somebody_died(&self, on: NaiveDate) -> bool {
        let mut days = self.members.iter().map(|member| member.died).chain([self.died]);
        days.any(|died| died.is_some_and(|died| died <= on))
    }

    /// Tells whether all of those whom the record is about have died by a day.
    pub fn have_all_died(&self, on: NaiveDate) -> bool {
        let has_died = |died: Option<NaiveDate>| died.is_some_and(|died| died <= on);
        match self.members.is_empty() {
            true => has_died(self.died),
            false => self.members.iter().all(|member| has_died(member.died)),
        }
    }

    /// Finds who is written down under a name as standing for the client, or for a member, and tells
    /// whether they do on a day; of several entries of one person, one that holds counts, and first one
    /// without a scope.
    pub fn representative(&self, name: &str, on: NaiveDate) -> Option<Standing<'_>> {
        let named = self.representatives.iter().filter(|it| is_same_name(&it.person, name));
        let judged = named.map(|who| Standing { who, stands: self.judged(who, on) });
        judged.max_by_key(|it| (it.stands.is_ok(), it.who.scope.is_none()))
    }

    /// Finds who is written down under a name as standing for an individual, and tells whether they do
    /// on a day; which of several entries counts, [`Facts::representative`] says.
    pub fn representative_of(
        &self,
        individual: &str,
        name: &str,
        on: NaiveDate,
    ) -> Option<Standing<'_>> {
        let named = self.representatives.iter().filter(|it| is_same_name(&it.person, name));
        let judged = named.map(|who| {
            let stands = self.require_for(who, individual);
            Standing { who, stands: stands.and_then(|()| who.stands(self.life_of(individual), on)) }
        });
        judged.max_by_key(|it| (it.stands.is_ok(), it.who.scope.is_none()))
    }

    /// Fails when somebody is written down as standing for somebody else than an individual, or, of
    /// several members, for nobody in particular; a parent stands for each member but themselves who is a
    /// minor.
    ///
    /// # Errors
    /// Says which of the two it is.
    pub fn require_for(&self, who: &Representative, individual: &str) -> Result<(), NotStanding> {
        match &who.member {
            Some(member) if is_same_name(member, individual) => Ok(()),
            Some(_) => Err(NotStanding::OtherMember),
            None if self.members.len() < 2 => Ok(()),
            None if who.role != Role::Parent => Err(NotStanding::ForWhom),
            None if is_same_name(&who.person, individual) => Err(NotStanding::OtherMember),
            None => Ok(()),
        }
    }

    /// Says why a parent who asks may not stand for a minor all the same: one who may consent to the care
    /// alone, and of whom the client file does not say who did (164.502(g)(3)(i)).
    pub fn doubt_of_parent(&self, name: &str, on: NaiveDate) -> Option<String> {
        let found = self.representative(name, on)?;
        let is_parent = found.who.role == Role::Parent && found.stands.is_ok();
        let members = self.members.iter().map(|member| member.name.as_str());
        let mut people = members.chain(self.names.first().map(String::as_str));
        let may_have_consented = |individual: &&str| {
            let life = self.life_of(individual);
            life.is_minor(on)
                && life.consented_by.is_none()
                && self.require_for(found.who, individual).is_ok()
                && self.signs_alone(individual, on).is_ok()
        };
        let from =
            self.signs_from.filter(|_| is_parent && people.any(|it| may_have_consented(&it)))?;
        let by = self.ages_by.as_deref().unwrap_or_default();
        Some(format!(
            "the minor may have consented to the care alone, from {from} on: {by}; then no parent stands for them{}, and `consented_by` in the client file says who did",
            Rule::MinorConsents
        ))
    }

    fn judged(&self, who: &Representative, on: NaiveDate) -> Result<(), NotStanding> {
        // Whoever is refused for one member is not to have what is of all of them.
        if who.refused.is_some() {
            return Err(NotStanding::Refused);
        }
        let mut people: Vec<&str> = match self.members.is_empty() {
            true => self.names.iter().map(String::as_str).collect(),
            false => self.members.iter().map(|member| member.name.as_str()).collect(),
        };
        // Where no chart tells the name, whoever is written down stands for the client.
        people.extend(people.is_empty().then_some(""));
        let judged = people.iter().map(|individual| {
            self.require_for(who, individual)?;
            who.stands(self.life_of(individual), on)
        });
        // What shuts them out tells more than an accident of the day, and that more than that it is
        // not this one.
        let tells = |stands: &Result<(), NotStanding>| match stands {
            Ok(()) => 3,
            Err(why) if why.is_shut_out() => 2,
            Err(NotStanding::OtherMember) => 0,
            Err(_) => 1,
        };
        judged.max_by_key(tells).unwrap_or(Err(NotStanding::OtherMember))
    }
}

impl Life {
    /// Tells whether somebody is a minor on a day, as far as is known.
    pub fn is_minor(self, on: NaiveDate) -> bool {
        self.birth_date.is_some_and(|born| age(born, on) < self.majority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn family() -> Facts {
        let member = |name: &str, born: Option<&str>| Member {
            name: name.into(),
            birth_date: born.map(day),
            ..Member::default()
        };
        Facts {
            names: vec!["The Example family".into()],
            members: vec![
                member("Ana Example", None),
                member("Ben Example", Some("1980-01-01")),
                member("Kim Example", Some("2016-05-01")),
            ],
            majority: 18,
            ..Facts::default()
        }
    }

    fn entry(person: &str, role: Role, member: Option<&str>) -> Representative {
        Representative {
            person: person.into(),
            role,
            authority: "order".into(),
            member: member.map(str::to_owned),
            scope: None,
            from: None,
            until: None,
            refused: None,
        }
    }

    #[test]
    fn who_stands_for_a_member_stands_for_no_other() {
        let on = day("2026-11-24");
        let with = |who| Facts { representatives: vec![who], ..family() };
        for (who, stands_for) in [
            (entry("Ana Example", Role::Parent, Some("kim example")), &["Kim Example"][..]),
            (entry("Ana Example", Role::Parent, Some("Ben Example")), &[]),
            (entry("Ana Example", Role::Parent, None), &["Kim Example"]),
            (entry("Ana Example", Role::Agent, None), &[]),
            (entry("Ana Example", Role::Agent, Some("Ben Example")), &["Ben Example"]),
            (entry("Ana Example", Role::Executor, Some("Ben Example")), &[]),
        ] {
            let facts = with(who.clone());
            let found: Vec<&str> = ["Ana Example", "Ben Example", "Kim Example"]
                .into_iter()
                .filter(|individual| {
                    let found = facts.representative_of(individual, "ana  example", on);
                    found.is_some_and(|found| found.stands.is_ok())
                })
                .collect();
            assert_eq!(found, stands_for, "{who:?}");
            let standing = facts.representative("Ana Example", on).unwrap().stands;
            assert_eq!(standing.is_ok(), !stands_for.is_empty(), "{who:?}: {standing:?}");
        }
        let agent = with(entry("Ana Example", Role::Agent, None));
        let why = agent.representative("Ana Example", on).unwrap().stands;
        assert_eq!(why, Err(NotStanding::ForWhom));
    }

    #[test]
    fn a_death_is_of_one_member() {
        let mut facts = family();
        assert!(!facts.has_somebody_died(day("2026-11-24")));
        facts.members[1].died = Some(day("2026-11-01"));
        assert!(facts.has_somebody_died(day("2026-11-24")));
        assert!(!facts.have_all_died(day("2026-11-24")));
        assert_eq!(facts.life_of("ben example").died, Some(day("2026-11-01")));
        assert_eq!(facts.life_of("Ana Example").died, None);
        assert!(facts.life_of("Kim Example").is_minor(day("2026-11-24")));
        assert!(!facts.life_of("Kim Example").is_minor(day("2034-05-01")));
    }
}
