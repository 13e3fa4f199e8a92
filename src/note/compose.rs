//! The text of a note that is about to be filed, and changes to front matter that leave the rest alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml_edit::Value;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::nearest::nearest;
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;
use crate::fields;
use crate::fields::rewrite::{self, instead, put};
use crate::fields::typed::{KeyKind, typed};
use crate::note::front_matter::{TELEHEALTH_KEYS, choices_of};
use crate::note::progress_note::split;
use crate::note::record::{self, Goal};

/// What the front matter of a note to be filed says.
#[derive(Clone, Debug)]
pub struct NewFront<'a> {
    /// Whose note it is.
    pub client: &'a ClientId,
    /// Its format.
    pub format: &'a FormatName,
    /// When the session began.
    pub start: SessionTime,
    /// When it ended, if that is known.
    pub end: Option<SessionTime>,
    /// Whether such a record has an end.
    pub has_end: bool,
    /// Name and credentials.
    pub author: &'a str,
    /// Lines to be filled in, and tables, as they are to stand.
    pub more: &'a str,
    /// Whether the session was held at a distance: `video` or `audio`.
    pub telehealth: Option<&'a str>,
}

/// A `key=value` that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// The text has no `=`.
    #[error("`--set` takes key=value, such as `risk=denied`")]
    NoEqualSign,
    /// The key is not one of those that may be set.
    #[error("the key `{key}` cannot be set; {}", instead(*meant, &settable().collect::<Vec<_>>()))]
    UnknownKey {
        /// What was typed.
        key: String,
        /// What was meant, if that is clear.
        meant: Option<&'static str>,
    },
    /// The value is not of the key's type.
    #[error("`{0}` takes a whole number")]
    NotANumber(String),
    /// The value is not a date.
    #[error("`{0}` takes a date, such as 2026-11-24")]
    NotADate(String),
    /// The value is neither `true` nor `false`.
    #[error("`{0}` takes `true` or `false`")]
    NotAFlag(String),
    /// The value is not one of those that the key may have.
    #[error("`{key}` is one of {}", known.join(", "))]
    NotAChoice {
        /// The key.
        key: String,
        /// Its values.
        known: &'static [&'static str],
    },
    /// The front matter cannot be read, so nothing in it can be changed.
    #[error("the front matter cannot be read, or not be given back byte for byte")]
    Unreadable,
}

impl Explain for SetError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable => {
                Some("Run `casenotes validate` on the note and mend it, or change it in the editor with `casenotes edit`; that some lines end with CRLF and some with LF is one reason.".into())
            }
            _ => None,
        }
    }
}

/// The keys of every record that `--set` knows, in the order in which they are written; who, when and
/// by whom are arguments of their own.
const KEYS: &[(&str, KeyKind)] = &[
    ("service", KeyKind::Texts),
    ("modifiers", KeyKind::Texts),
    ("place", KeyKind::Text),
    ("diagnoses", KeyKind::Texts),
    ("goals", KeyKind::Texts),
    ("risk", KeyKind::Text),
    ("risk_level", KeyKind::Text),
    ("self_pay_restricted", KeyKind::Flag),
    ("late_entry", KeyKind::Text),
];

/// One key and the value that `--set` gives it.
#[derive(Clone, Debug)]
pub struct Setting {
    key: String,
    value: SettingValue,
}

#[derive(Clone, Debug)]
enum SettingValue {
    /// A key that every record may have.
    OfNote(Value),
    Measure(i64),
    Telehealth(Value),
    /// A key that only some records have.
    OfRecord(Value),
}

/// Returns the keys that `--set` knows, those of all records first.
fn settable() -> impl Iterator<Item = &'static str> {
    let keys = |keys: &'static [(&'static str, KeyKind)]| keys.iter().map(|(key, _)| *key);
    keys(KEYS).chain(["measures.NAME", "telehealth.KEY"]).chain(keys(record::KEYS))
}

impl Setting {
    /// Gives a key that holds a list its values.
    pub fn list(key: &str, values: &[&str]) -> Self {
        let values = values.iter().copied().collect();
        Self { key: key.to_owned(), value: SettingValue::OfNote(values) }
    }

    /// Gives a key that holds a text its value.
    pub fn text(key: &str, value: &str) -> Self {
        Self { key: key.to_owned(), value: SettingValue::OfNote(value.into()) }
    }

    /// Reads `key=value`; a list of codes or goals is written `a,b`, one of people `a;b`, because
    /// credentials follow a name after a comma.
    ///
    /// # Errors
    /// Refuses an unknown key, with the nearest known one, and a value of the wrong type.
    pub fn parse(text: &str) -> Result<Self, SetError> {
        let (key, value) = text.split_once('=').ok_or(SetError::NoEqualSign)?;
        let (key, value) = (key.trim(), value.trim());
        if let Some(known) = choices_of(key).filter(|known| !known.contains(&value)) {
            return Err(SetError::NotAChoice { key: key.to_owned(), known });
        }
        let kind_in =
            |keys: &[(&str, KeyKind)]| keys.iter().find(|(k, _)| *k == key).map(|(_, kind)| *kind);
        let of_measure = key.strip_prefix("measures.").filter(|name| fields::is_bare_key(name));
        let value = if let Some(kind) = kind_in(KEYS) {
            SettingValue::OfNote(value_of(key, kind, ',', value)?)
        } else if telehealth_key(key).is_some() {
            SettingValue::Telehealth(match value {
                "true" => true.into(),
                "false" => false.into(),
                text => text.into(),
            })
        } else if of_measure.is_some() {
            let score = value.parse().map_err(|_| SetError::NotANumber(key.to_owned()))?;
            SettingValue::Measure(score)
        } else if let Some(kind) = kind_in(record::KEYS) {
            SettingValue::OfRecord(value_of(key, kind, ';', value)?)
        } else {
            let meant = nearest(key, settable());
            return Err(SetError::UnknownKey { key: key.to_owned(), meant });
        };
        Ok(Self { key: key.to_owned(), value })
    }
}

/// Reads the value of a key; `separator` stands between the items of a list.
fn value_of(key: &str, kind: KeyKind, separator: char, text: &str) -> Result<Value, SetError> {
    typed(kind, separator, text).ok_or_else(|| match kind {
        KeyKind::Date => SetError::NotADate(key.to_owned()),
        KeyKind::Flag => SetError::NotAFlag(key.to_owned()),
        KeyKind::Integer | KeyKind::Text | KeyKind::Texts => SetError::NotANumber(key.to_owned()),
    })
}

/// Returns the key of the telehealth table that `telehealth.KEY` means.
fn telehealth_key(key: &str) -> Option<&'static str> {
    let name = key.strip_prefix("telehealth.")?;
    TELEHEALTH_KEYS.iter().find(|known| **known == name).copied()
}

/// Writes a note: front matter in the usual order, then the body as it is.
///
/// # Errors
/// Fails when the lines of the template are such that no key can be added to them.
pub fn compose(front: &NewFront<'_>, settings: &[Setting], body: &str) -> Result<String, SetError> {
    let mut text = String::from("+++\n");
    let mut line = |key: &str, value: &dyn std::fmt::Display| {
        writeln!(text, "{key} = {value}").expect("writing to memory cannot fail");
    };
    line("client", &quoted(front.client.as_str()));
    line("format", &quoted(front.format.as_str()));
    line("start", &front.start);
    match front.end {
        Some(end) => line("end", &end),
        // The tool does not invent when a session ended; the line shows what belongs here.
        None if front.has_end => line("# end", &front.start),
        None => {}
    }
    line("author", &quoted(front.author));
    let last: BTreeMap<&str, &SettingValue> =
        settings.iter().map(|setting| (setting.key.as_str(), &setting.value)).collect();
    for (key, _) in KEYS {
        if let Some(SettingValue::OfNote(value)) = last.get(key) {
            line(key, value);
        }
    }
    let of_record: Vec<Setting> = settings
        .iter()
        .filter(|setting| matches!(setting.value, SettingValue::OfRecord(_)))
        .cloned()
        .collect();
    text.push_str(&without_hints(front.more, &of_record));
    let measures: Vec<_> = last
        .iter()
        .filter_map(|(key, value)| match value {
            SettingValue::Measure(score) => Some((key.trim_start_matches("measures."), score)),
            _ => None,
        })
        .collect();
    if !measures.is_empty() {
        text.push_str("[measures]\n");
        for (name, score) in measures {
            writeln!(text, "{name} = {score}").expect("writing to memory cannot fail");
        }
    }
    push_telehealth(&mut text, front.telehealth, &last);
    text.push_str("+++\n\n");
    match of_record.is_empty() {
        true => Ok(text + body),
        false => set(&(text + body), &of_record),
    }
}

/// Leaves out the commented lines of a template that show how a key is written which is set.
fn without_hints(lines: &str, settings: &[Setting]) -> String {
    let is_hint = |line: &&str| {
        let key = line.strip_prefix("# ").and_then(|line| line.split_once(" = "));
        key.is_some_and(|(key, _)| settings.iter().any(|setting| setting.key == key))
    };
    lines.split_inclusive('\n').filter(|line| !is_hint(line)).collect()
}

/// Writes the telehealth table: what is known, and the keys that are to be filled in.
fn push_telehealth(
    text: &mut String,
    mode: Option<&str>,
    settings: &BTreeMap<&str, &SettingValue>,
) {
    let given = |key: &str| settings.get(format!("telehealth.{key}").as_str());
    let is_given = TELEHEALTH_KEYS.iter().any(|key| given(key).is_some());
    if mode.is_none() && !is_given {
        return;
    }
    text.push_str("[telehealth]\n");
    for key in TELEHEALTH_KEYS {
        let value: Option<Value> = match (given(key), mode, *key) {
            (Some(SettingValue::Telehealth(value)), _, _) => Some(value.clone()),
            (_, Some(mode), "mode") => Some(mode.into()),
            (_, Some(_), "client_location" | "clinician_location" | "emergency_contact") => {
                Some("".into())
            }
            (_, Some(_), "consent" | "identity_verified" | "privacy_checked") => Some(false.into()),
            _ => None,
        };
        if let Some(value) = value {
            writeln!(text, "{key} = {}", value.to_string().trim())
                .expect("writing to memory cannot fail");
        }
    }
}

/// Writes goals as a plan has them.
pub fn goals(goals: &[Goal]) -> String {
    let mut text = String::new();
    let mut push = |head: &str, goal: &Goal| {
        text.push_str(&format!(
            "[[{head}]]\nid = {}\nstatement = {}\nstatus = {}\n",
            quoted(&goal.id),
            quoted(&goal.statement),
            quoted(&goal.status)
        ));
        if let Some(target) = goal.target {
            text.push_str(&format!("target = {target}\n"));
        }
    };
    for goal in goals {
        push("goal", goal);
        goal.objectives.iter().for_each(|objective| push("goal.objective", objective));
    }
    text
}

/// Changes the format that a note or a template says it is of, and no other byte.
///
/// # Errors
/// Refuses front matter that cannot be read.
pub fn set_format(text: &str, format: &FormatName) -> Result<String, SetError> {
    set(text, &[Setting::text("format", format.as_str())])
}

/// Changes keys of a note's front matter and no other byte of it.
///
/// # Errors
/// Refuses front matter that cannot be read: what we do not understand we do not rewrite.
pub fn set(text: &str, settings: &[Setting]) -> Result<String, SetError> {
    let parts = split(text).map_err(|_| SetError::Unreadable)?;
    let front = &text[parts.front.clone()];
    let mut document = rewrite::open(front).ok_or(SetError::Unreadable)?;
    for setting in settings {
        match &setting.value {
            SettingValue::OfNote(value) | SettingValue::OfRecord(value) => {
                put(&mut document, &setting.key, value.clone());
            }
            SettingValue::Measure(score) => {
                let name = setting.key.trim_start_matches("measures.");
                let measures = document.entry("measures").or_insert_with(toml_edit::table);
                let table = measures.as_table_like_mut().ok_or(SetError::Unreadable)?;
                table.insert(name, toml_edit::value(*score));
            }
            SettingValue::Telehealth(value) => {
                let key = telehealth_key(&setting.key).ok_or(SetError::Unreadable)?;
                let block = document.entry("telehealth").or_insert_with(toml_edit::table);
                let table = block.as_table_like_mut().ok_or(SetError::Unreadable)?;
                table.insert(key, toml_edit::value(value.clone()));
            }
        }
    }
    Ok(format!("{}{document}{}", &text[..parts.front.start], &text[parts.front.end..]))
}

fn quoted(text: &str) -> toml::Value {
    toml::Value::String(text.to_owned())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::note::front_matter::FrontMatter;
    use crate::note::progress_note::ProgressNote;

    fn time(text: &str) -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339(text).unwrap())
    }

    #[test]
    fn a_composed_note_reads_back_without_a_problem() {
        let settings: Vec<Setting> = [
            "service=90837",
            "diagnoses=F41.1, F43.10",
            "risk=denied",
            "measures.phq9=11",
            "telehealth.client_location=Albany, NY",
            "telehealth.consent=true",
        ]
        .iter()
        .map(|text| Setting::parse(text).unwrap())
        .collect();
        let (client, format) = ("c-7f3k".parse().unwrap(), "soap".parse().unwrap());
        let front = NewFront {
            client: &client,
            format: &format,
            start: time("2026-11-24T14:00:00-05:00"),
            end: Some(time("2026-11-24T14:53:00-05:00")),
            has_end: true,
            more: "",
            telehealth: Some("video"),
            author: "Zoë \"Q\" O'Brien-Šimůnek, LCSW",
        };
        let text = compose(&front, &settings, "# SOAP note\n").unwrap();
        let note = ProgressNote::parse(text.as_bytes());
        assert_eq!(note.problems, []);
        assert_eq!(note.front.author.as_deref(), Some("Zoë \"Q\" O'Brien-Šimůnek, LCSW"));
        assert_eq!(note.front.diagnoses, ["F41.1", "F43.10"]);
        assert_eq!(note.front.measures["phq9"], 11);
        let block = note.front.telehealth.as_ref().unwrap();
        assert_eq!(block.client_location.as_deref(), Some("Albany, NY"));
        assert_eq!((block.consent, block.identity_verified), (Some(true), Some(false)));
        assert_eq!(block.mode.as_deref(), Some("video"));
        assert_eq!(note.body(), "\n# SOAP note\n");
    }

    #[test]
    fn goals_that_are_carried_over_read_back_as_they_were() {
        let front = "[[goal]]\nid = \"G1\"\nstatement = \"Say \\\"no\\\"\"\n[[goal.objective]]\nid = \"O1\"\nstatement = \"Once a week\"\nstatus = \"met\"\ntarget = 2026-12-20\n[[goal]]\nid = \"G2\"\nstatement = \"x\"\n";
        let read = |text: &str| FrontMatter::read_in_full(text, 4).0.record.unwrap().goals;
        assert_eq!(read(&goals(&read(front))), read(front));
    }

    #[test]
    fn each_key_of_a_record_takes_a_value_of_its_kind() {
        for (key, kind) in record::KEYS {
            let (right, wrong) = match kind {
                KeyKind::Text => match choices_of(key) {
                    Some(known) => (known[0], Some("another word")),
                    None => ("Dana; Sam, LCSW", None),
                },
                KeyKind::Texts => ("Dana Okafor, LCSW; Sam", None),
                KeyKind::Integer => ("12", Some("-1")),
                KeyKind::Flag => ("false", Some("no")),
                KeyKind::Date => ("2027-02-22", Some("2027-02-30")),
            };
            let setting = Setting::parse(&format!("{key} = {right}")).unwrap();
            let more =
                format!("# {key} = x\n# other = x\n[[goal]]\nid = \"G1\"\nstatement = \"\"\n");
            let text = "+++\n".to_owned()
                + &without_hints(&more, std::slice::from_ref(&setting))
                + "+++\n";
            let text = set(&text, &[setting]).unwrap();
            assert!(!text.contains(&format!("# {key}")) && text.contains("# other"), "{text}");
            let note = ProgressNote::parse(text.as_bytes());
            let wrong_value = note.problems.iter().find(|problem| problem.message.contains(key));
            assert!(wrong_value.is_none(), "{key}: {wrong_value:?}");
            let facts = note.front.record.unwrap().facts();
            assert!(facts.iter().any(|(known, ..)| known == key), "{key}: {facts:?}");
            if let Some(wrong) = wrong {
                assert!(Setting::parse(&format!("{key}={wrong}")).is_err(), "{key}");
            }
        }
        let two = Setting::parse("facilitators=Dana Okafor, LCSW; Sam").unwrap();
        let text = set("+++\n+++\n", &[two]).unwrap();
        assert_eq!(text, "+++\nfacilitators = [\"Dana Okafor, LCSW\", \"Sam\"]\n+++\n");
    }

    #[test]
    fn a_key_that_cannot_be_set_says_what_was_meant() {
        let error = Setting::parse("gaols=G1").unwrap_err();
        assert_eq!(error.to_string(), "the key `gaols` cannot be set; did you mean `goals`?");
        assert!(Setting::parse("measures.phq9=high").is_err());
        assert!(Setting::parse("risk").is_err());
        assert!(Setting::parse("measures.a\nb=1").is_err());
    }

    #[test]
    fn setting_a_key_leaves_every_other_byte_alone() {
        let text = "+++\n# mine\nclient = \"c-7f3k\"  # who\nrisk   = 'x' # note\nodd = {a=1}\n+++\nbody +++\n";
        let changed = set(text, &[Setting::parse("risk=denied").unwrap()]).unwrap();
        assert_eq!(changed, text.replace("'x'", "\"denied\""));
    }

    proptest! {
        #[test]
        fn setting_nothing_is_lossless_on_any_text(text in "(\u{feff})?\\+\\+\\+\n([a-z]{1,3} = (1|\"é\"|\\[ 1 ,2\\]) *(# c)?\n|\n|# x\n){0,5}\\+\\+\\+\n(?s:.{0,60})") {
            if let Ok(same) = set(&text, &[]) {
                prop_assert_eq!(same, text);
            }
        }

        #[test]
        fn any_author_and_any_body_come_back(author in "\\PC{1,40}", body in "(?s:.{0,200})") {
            let (client, format) = ("c-7f3k".parse().unwrap(), "soap".parse().unwrap());
            let start = time("2026-11-24T14:00:00-05:00");
            let front = NewFront { client: &client, format: &format, start, end: Some(start), has_end: true, author: &author, more: "", telehealth: None };
            let text = compose(&front, &[], &body).unwrap();
            let note = ProgressNote::parse(text.as_bytes());
            if !author.trim().is_empty() {
                prop_assert_eq!(note.problems, vec![]);
                prop_assert_eq!(note.front.author.as_deref(), Some(author.as_str()));
            }
            prop_assert_eq!(&note.text[note.body_range.clone()], format!("\n{body}"));
        }
    }
}
