//! What the front matter of a progress note says: the closed list of its keys.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::position::fence_before;
use crate::domain::session_time::SessionTime;
use crate::fields::{Fields, Problem, ProblemKind};
use crate::note::key::{Key, KeyPlace, Part, Slot, Words, key};
use crate::note::record::RecordKeys;

/// The values of a progress note's front matter; a key that is missing or wrong is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter<'a> {
    /// Whose note it is.
    pub client: Option<ClientId>,
    /// The format, whose template says which sections the note has.
    pub format: Option<FormatName>,
    /// When the session began.
    pub start: Option<SessionTime>,
    /// When the session ended.
    pub end: Option<SessionTime>,
    /// Who wrote the note: name and credentials.
    pub author: Option<Cow<'a, str>>,
    /// Procedure codes of the service, such as 90837.
    pub service: Vec<Cow<'a, str>>,
    /// Modifiers of the service, such as 95 for video.
    pub modifiers: Vec<Cow<'a, str>>,
    /// Place of service, such as 11 for an office.
    pub place: Option<Cow<'a, str>>,
    /// ICD-10-CM codes.
    pub diagnoses: Vec<Cow<'a, str>>,
    /// Ids of the goals of the treatment plan that the session worked on.
    pub goals: Vec<Cow<'a, str>>,
    /// What was found about risk.
    pub risk: Option<Cow<'a, str>>,
    /// How grave the risk is, when there is one.
    pub risk_level: Option<Cow<'a, str>>,
    /// Why the note was written late.
    pub late_entry: Option<Cow<'a, str>>,
    /// Scores of outcome measures, such as `phq9`.
    pub measures: BTreeMap<String, i64>,
    /// Whether the session was paid for in full out of pocket and may not go to a health plan.
    pub self_pay_restricted: Option<bool>,
    /// Why the note was signed in spite of what was found in it.
    pub signed_anyway: Option<Cow<'a, str>>,
    /// Whether the note wants a supervisor's signature beside its author's.
    pub cosign_required: Option<bool>,
    /// The id under which the note was signed: client and name.
    pub signed_as: Option<Cow<'a, str>>,
    /// What is to be said when a session is held at a distance.
    pub telehealth: Option<Telehealth<'a>>,
    /// Who signed the note.
    pub signed_by: Option<Cow<'a, str>>,
    /// When the note was signed.
    pub signed_at: Option<SessionTime>,
    /// Rules that do not hold for this note, each with the reason.
    pub allow: Vec<Allowance>,
    /// The keys that only some records have.
    pub record: Option<Box<RecordKeys<'a>>>,
}

/// The circumstances of a session at a distance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telehealth<'a> {
    /// `video` or `audio`.
    pub mode: Option<Cow<'a, str>>,
    /// Where the client was: city and state.
    pub client_location: Option<Cow<'a, str>>,
    /// Where the clinician was.
    pub clinician_location: Option<Cow<'a, str>>,
    /// Whether the client consented.
    pub consent: Option<bool>,
    /// Whether the client's identity was checked.
    pub identity_verified: Option<bool>,
    /// Whether both were alone.
    pub privacy_checked: Option<bool>,
    /// Whom to call where the client is.
    pub emergency_contact: Option<Cow<'a, str>>,
    /// What did not work.
    pub problems: Option<Cow<'a, str>>,
}

/// A rule that does not hold for a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The rule or group, as it was written.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Where it stands, in bytes of the file.
    pub at: usize,
}

/// Every key of a note, in the order in which they are written: first those that any note may have, then
/// those of the table `[telehealth]`, then those that only some records have.
pub const KEYS: &[Key] = &[
    key!(Note client: Client).unsettable(),
    key!(Note format: Format).unsettable(),
    key!(Note start: Time).unsettable(),
    key!(Note end: Time).unsettable(),
    key!(Note author: Filled, Session "Author").unsettable(),
    key!(Note service: Texts, Session "Service"),
    key!(Note modifiers: Texts, Session "Modifiers"),
    key!(Note place: Text, Session "Place of service"),
    key!(Note diagnoses: Texts, Session "Diagnoses"),
    key!(Note goals: Texts, Session "Goals"),
    key!(Note risk: Text, Session "Risk").one_of(RISKS),
    key!(Note risk_level: Text, Session "Risk level").one_of(&["low", "moderate", "high"]),
    key!(Note measures: Scores, Session "Measures").unsettable(),
    key!(Note self_pay_restricted: Flag),
    key!(Note late_entry: Filled, Signing "Late entry"),
    key!(Note signed_anyway: Filled, Signing "Signed anyway").unsettable(),
    key!(Note cosign_required: Flag).unsettable(),
    key!(Note signed_as: Filled).unsettable(),
    key!(Note telehealth: Telehealth).unsettable(),
    key!(Note signed_by: Filled, Signing "Signed by").unsettable(),
    key!(Note signed_at: Time, Signing "Signed at").unsettable(),
    key!(Note allow: Allow).unsettable(),
    key!(Telehealth mode: Text, Circumstances "Telehealth").one_of(&["video", "audio"]),
    key!(Telehealth client_location: Text, Circumstances "Client was in"),
    key!(Telehealth clinician_location: Text, Circumstances "Clinician was in"),
    key!(Telehealth consent: Flag, Circumstances "Consent to telehealth"),
    key!(Telehealth identity_verified: Flag, Circumstances "Identity verified"),
    key!(Telehealth privacy_checked: Flag, Circumstances "Privacy checked"),
    key!(Telehealth emergency_contact: Text, Circumstances "Emergency contact"),
    key!(Telehealth problems: Text, Circumstances "Technical problems"),
    key!(Record notified: Texts, Circumstances "Notified"),
    key!(Record group: Filled, Circumstances "Group"),
    key!(Record session_number: Integer, Circumstances "Session of the group"),
    key!(Record participants: Integer, Circumstances "Members present"),
    key!(Record facilitators: Texts, Circumstances "Facilitators"),
    key!(Record identified_patient: Filled, Circumstances "Identified patient"),
    key!(Record present: Texts, Circumstances "Present"),
    key!(Record patient_present: Flag, Circumstances "Identified patient present"),
    key!(Record consent_signed: Date, Circumstances "Consent signed"),
    key!(Record referral_source: Filled, Circumstances "Referred by"),
    key!(Record effective: Date, Circumstances "Effective"),
    key!(Record review_due: Date, Circumstances "Review due"),
    key!(Record client_signed: Date, Circumstances "Signed by the client"),
    key!(Record plan: Filled, Circumstances "Plan"),
    key!(Record period_start: Date, Circumstances "Period from"),
    key!(Record period_end: Date, Circumstances "Period until"),
    key!(Record outcome: Filled, Circumstances "Outcome").one_of(OUTCOMES),
    key!(Record method: Filled, Circumstances "Method"),
    key!(Record contact: Filled, Circumstances "Contact"),
    key!(Record authorization: Filled, Circumstances "Authorization"),
    key!(Record planned: Flag, Circumstances "Planned"),
    key!(Record first_session: Date, Circumstances "First session"),
    key!(Record last_session: Date, Circumstances "Last session"),
    key!(Record sessions_attended: Integer, Circumstances "Sessions attended"),
    key!(Record sessions_missed: Integer, Circumstances "Sessions missed"),
    key!(Record goals: Goals).named("goal").unsettable(),
];

const RISKS: &[&str] = &["denied", "none-reported", "present", "not-assessed"];
const OUTCOMES: &[&str] = &["no-show", "late-cancel", "cancelled-by-clinician"];

/// The keys that every note must have. `end` is one more, for records about time with the client.
pub const REQUIRED: &[&str] = &["client", "format", "start", "author"];

impl<'a> FrontMatter<'a> {
    /// Reads front matter by way of the full TOML parser, which knows the place of everything.
    pub fn read_in_full(text: &'a str, offset: usize) -> (Self, Vec<Problem>) {
        // The line above the first key is the opening fence.
        let fence = fence_before(offset);
        let mut fields = Fields::parse(text, offset, fence..fence + 3);
        let mut front = Self { record: Some(Box::default()), ..Self::default() };
        for key in keys_in(KeyPlace::Note).chain(keys_in(KeyPlace::Record)) {
            key.read(&mut front, &mut fields);
        }
        front.record.take_if(|keys| **keys == RecordKeys::default());
        fields.require(REQUIRED, |key| match key {
            "client" => front.client.is_some(),
            "format" => front.format.is_some(),
            "start" => front.start.is_some(),
            _ => front.author.is_some(),
        });
        (front, fields.finish())
    }

    /// Returns what a reader of the record is told in a part of it: each key, its name for a reader, and
    /// its value.
    pub fn facts(&self, part: Part) -> impl Iterator<Item = (&'static str, &'static str, String)> {
        KEYS.iter().filter_map(move |key| {
            let (_, label) = key.told.filter(|(told, _)| *told == part)?;
            Some((key.name, label, (key.words)(self)?))
        })
    }

    /// Tells whether the note cannot be filed or found by what its front matter says.
    pub fn is_broken(&self, problems: &[Problem]) -> bool {
        let unreadable = problems.iter().any(|p| p.kind == ProblemKind::Unreadable);
        unreadable || self.client.is_none() || self.format.is_none() || self.start.is_none()
    }

    /// Tells whether the front matter says that the note is signed; whether it is, its signature says.
    pub fn is_marked(&self) -> bool {
        self.signed_by.is_some() || self.signed_at.is_some()
    }

    /// Tells whether a signature at a time comes more than so many days after the session.
    pub fn is_late(&self, at: SessionTime, days: i64) -> bool {
        self.end.or(self.start).is_some_and(|end| end.minutes_until(at) > days * 24 * 60)
    }

    /// Returns the length of the session in whole minutes, when both ends are known.
    pub fn minutes(&self) -> Option<i64> {
        Some(self.start?.minutes_until(self.end?))
    }
}

/// Returns the keys that stand in a place, in the order in which they are written.
pub fn keys_in(place: KeyPlace) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.place == place)
}

/// Returns the words that a key may have, if they are a closed list; a key of the table `[telehealth]`
/// is `telehealth.KEY`.
pub fn choices_of(name: &str) -> Option<&'static [&'static str]> {
    KEYS.iter().find(|key| key.is_named(name))?.choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_of_each_key_is_named_as_wrong_and_not_as_unknown() {
        for key in KEYS {
            let table = if key.place == KeyPlace::Telehealth { "telehealth." } else { "" };
            let text = format!("{table}{} = nan\n", key.name);
            let (_, problems) = FrontMatter::read_in_full(&text, 4);
            let is_it = |p: &Problem| {
                p.kind == ProblemKind::WrongValue
                    && p.key.last().is_some_and(|last| last == key.name)
            };
            assert!(problems.iter().any(is_it), "{text}: {problems:?}");
            assert!(KEYS.iter().filter(|other| other.is_named(key.name)).count() <= 1, "{text}");
        }
        assert!(REQUIRED.iter().all(|name| KEYS.iter().any(|key| key.is_named(name))));
    }
}
