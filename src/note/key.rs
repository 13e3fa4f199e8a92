//! One key of a note, described: what it is called, what it holds, whether it may be set, and what a
//! reader of the record sees.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::session_time::SessionTime;
use crate::fields::Fields;
use crate::fields::typed::KeyKind;
use crate::note::front_matter::{Allowance, FrontMatter, Telehealth, keys_in};
use crate::note::record::{Goal, goals};

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
    pub(super) slot: for<'s, 'a> fn(&'s mut FrontMatter<'a>) -> Slot<'s, 'a>,
    pub(super) words: fn(&FrontMatter<'_>) -> Option<String>,
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
            words: |front| key!(@ref $place front)?.$field.words(),
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
pub(super) use key;

impl Key {
    /// Leaves the key to arguments of their own, to signing, or to the editor.
    pub(super) const fn unsettable(mut self) -> Self {
        self.is_settable = false;
        self
    }

    /// Says which words the key may have.
    pub(super) const fn one_of(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = Some(choices);
        self
    }

    /// Gives a key another name than that of its field.
    pub(super) const fn named(mut self, name: &'static str) -> Self {
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
    pub(super) fn read<'a>(&self, front: &mut FrontMatter<'a>, fields: &mut Fields<'a>) {
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

/// A value that a reader may be told.
pub(super) trait Words {
    /// Returns the value in words, if there is one.
    fn words(&self) -> Option<String> {
        None
    }
}

impl Words for Option<ClientId> {}
impl Words for Option<FormatName> {}
impl Words for Option<Telehealth<'_>> {}
impl Words for Vec<Allowance> {}
impl Words for Vec<Goal> {}

impl Words for Option<SessionTime> {
    fn words(&self) -> Option<String> {
        self.map(|time| time.readable().to_string())
    }
}

impl Words for Option<Cow<'_, str>> {
    fn words(&self) -> Option<String> {
        self.as_ref().map(ToString::to_string)
    }
}

impl Words for Vec<Cow<'_, str>> {
    fn words(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.join(", "))
    }
}

impl Words for Option<bool> {
    fn words(&self) -> Option<String> {
        self.map(|is_so| (if is_so { "yes" } else { "no" }).to_owned())
    }
}

impl Words for Option<NaiveDate> {
    fn words(&self) -> Option<String> {
        self.map(|day| day.to_string())
    }
}

impl Words for Option<i64> {
    fn words(&self) -> Option<String> {
        self.map(|number| number.to_string())
    }
}

impl Words for BTreeMap<String, i64> {
    fn words(&self) -> Option<String> {
        let scores: Vec<String> =
            self.iter().map(|(name, score)| format!("{name} {score}")).collect();
        (!scores.is_empty()).then(|| scores.join(", "))
    }
}
