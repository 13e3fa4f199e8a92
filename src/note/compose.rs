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

use crate::note::key::{KEYS, Key, KeyPlace, keys_in};
use crate::note::progress_note::split;
use crate::note::record::Goal;

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
    #[error("the key `{key}` cannot be set; {}", instead(*meant, settable()))]
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

/// One key and the value that `--set` gives it.
#[derive(Clone, Debug)]
pub struct Setting {
    place: KeyPlace,
    key: String,
    value: Value,
}

/// Returns the keys that `--set` knows, those of all records first; who, when and by whom are arguments of
/// their own.
fn settable() -> impl Iterator<Item = &'static str> {
    let keys = |place| keys_in(place).filter(|key| key.is_settable).map(|key| key.name);
    keys(KeyPlace::Note).chain(["measures.NAME", "telehealth.KEY"]).chain(keys(KeyPlace::Record))
}

/// Returns what may be typed behind `--set`: each key, with its words if there are some.
pub fn suggestions() -> Vec<String> {
    let of_key = |key: &'static Key| {
        let table = if key.place == KeyPlace::Telehealth { "telehealth." } else { "" };
        let words = key.choices.or_else(|| Some(key.kind()?.words())).unwrap_or_default();
        words.iter().map(move |word| format!("{table}{}={word}", key.name))
    };
    KEYS.iter().filter(|key| key.is_settable).flat_map(of_key).collect()
}

impl Setting {
    /// Gives a key that holds a list its values.
    pub fn list(key: &str, values: &[&str]) -> Self {
        let value = values.iter().copied().collect();
        Self { place: KeyPlace::Note, key: key.to_owned(), value }
    }

    /// Gives a key that holds a text its value.
    pub fn text(key: &str, value: &str) -> Self {
        Self { place: KeyPlace::Note, key: key.to_owned(), value: value.into() }
    }

    /// Reads `key=value`; a list of codes or goals is written `a,b`, one of people `a;b`, because
    /// credentials follow a name after a comma.
    ///
    /// # Errors
    /// Refuses an unknown key, with the nearest known one, and a value of the wrong type.
    pub fn parse(text: &str) -> Result<Self, SetError> {
        let (name, value) = text.split_once('=').ok_or(SetError::NoEqualSign)?;
        let (name, value) = (name.trim(), value.trim());
        let measure = name.strip_prefix("measures.").filter(|name| fields::is_bare_key(name));
        if let Some(measure) = measure {
            let score: i64 = value.parse().map_err(|_| SetError::NotANumber(name.to_owned()))?;
            let (place, key) = (KeyPlace::Measures, measure.to_owned());
            return Ok(Self { place, key, value: score.into() });
        }
        let known = KEYS.iter().find(|key| key.is_settable && key.is_named(name));
        let Some((key, kind)) = known.and_then(|key| Some((key, key.kind()?))) else {
            let meant = nearest(name, settable());
            return Err(SetError::UnknownKey { key: name.to_owned(), meant });
        };
        if let Some(known) = key.choices.filter(|known| !known.contains(&value)) {
            return Err(SetError::NotAChoice { key: name.to_owned(), known });
        }
        let separator = if key.place == KeyPlace::Record { ';' } else { ',' };
        let value = typed(kind, separator, value).ok_or_else(|| match kind {
            KeyKind::Date => SetError::NotADate(name.to_owned()),
            KeyKind::Flag => SetError::NotAFlag(name.to_owned()),
            KeyKind::Integer | KeyKind::Text | KeyKind::Texts => {
                SetError::NotANumber(name.to_owned())
            }
        })?;
        Ok(Self { place: key.place, key: key.name.to_owned(), value })
    }
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
    // Of two values for a key, the last one holds.
    let given: BTreeMap<(KeyPlace, &str), &Value> =
        settings.iter().map(|set| ((set.place, set.key.as_str()), &set.value)).collect();
    for key in keys_in(KeyPlace::Note).filter(|key| key.is_settable) {
        if let Some(value) = given.get(&(KeyPlace::Note, key.name)) {
            line(key.name, value);
        }
    }
    let of_record: Vec<Setting> =
        settings.iter().filter(|setting| setting.place == KeyPlace::Record).cloned().collect();
    text.push_str(&without_hints(front.more, &of_record));
    let scores = given.iter().filter(|((place, _), _)| *place == KeyPlace::Measures);
    push_table(&mut text, "measures", scores.map(|((_, name), score)| (*name, (*score).clone())));
    push_table(&mut text, "telehealth", telehealth(front.telehealth, &given).into_iter());
    text.push_str("+++\n\n");
    match of_record.is_empty() {
        true => Ok(text + body),
        false => set(&(text + body), &of_record),
    }
}

/// Writes a table, if it has keys.
fn push_table<'a>(text: &mut String, name: &str, keys: impl Iterator<Item = (&'a str, Value)>) {
    for (at, (key, value)) in keys.enumerate() {
        if at == 0 {
            text.push_str(&format!("[{name}]\n"));
        }
        text.push_str(&format!("{key} = {value}\n"));
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

/// Returns the keys of the telehealth table: what is known, and what is to be filled in.
fn telehealth(
    mode: Option<&str>,
    given: &BTreeMap<(KeyPlace, &str), &Value>,
) -> Vec<(&'static str, Value)> {
    let value = |key: &Key| {
        if let Some(given) = given.get(&(key.place, key.name)) {
            return Some((*given).clone());
        }
        match (mode?, key.name, key.kind()?) {
            (mode, "mode", _) => Some(mode.into()),
            // Most sessions have none.
            (_, "problems", _) => None,
            (_, _, KeyKind::Flag) => Some(false.into()),
            _ => Some("".into()),
        }
    };
    keys_in(KeyPlace::Telehealth).filter_map(|key| Some((key.name, value(key)?))).collect()
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
        let (key, value) = (setting.key.as_str(), setting.value.clone());
        let table = match setting.place {
            KeyPlace::Note | KeyPlace::Record => {
                put(&mut document, key, value);
                continue;
            }
            KeyPlace::Measures => "measures",
            KeyPlace::Telehealth => "telehealth",
        };
        let table = document.entry(table).or_insert_with(toml_edit::table);
        let table = table.as_table_like_mut().ok_or(SetError::Unreadable)?;
        table.insert(key, toml_edit::value(value));
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
    use crate::domain::wording::Wording;
    use crate::note::front_matter::FrontMatter;
    use crate::note::key::Part;
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
        for key in keys_in(KeyPlace::Record).filter(|key| key.is_settable) {
            let (key, kind, choices) = (key.name, key.kind().unwrap(), key.choices);
            let (right, wrong) = match kind {
                KeyKind::Text => match choices {
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
            let mut facts = note.front.facts(Part::Circumstances, &Wording::FOR_PROGRAMS);
            assert!(facts.any(|(known, ..)| known == key), "{key}");
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
        assert!(Setting::parse("telehealth.consent=maybe").is_err());
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
