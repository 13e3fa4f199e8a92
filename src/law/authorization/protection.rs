//! What protects a note by the client file it lies with, and would be left behind when the note is moved.

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::failure::Explain;
use crate::law::authorization::representative::Member;
use crate::law::authorization::whose::Facts;
use crate::text::is_same_name;

/// A note that would leave behind what protects it: what was a record of a substance use disorder program
/// or of a couple when it was made stays one (42 CFR 2.11, 2.12(a), 2.13; 45 CFR 164.502(a)).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the client file of `{to}` lacks what that of `{from}` says under {}, and the note would leave without it",
    quoted(keys)
)]
pub struct LeavesProtection {
    from: ClientId,
    to: ClientId,
    keys: Vec<&'static str>,
}

fn quoted(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

impl Explain for LeavesProtection {
    fn hint(&self) -> Option<String> {
        let set = |key: &&str| match *key {
            "part2" => " --set part2=true",
            "member" => "",
            _ => " --set 'members=ONE; ANOTHER'",
        };
        let set: String = self.keys.iter().map(set).collect();
        Some(format!(
            "Run `casenotes client edit {}{set}` first, if it is true of that record as well. For a note that never belonged to the record of `{}`, give `--never-belonged WHY`; it is written down with the reason.",
            self.to, self.from
        ))
    }
}

impl Facts {
    /// Fails when a note of this client would lose, on a day, what protects it with another one. Who is
    /// an adult and alive is protected by no date: whoever has none counts as one.
    ///
    /// # Errors
    /// Names the keys of the client file that the other's does not match.
    pub fn require_kept(
        &self,
        from: &ClientId,
        other: &Facts,
        to: &ClientId,
        on: NaiveDate,
    ) -> Result<(), LeavesProtection> {
        let is_member =
            |own: &Member| other.members.iter().any(|it| is_same_name(&it.name, &own.name));
        let mut keys = Vec::new();
        if self.is_part2 && !other.is_part2 {
            keys.push("part2");
        }
        if !self.members.iter().all(is_member) {
            keys.push("members");
        }
        let is_known_less = |own: &Member| {
            let is_protected = self.life_of(&own.name).is_minor(on) || own.died.is_some();
            other.member(&own.name).is_some_and(|it| is_protected && it != own)
        };
        if self.members.iter().any(is_known_less) {
            keys.push("member");
        }
        match keys.is_empty() {
            true => Ok(()),
            false => Err(LeavesProtection { from: from.clone(), to: to.clone(), keys }),
        }
    }
}

/// Returns the reason of a move with why the note never belonged where it lay, if that is said.
pub fn reason_of_move(reason: &str, never_belonged: Option<&str>) -> String {
    match never_belonged {
        Some(why) => format!("{}; never belonged where it lay: {}", reason.trim(), why.trim()),
        None => reason.trim().to_owned(),
    }
}
