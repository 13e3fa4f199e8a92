//! Who exercises the rights of a client: the client, or who stands for them (45 CFR 164.502(g), 164.514(h)).

use chrono::NaiveDate;

use crate::failure::Explain;
use crate::law::authorization::representative::{NotStanding, Representative};
use crate::law::authorization::whose::{Facts, NotAlone};
use crate::law::rule::Rule;

/// Why somebody does not exercise the rights of a client on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsking {
    /// The client file does not know them.
    #[error(
        "whoever asks is neither the client nor somebody who stands for the client, by the client file"
    )]
    Nobody,
    /// It does, and they do not stand for the client on that day.
    #[error("whoever asks does not stand for the client on {on}, by the client file: {why}")]
    NotStanding {
        /// The day.
        on: NaiveDate,
        /// Why.
        why: NotStanding,
    },
    /// The client asks after death.
    #[error("the client had died by {0}, by the client file{rule}", rule = Rule::Death)]
    Died(NaiveDate),
    /// The client does not sign alone.
    #[error("the client does not sign this alone: {0}{rule}", rule = Rule::Minor)]
    NotAlone(NotAlone),
}

impl Explain for NotAsking {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAlone(NotAlone::UnknownAge) => {
                "Give it by `casenotes client edit CLIENT --set birth_date=DAY`, or of a couple or family in a table `[[member]]` of the client file.".into()
            }
            _ => format!(
                "A parent, guardian, executor or agent exercises the rights of the client{}: name who asks and signs, by `--by` of a request or `--signed-by`; `casenotes client represent` names them, with the authority that you have seen{}.",
                Rule::Representative,
                Rule::Verification
            ),
        })
    }
}

impl Facts {
    /// Finds who asks in the client's place on a day; `None` when it is the client, or a member.
    ///
    /// # Errors
    /// Says why they may not.
    pub fn asker(&self, who: &str, on: NaiveDate) -> Result<Option<&Representative>, NotAsking> {
        if self.is_individual(who) {
            return match self.life_of(who).died.is_some_and(|died| died < on) {
                true => Err(NotAsking::Died(on)),
                false => Ok(None),
            };
        }
        let found = self.representative(who, on).ok_or(NotAsking::Nobody)?;
        match found.stands {
            Ok(()) => Ok(Some(found.who)),
            Err(why) => Err(NotAsking::NotStanding { on, why }),
        }
    }

    /// Finds who signs in the client's place on a day that a copy is to go to somebody else (45 CFR
    /// 164.524(c)(3)(ii)); a client signs it alone where they would an authorization.
    ///
    /// # Errors
    /// Says why their signature does not count.
    pub fn signer(&self, who: &str, on: NaiveDate) -> Result<Option<&Representative>, NotAsking> {
        let found = self.asker(who, on)?;
        if found.is_none() {
            self.signs_alone(who, on).map_err(NotAsking::NotAlone)?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::authorization::representative::{ConsentedBy, Role};

    #[test]
    fn the_client_asks_and_signs_or_who_stands_for_them_in_their_time() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let eve = |role, refused: Option<&str>| Representative {
            person: "Eve Sample".into(),
            role,
            authority: "order".into(),
            member: None,
            scope: None,
            from: None,
            until: Some(day("2026-11-24")),
            refused: refused.map(str::to_owned),
        };
        let child = Facts {
            names: vec!["Ben Sample".into()],
            birth_date: Some(day("2012-05-01")),
            majority: 18,
            representatives: vec![eve(Role::Parent, None)],
            ..Facts::default()
        };
        let on = day("2026-11-24");
        assert_eq!(child.asker("Ben Sample", on), Ok(None));
        assert_eq!(child.signer("Ben Sample", on), Err(NotAsking::NotAlone(NotAlone::Minor(14))));
        assert!(child.signer("eve sample", on).is_ok_and(|found| found.is_some()));
        assert!(child.asker("Eve Sample", day("2026-11-25")).is_err());
        assert_eq!(child.asker("Ivo Fictive", on), Err(NotAsking::Nobody));
        let alone = Facts { consented_by: Some(ConsentedBy::Client), ..child.clone() };
        assert_eq!(alone.signer("Ben Sample", on), Ok(None));
        assert!(alone.asker("Eve Sample", on).is_err());
        let unknown = Facts { birth_date: None, ..child.clone() };
        assert_eq!(
            unknown.signer("Ben Sample", on),
            Err(NotAsking::NotAlone(NotAlone::UnknownAge))
        );
        let refused =
            Facts { representatives: vec![eve(Role::Guardian, Some("order"))], ..child.clone() };
        assert!(refused.asker("Eve Sample", on).is_err());
        let dead = Facts { died: Some(day("2026-11-23")), ..child };
        assert_eq!(dead.asker("Ben Sample", on), Err(NotAsking::Died(on)));
    }
}
