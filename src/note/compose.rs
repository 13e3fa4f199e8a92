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
use crate::note::progress_note::split;

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
    /// Name and credentials.
    pub author: &'a str,
}

/// A `key=value` that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// The text has no `=`.
    #[error("`--set` takes key=value, such as `risk=denied`")]
    NoEqualSign,
    /// The key is not one of those that may be set.
    #[error("the key `{key}` cannot be set; {}", instead(*meant, SETTABLE))]
    UnknownKey {
        /// What was typed.
        key: String,
        /// What was meant, if that is clear.
        meant: Option<&'static str>,
    },
    /// The value is not of the key's type.
    #[error("`{0}` takes a whole number")]
    NotANumber(String),
    /// The value is neither `true` nor `false`.
    #[error("`{0}` takes `true` or `false`")]
    NotAFlag(String),
    /// The front matter cannot be read, so nothing in it can be changed.
    #[error("the front matter cannot be read, or not be given back byte for byte")]
    Unreadable,
}

impl Explain for SetError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable => {
                Some("Run `casenotes validate` on the note and mend it, or change it in the editor with `casenotes edit`; CRLF line ends are one reason.".into())
            }
            _ => None,
        }
    }
}

/// The keys that `--set` knows; who, when and by whom are arguments of their own.
pub const SETTABLE: &[&str] =
    &["service", "place", "diagnoses", "goals", "risk", "self_pay_restricted", "measures.NAME"];

/// One key and the value that `--set` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    key: String,
    value: SettingValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum SettingValue {
    Text(String),
    Texts(Vec<String>),
    Flag(bool),
    Measure(i64),
}

impl Setting {
    /// Reads `key=value`; lists are written `a,b`.
    ///
    /// # Errors
    /// Refuses an unknown key, with the nearest known one, and a value of the wrong type.
    pub fn parse(text: &str) -> Result<Self, SetError> {
        let (key, value) = text.split_once('=').ok_or(SetError::NoEqualSign)?;
        let (key, value) = (key.trim(), value.trim());
        let list = || value.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        let value = match key {
            "service" | "diagnoses" | "goals" => SettingValue::Texts(list().collect()),
            "place" | "risk" => SettingValue::Text(value.to_owned()),
            "self_pay_restricted" => {
                SettingValue::Flag(value.parse().map_err(|_| SetError::NotAFlag(key.to_owned()))?)
            }
            _ => match key.strip_prefix("measures.").filter(|name| fields::is_bare_key(name)) {
                Some(_) => SettingValue::Measure(
                    value.parse().map_err(|_| SetError::NotANumber(key.to_owned()))?,
                ),
                None => {
                    let meant = nearest(key, SETTABLE.iter().copied());
                    return Err(SetError::UnknownKey { key: key.to_owned(), meant });
                }
            },
        };
        Ok(Self { key: key.to_owned(), value })
    }
}

/// Writes a note: front matter in the usual order, then the body as it is.
pub fn compose(front: &NewFront<'_>, settings: &[Setting], body: &str) -> String {
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
        None => line("# end", &front.start),
    }
    line("author", &quoted(front.author));
    let last: BTreeMap<&str, &SettingValue> =
        settings.iter().map(|setting| (setting.key.as_str(), &setting.value)).collect();
    for key in ["service", "place", "diagnoses", "goals", "risk", "self_pay_restricted"] {
        match last.get(key) {
            Some(SettingValue::Text(value)) => line(key, &quoted(value)),
            Some(SettingValue::Texts(values)) => line(key, &toml::Value::from(values.clone())),
            Some(SettingValue::Flag(value)) => line(key, value),
            _ => {}
        }
    }
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
    text.push_str("+++\n\n");
    text + body
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
            SettingValue::Text(value) => put(&mut document, &setting.key, value.as_str().into()),
            SettingValue::Texts(values) => {
                put(
                    &mut document,
                    &setting.key,
                    values.iter().map(String::as_str).collect::<Value>(),
                );
            }
            SettingValue::Flag(value) => put(&mut document, &setting.key, (*value).into()),
            SettingValue::Measure(score) => {
                let name = setting.key.trim_start_matches("measures.");
                let measures = document.entry("measures").or_insert_with(toml_edit::table);
                let table = measures.as_table_like_mut().ok_or(SetError::Unreadable)?;
                table.insert(name, toml_edit::value(*score));
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
    use crate::note::progress_note::ProgressNote;

    fn time(text: &str) -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339(text).unwrap())
    }

    #[test]
    fn a_composed_note_reads_back_without_a_problem() {
        let settings: Vec<Setting> =
            ["service=90837", "diagnoses=F41.1, F43.10", "risk=denied", "measures.phq9=11"]
                .iter()
                .map(|text| Setting::parse(text).unwrap())
                .collect();
        let (client, format) = ("c-7f3k".parse().unwrap(), "soap".parse().unwrap());
        let front = NewFront {
            client: &client,
            format: &format,
            start: time("2026-11-24T14:00:00-05:00"),
            end: Some(time("2026-11-24T14:53:00-05:00")),
            author: "Zoë \"Q\" O'Brien-Šimůnek, LCSW",
        };
        let text = compose(&front, &settings, "# SOAP note\n");
        let note = ProgressNote::parse(text.as_bytes());
        assert_eq!(note.problems, []);
        assert_eq!(note.front.author.as_deref(), Some("Zoë \"Q\" O'Brien-Šimůnek, LCSW"));
        assert_eq!(note.front.diagnoses, ["F41.1", "F43.10"]);
        assert_eq!(note.front.measures["phq9"], 11);
        assert_eq!(note.body(), "\n# SOAP note\n");
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
            let front = NewFront { client: &client, format: &format, start, end: Some(start), author: &author };
            let text = compose(&front, &[], &body);
            let note = ProgressNote::parse(text.as_bytes());
            if !author.trim().is_empty() {
                prop_assert_eq!(note.problems, vec![]);
                prop_assert_eq!(note.front.author.as_deref(), Some(author.as_str()));
            }
            prop_assert_eq!(&note.text[note.body_range.clone()], format!("\n{body}"));
        }
    }
}
