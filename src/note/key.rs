//! The closed list of the keys of a note, each described once: what it is called, what it holds, whether
//! it may be set, and what a reader of the record sees.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::codes::{diagnosis, place, service};
use crate::domain::format_name::FormatName;
use crate::domain::position::fence_before;
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::fields::typed::KeyKind;
use crate::fields::{Fields, Problem};
use crate::note::front_matter::{Allowance, FrontMatter, Telehealth};
use crate::note::record::{Goal, RecordKeys, goals};
use crate::note::words::{Words, spelled};

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyPlace {
    /// In front of all tables; any note may have it.
    Note,
    /// In the table `[measures]`, whose keys are free.
    Measures,
    /// In the table `[telehealth]`.
    Telehealth,
    /// In front of all tables; only some records have it.
    Record,
}

/// Where in a record that leaves a reader is told a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Beside the session.
    Session,
    /// Beside what else was so: telehealth, and the keys of the record's kind.
    Circumstances,
    /// Beside the signature.
    Signing,
}

/// A key of a note.
#[derive(Debug)]
pub struct Key {
    /// Its name; behind the table's in `--set` and where its words are asked for.
    pub name: &'static str,
    /// Where it stands.
    pub place: KeyPlace,
    /// Where a reader of the record is told it, and by what name; `None` if it is told by other means.
    pub told: Option<(Part, &'static str)>,
    /// The words that it may have, if they are a closed list.
    pub choices: Option<&'static [&'static str]>,
    /// Whether `--set` may set it.
    pub is_settable: bool,
    slot: for<'s, 'a> fn(&'s mut FrontMatter<'a>) -> Slot<'s, 'a>,
    words: fn(&FrontMatter<'_>, &Wording) -> Option<String>,
    spelled: Option<fn(&FrontMatter<'_>) -> Option<String>>,
}

/// What is to hold the value of a key, which says what the key takes.
pub enum Slot<'s, 'a> {
    /// A client's id.
    Client(&'s mut Option<ClientId>),
    /// The name of a format.
    Format(&'s mut Option<FormatName>),
    /// A time with its offset.
    Time(&'s mut Option<SessionTime>),
    /// A text.
    Text(&'s mut Option<Cow<'a, str>>),
    /// A text that is not empty.
    Filled(&'s mut Option<Cow<'a, str>>),
    /// A list of texts.
    Texts(&'s mut Vec<Cow<'a, str>>),
    /// `true` or `false`.
    Flag(&'s mut Option<bool>),
    /// A date.
    Date(&'s mut Option<NaiveDate>),
    /// A whole number.
    Integer(&'s mut Option<i64>),
    /// The scores of measures.
    Scores(&'s mut BTreeMap<String, i64>),
    /// A table that is described by keys of its own.
    Telehealth(&'s mut Option<Telehealth<'a>>),
    /// Rules that do not hold.
    Allow(&'s mut Vec<Allowance>),
    /// The goals of a plan.
    Goals(&'s mut Vec<Goal>),
}

/// Describes the key of a field of the front matter, of its telehealth table or of its record keys: what it
/// takes, and what a reader sees, if that is told.
macro_rules! key {
    ($place:ident $field:ident: $slot:ident $(, $part:ident $label:literal)?) => {
        Key {
            name: stringify!($field),
            place: KeyPlace::$place,
            told: key!(@told $($part $label)?),
            choices: None,
            is_settable: true,
            slot: |front| Slot::$slot(&mut key!(@mut $place front).$field),
            words: |front, wording| key!(@ref $place front)?.$field.words(wording),
            spelled: None,
        }
    };
    (@told) => { None };
    (@told $part:ident $label:literal) => { Some((Part::$part, $label)) };
    (@mut Note $front:ident) => { $front };
    (@mut Telehealth $front:ident) => { $front.telehealth.get_or_insert_default() };
    (@mut Record $front:ident) => { $front.record.get_or_insert_default() };
    (@ref Note $front:ident) => { Some($front) };
    (@ref Telehealth $front:ident) => { $front.telehealth.as_ref() };
    (@ref Record $front:ident) => { $front.record.as_ref() };
}
/// Every key of a note, in the order in which they are written: first those that any note may have, then
/// those of the table `[telehealth]`, then those that only some records have.
pub const KEYS: &[Key] = &[
    key!(Note client: Client).unsettable(),
    key!(Note format: Format).unsettable(),
    key!(Note start: Time).unsettable(),
    key!(Note end: Time).unsettable(),
    key!(Note author: Filled, Session "Author").unsettable(),
    key!(Note past_authors: Texts, Session "Earlier authors").unsettable(),
    key!(Note imported_from: Filled, Circumstances "Imported from").unsettable(),
    key!(Note source_sha256: Filled, Circumstances "SHA-256 of the original").unsettable(),
    key!(Note source_place: Filled, Circumstances "Place in the original").unsettable(),
    key!(Note original_author: Filled, Circumstances "Written there by").unsettable(),
    key!(Note original_date: Filled, Circumstances "Dated there").unsettable(),
    key!(Note original_signed_by: Filled, Circumstances "Signed there by").unsettable(),
    key!(Note service: Texts, Session "Service")
        .spelled(|front| spelled(&front.service, service::in_words)),
    key!(Note modifiers: Texts, Session "Modifiers")
        .spelled(|front| spelled(&front.modifiers, place::modifier_in_words)),
    key!(Note place: Text, Session "Place of service")
        .spelled(|front| spelled(front.place.as_slice(), place::in_words)),
    key!(Note diagnoses: Texts, Session "Diagnoses")
        .spelled(|front| spelled(&front.diagnoses, diagnosis::in_words)),
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
    key!(Record signed_page: Filled, Circumstances "Signed page"),
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

/// The keys that every note must have; one that was imported has no author, because whoever takes it in has
/// not written it. `end` is one more, for records about time with the client.
pub const REQUIRED: &[&str] = &["client", "format", "start", "author"];

impl Key {
    /// Leaves the key to arguments of their own, to signing, or to the editor.
    const fn unsettable(mut self) -> Self {
        self.is_settable = false;
        self
    }

    /// Says which words the key may have.
    const fn one_of(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = Some(choices);
        self
    }

    /// Says how its codes are told with their words.
    const fn spelled(mut self, spelled: fn(&FrontMatter<'_>) -> Option<String>) -> Self {
        self.spelled = Some(spelled);
        self
    }

    /// Gives a key another name than that of its field.
    const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Tells whether the key is meant by a name, which is `telehealth.KEY` for one of that table.
    pub fn is_named(&self, name: &str) -> bool {
        match self.place {
            KeyPlace::Telehealth => name.strip_prefix("telehealth.") == Some(self.name),
            _ => name == self.name,
        }
    }

    /// Returns what holds its value in some front matter.
    pub fn slot<'s, 'a>(&self, front: &'s mut FrontMatter<'a>) -> Slot<'s, 'a> {
        (self.slot)(front)
    }

    /// Returns what it takes, as far as somebody can type that.
    pub fn kind(&self) -> Option<KeyKind> {
        Some(match self.slot(&mut FrontMatter::default()) {
            Slot::Text(_) | Slot::Filled(_) => KeyKind::Text,
            Slot::Texts(_) => KeyKind::Texts,
            Slot::Flag(_) => KeyKind::Flag,
            Slot::Date(_) => KeyKind::Date,
            Slot::Integer(_) => KeyKind::Integer,
            _ => return None,
        })
    }

    /// Takes the key from a document.
    fn read<'a>(&self, front: &mut FrontMatter<'a>, fields: &mut Fields<'a>) {
        let name = self.name;
        match self.slot(front) {
            Slot::Client(slot) => *slot = fields.parsed(name),
            Slot::Format(slot) => *slot = fields.parsed(name),
            Slot::Time(slot) => *slot = fields.time(name),
            Slot::Text(slot) => *slot = fields.text(name),
            Slot::Filled(slot) => *slot = fields.filled_text(name),
            Slot::Texts(slot) => *slot = fields.texts(name).unwrap_or_default(),
            Slot::Flag(slot) => *slot = fields.flag(name),
            Slot::Date(slot) => *slot = fields.date(name),
            Slot::Integer(slot) => *slot = fields.integer(name),
            Slot::Scores(slot) => *slot = fields.integers(name).unwrap_or_default(),
            Slot::Goals(slot) => *slot = goals(fields, name),
            Slot::Allow(slot) => {
                let allowed = fields.named_texts(name).into_iter();
                let allowance = |(rule, reason, place): (_, _, std::ops::Range<usize>)| Allowance {
                    rule,
                    reason,
                    at: place.start,
                };
                *slot = allowed.map(allowance).collect();
            }
            Slot::Telehealth(slot) => {
                let Some(mut table) = fields.table(name) else { return };
                *slot = Some(Telehealth::default());
                keys_in(KeyPlace::Telehealth).for_each(|key| key.read(front, &mut table));
                fields.absorb(table);
            }
        }
    }
}

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
            _ => front.author.is_some() || front.is_imported(),
        });
        (front, fields.finish())
    }

    /// Returns what a reader of the record is told in a part of it: each key, its name for a reader, and
    /// its value. The names of measures are for the caller to spell, who knows them.
    pub fn facts(
        &self,
        part: Part,
        wording: &Wording,
    ) -> impl Iterator<Item = (&'static str, &'static str, String)> {
        KEYS.iter().filter_map(move |key| {
            let (_, label) = key.told.filter(|(told, _)| *told == part)?;
            // Whoever seals what was imported says that it is as it came, and not that it is so.
            let label = match key.name {
                "signed_by" if self.is_imported() => "Received by",
                "signed_at" if self.is_imported() => "Received at",
                _ => label,
            };
            let value = match key.spelled.filter(|_| wording.spells_codes) {
                Some(spelled) => spelled(self),
                None => (key.words)(self, wording),
            };
            Some((key.name, label, value?))
        })
    }

    /// Returns when the session was: `Wednesday, November 18, 2026, 2:00 to 2:53 pm Eastern (53 minutes)`.
    pub fn when(&self, wording: &Wording) -> Option<String> {
        let start = self.start?;
        if self.is_of_a_day() {
            return Some(wording.day(start.date()));
        }
        Some(match (self.end, self.minutes()) {
            (Some(end), Some(minutes)) => {
                format!("{} ({})", wording.span(start, end), wording.minutes(minutes))
            }
            _ => wording.time(start),
        })
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
    use crate::fields::ProblemKind;

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
