//! Who stands for a client, and whether they do on a day (45 CFR 164.502(g)).

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::law::authorization::age::age;
use crate::law::rule::Rule;

/// In what role somebody stands for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A parent, or who acts in the place of one, of a minor (164.502(g)(3)).
    Parent,
    /// Whom a court has appointed, for a minor or an adult (164.502(g)(2), (3)).
    Guardian,
    /// Who acts for a dead client or the estate (164.502(g)(4)).
    Executor,
    /// Whom an adult has given the power to decide about health care (164.502(g)(2)).
    Agent,
}

/// A word that is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of `parent`, `guardian`, `executor`, `agent`")]
pub struct NoRole;

/// Who consented to the care of a minor (164.502(g)(3)(i)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentedBy {
    /// The minor, who may, so that no parent stands for them.
    Client,
    /// A parent.
    Parent,
    /// A court, so that no parent stands for the minor.
    Court,
}

/// A word for nobody who consents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of `self`, `parent`, `court`")]
pub struct NobodyConsents;

/// Who stands for a client, as the client file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representative {
    /// The name.
    pub person: String,
    /// In what role.
    pub role: Role,
    /// By what authority: an order, a power of attorney, letters testamentary.
    pub authority: String,
    /// For which member of a couple, family or group.
    pub member: Option<String>,
    /// For what alone, if it is narrow.
    pub scope: Option<String>,
    /// From which day on.
    pub from: Option<NaiveDate>,
    /// Until which day.
    pub until: Option<NaiveDate>,
    /// Why the practice does not treat them as a representative, if it does not (164.502(g)(5)).
    pub refused: Option<String>,
}

/// Somebody who is written down as standing for a client, or for a member.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Who.
    pub who: &'a Representative,
    /// Whether they do.
    pub stands: Result<(), NotStanding>,
}

/// What of a client, or of a member, decides who stands for them.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// When the client was born.
    pub birth_date: Option<NaiveDate>,
    /// When the client died.
    pub died: Option<NaiveDate>,
    /// From which age on a person is no minor.
    pub majority: u32,
    /// Who consented to the care of a minor.
    pub consented_by: Option<ConsentedBy>,
}

/// A member of a couple, family or group that has one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The name they sign with.
    pub name: String,
    /// When they were born.
    pub birth_date: Option<NaiveDate>,
    /// When they died.
    pub died: Option<NaiveDate>,
    /// Who consented to their care, if they are a minor.
    pub consented_by: Option<ConsentedBy>,
}

/// Why somebody does not stand for a client on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotStanding {
    /// It is not yet their time.
    #[error("their authority begins on {0}")]
    Early(NaiveDate),
    /// It is no more their time.
    #[error("their authority ended on {0}")]
    Late(NaiveDate),
    /// The practice does not treat them as one.
    #[error("the practice does not treat them as a representative{}", Rule::Endangered)]
    Refused,
    /// An executor of somebody who is alive.
    #[error("the client has not died, by the client file{}", Rule::Death)]
    Alive,
    /// Of a dead client another one acts.
    #[error("their authority ended with the death of the client{}", Rule::Death)]
    Died,
    /// A parent of somebody who is of age.
    #[error("the client is of age, and the authority of a parent ended then{}", Rule::Minor)]
    OfAge,
    /// A parent of somebody whose age nobody knows.
    #[error("the client file has no `birth_date`, so it is not known whether the client is of age")]
    NoBirthDate,
    /// A minor who consented to the care alone, or for whom a court did.
    #[error(
        "no parent consented to the care, so that none stands for the minor{}",
        Rule::MinorConsents
    )]
    NoParentConsented,
    /// Somebody who stands for another one.
    #[error("they stand for another member of the record, by `for`")]
    OtherMember,
    /// Of several members, it is not known for which.
    #[error("it is not said by `for` which member of the record they stand for")]
    ForWhom,
}

impl Role {
    /// Every role, with its word.
    pub const ALL: [(&'static str, Self); 4] = [
        ("parent", Self::Parent),
        ("guardian", Self::Guardian),
        ("executor", Self::Executor),
        ("agent", Self::Agent),
    ];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, role)| *role == self);
        found.map_or("", |(word, _)| word)
    }
}

impl FromStr for Role {
    type Err = NoRole;

    fn from_str(text: &str) -> Result<Self, NoRole> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, role)| *role).ok_or(NoRole)
    }
}

impl ConsentedBy {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "self",
            Self::Parent => "parent",
            Self::Court => "court",
        }
    }
}

impl FromStr for ConsentedBy {
    type Err = NobodyConsents;

    fn from_str(text: &str) -> Result<Self, NobodyConsents> {
        match text {
            "self" => Ok(Self::Client),
            "parent" => Ok(Self::Parent),
            "court" => Ok(Self::Court),
            _ => Err(NobodyConsents),
        }
    }
}

impl fmt::Display for Representative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.person, self.role.as_str())?;
        self.member.iter().try_for_each(|member| write!(f, " of {member}"))?;
        write!(f, " ({}", self.authority)?;
        self.scope.iter().try_for_each(|scope| write!(f, "; for {scope} alone"))?;
        f.write_str(")")
    }
}

impl NotStanding {
    /// Tells whether it is no accident of the day, but somebody who is not to have the record any more, or
    /// never was: refused, former, or of a minor who consented alone.
    pub fn is_shut_out(self) -> bool {
        match self {
            Self::Late(_) | Self::Refused | Self::Died | Self::OfAge | Self::NoParentConsented => {
                true
            }
            Self::Early(_)
            | Self::Alive
            | Self::NoBirthDate
            | Self::OtherMember
            | Self::ForWhom => false,
        }
    }

    /// Tells whether the practice may decide otherwise: state law on a parent's access comes first
    /// (164.502(g)(3)(ii)).
    pub fn is_for_the_practice_to_decide(self) -> bool {
        self == Self::NoParentConsented
    }
}

impl Representative {
    /// Tells whether they stand for the client on a day.
    ///
    /// # Errors
    /// Says why not.
    pub fn stands(&self, life: Life, on: NaiveDate) -> Result<(), NotStanding> {
        if let Some(from) = self.from.filter(|from| on < *from) {
            return Err(NotStanding::Early(from));
        }
        if let Some(until) = self.until.filter(|until| *until < on) {
            return Err(NotStanding::Late(until));
        }
        if self.refused.is_some() {
            return Err(NotStanding::Refused);
        }
        let has_died = life.died.is_some_and(|died| died <= on);
        match (self.role, has_died) {
            (Role::Executor, true) => Ok(()),
            (Role::Executor, false) => Err(NotStanding::Alive),
            (_, true) => Err(NotStanding::Died),
            (Role::Guardian | Role::Agent, false) => Ok(()),
            (Role::Parent, false) => {
                let born = life.birth_date.ok_or(NotStanding::NoBirthDate)?;
                if age(born, on) >= life.majority {
                    return Err(NotStanding::OfAge);
                }
                match life.consented_by {
                    Some(ConsentedBy::Client | ConsentedBy::Court) => {
                        Err(NotStanding::NoParentConsented)
                    }
                    Some(ConsentedBy::Parent) | None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_ends_with_majority_death_or_its_time() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let (born, died) = (Some(day("2010-05-01")), Some(day("2026-06-01")));
        let of = |role| Representative {
            person: "Eve Sample".into(),
            role,
            authority: "order".into(),
            member: None,
            scope: None,
            from: Some(day("2020-01-01")),
            until: None,
            refused: None,
        };
        let alive = Life { birth_date: born, died: None, majority: 18, consented_by: None };
        let dead = Life { died, ..alive };
        let alone = Life { consented_by: Some(ConsentedBy::Client), ..alive };
        for (role, life, on, found) in [
            (Role::Parent, alive, "2028-04-30", Ok(())),
            (Role::Parent, alive, "2028-05-01", Err(NotStanding::OfAge)),
            (Role::Parent, alive, "2019-12-31", Err(NotStanding::Early(day("2020-01-01")))),
            (
                Role::Parent,
                Life { birth_date: None, ..alive },
                "2026-01-01",
                Err(NotStanding::NoBirthDate),
            ),
            (Role::Parent, alone, "2026-01-01", Err(NotStanding::NoParentConsented)),
            (Role::Guardian, alone, "2030-01-01", Ok(())),
            (Role::Agent, alive, "2030-01-01", Ok(())),
            (Role::Agent, dead, "2026-06-01", Err(NotStanding::Died)),
            (Role::Agent, dead, "2026-05-31", Ok(())),
            (Role::Executor, dead, "2026-06-01", Ok(())),
            (Role::Executor, alive, "2026-06-01", Err(NotStanding::Alive)),
        ] {
            assert_eq!(of(role).stands(life, day(on)), found, "{role:?} {on}");
        }
        let refused = Representative { refused: Some("danger".into()), ..of(Role::Guardian) };
        assert_eq!(refused.stands(alive, day("2026-01-01")), Err(NotStanding::Refused));
        assert_eq!(refused.to_string(), "Eve Sample, guardian (order)");
        let of_one = Representative { member: Some("Ben Sample".into()), ..refused.clone() };
        assert_eq!(of_one.to_string(), "Eve Sample, guardian of Ben Sample (order)");
        let narrow = Representative { scope: Some("health care".into()), ..refused };
        assert_eq!(narrow.to_string(), "Eve Sample, guardian (order; for health care alone)");
    }
}
