//! Changes to a client file: keys that are set, and what a command writes into it. No other byte changes.

use chrono::NaiveDate;
use toml_edit::Value;

use crate::failure::Explain;
use crate::fields::rewrite::{self, instead, push, put};
use crate::fields::typed::{KeyKind, find, names, typed};
use crate::law::authorization::representative::{ConsentedBy, Representative};
use crate::record::client::{
    ASSIGNMENTS, CLINICIAN, KEYS, MEMBER, REPRESENTATIVE, SELF_PAY_RESTRICTED,
};
use crate::record::paid_sessions::{NoSessions, names_sessions};

/// One key of a client file and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    key: &'static str,
    kind: KeyKind,
    value: String,
}

/// A change to a client file that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The text has no `=`.
    #[error("`--set` takes key=value, such as `phone=555 0100`")]
    NoEqualSign,
    /// The key is not one of a client file.
    #[error("the key `{key}` is not known; {}", instead(*meant, names(KEYS)))]
    UnknownKey {
        /// What was typed.
        key: String,
        /// What was meant, if that is clear.
        meant: Option<&'static str>,
    },
    /// The value is not a date.
    #[error("`{0}` takes a date such as 1990-04-21")]
    NotADate(&'static str),
    /// The value is neither true nor false.
    #[error("`{0}` takes true or false")]
    NotAFlag(&'static str),
    /// The value is no list of sessions.
    #[error("`{0}` has an entry that is {NoSessions}; `;` stands between two")]
    NotSessions(&'static str),
    /// Who stands for the client has a command of its own.
    #[error("`representative` is a table, and `--set` takes none")]
    Representative,
    /// Members are written in an editor.
    #[error("`member` is a table, and `--set` takes none")]
    Member,
    /// Whose client it is has a command of its own, which leaves a trail.
    #[error("whose client it is, `casenotes client assign` says, with a trail")]
    Assigned,
    /// Nobody consents so.
    #[error("`consented_by` takes self, parent or court")]
    NobodyConsents,
    /// The value is empty.
    #[error("`{0}` must not be empty")]
    Empty(&'static str),
    /// The file cannot be read, so nothing in it can be changed.
    #[error("the client file cannot be read, or not be given back byte for byte")]
    Unreadable,
}

impl Explain for SettingError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable => Some("Run `casenotes validate` and mend it first.".into()),
            Self::Representative => {
                Some("Run `casenotes client represent CLIENT`, or `casenotes client edit CLIENT` for your editor.".into())
            }
            Self::Member => {
                Some("Run `casenotes client edit CLIENT` for your editor, and add a table `[[member]]` with `name` and `birth_date` (docs/FORMAT.md).".into())
            }
            Self::Assigned => Some("Run `casenotes client assign CLIENT --to NAME --reason WHY`: it keeps a trail.".into()),
            Self::Empty("closed") => Some("Run `casenotes client reopen CLIENT`.".into()),
            _ => None,
        }
    }
}

impl Setting {
    /// Gives a key its value.
    ///
    /// # Errors
    /// Refuses an unknown key, with the nearest known one, and a value of the wrong type.
    pub fn new(key: &str, value: &str) -> Result<Self, SettingError> {
        if key == REPRESENTATIVE {
            return Err(SettingError::Representative);
        }
        if key == MEMBER {
            return Err(SettingError::Member);
        }
        let unknown = |meant| SettingError::UnknownKey { key: key.to_owned(), meant };
        let (key, kind) = find(KEYS, key).map_err(unknown)?;
        if matches!(key, CLINICIAN | ASSIGNMENTS) {
            return Err(SettingError::Assigned);
        }
        let value = value.trim();
        if value.is_empty() {
            return Err(SettingError::Empty(key));
        }
        let setting = Self { key, kind, value: value.to_owned() };
        match (kind, setting.typed()) {
            (KeyKind::Date, None) => Err(SettingError::NotADate(key)),
            (KeyKind::Flag, None) => Err(SettingError::NotAFlag(key)),
            _ if key == "consented_by" && value.parse::<ConsentedBy>().is_err() => {
                Err(SettingError::NobodyConsents)
            }
            (_, Some(Value::Array(items)))
                if key == SELF_PAY_RESTRICTED
                    && !items.iter().all(|item| item.as_str().is_some_and(names_sessions)) =>
            {
                Err(SettingError::NotSessions(key))
            }
            _ => Ok(setting),
        }
    }

    /// Reads `key=value`.
    ///
    /// # Errors
    /// As [`Setting::new`].
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let (key, value) = text.split_once('=').ok_or(SettingError::NoEqualSign)?;
        Self::new(key.trim(), value)
    }
}

impl Setting {
    fn typed(&self) -> Option<Value> {
        typed(self.kind, ';', &self.value)
    }

    fn value(&self) -> Value {
        self.typed().expect("a value is of its kind since it was set")
    }
}

/// Writes a new client file.
pub fn compose(settings: &[Setting]) -> String {
    let mut document = rewrite::empty();
    let in_order = names(KEYS).flat_map(|key| settings.iter().filter(move |s| s.key == key));
    for setting in in_order {
        put(&mut document, setting.key, setting.value());
    }
    document.to_string()
}

/// Changes keys of a client file and no other byte of it.
///
/// # Errors
/// Refuses a file that is not text or not TOML: what we do not understand we do not rewrite.
pub fn set(bytes: &[u8], settings: &[Setting]) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    for setting in settings {
        put(&mut document, setting.key, setting.value());
    }
    Ok(document.to_string())
}

/// Adds somebody who stands for the client behind all that a client file says; no other byte changes.
///
/// # Errors
/// Refuses a file that is not text or not TOML.
pub fn represented(bytes: &[u8], by: &Representative) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    rewrite::open(text).ok_or(SettingError::Unreadable)?;
    let mut table = rewrite::empty();
    let date = |day: Option<NaiveDate>| day?.to_string().parse::<toml_edit::Datetime>().ok();
    let option = |text: &Option<String>| text.as_deref().map(Value::from);
    for (key, value) in [
        ("person", Some(Value::from(by.person.as_str()))),
        ("role", Some(Value::from(by.role.as_str()))),
        ("authority", Some(Value::from(by.authority.as_str()))),
        ("for", option(&by.member)),
        ("scope", option(&by.scope)),
        ("from", date(by.from).map(Value::from)),
        ("until", date(by.until).map(Value::from)),
        ("refused", option(&by.refused)),
    ] {
        value.into_iter().for_each(|value| put(&mut table, key, value));
    }
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    Ok(format!("{text}{end}[[{REPRESENTATIVE}]]\n{table}"))
}

/// Says whose client it is, and adds to the trail how that came to be; no other byte changes.
///
/// # Errors
/// Refuses a file that is not text or not TOML, and one whose `assignments` is no array.
pub fn assigned(bytes: &[u8], to: &str, trail: &str) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    put(&mut document, CLINICIAN, to.into());
    push(&mut document, ASSIGNMENTS, trail).ok_or(SettingError::Unreadable)?;
    Ok(document.to_string())
}

/// Takes the closing out of a client file and adds it, in words, to those that are past. Comments stay.
///
/// # Errors
/// Refuses a file that is not text or not TOML, and one whose `past_closings` is no array.
pub fn reopened(bytes: &[u8], past: &str) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    let mut comments = String::new();
    for key in ["closed", "closing_reason"] {
        if let Some((key, _)) = document.remove_entry(key) {
            comments.push_str(key.leaf_decor().prefix().and_then(|it| it.as_str()).unwrap_or(""));
        }
    }
    push(&mut document, "past_closings", past).ok_or(SettingError::Unreadable)?;
    if let Some(mut key) = document.key_mut("past_closings").filter(|_| comments.contains('#')) {
        let before = key.leaf_decor().prefix().and_then(|it| it.as_str()).unwrap_or("").to_owned();
        key.leaf_decor_mut().set_prefix(comments + &before);
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::client::ClientFile;

    #[test]
    fn a_record_that_is_reopened_keeps_its_closing_and_its_comments() {
        let text = "name = \"A\"\n# by phone\nclosed = 2026-11-20\nclosing_reason = \"moved\"\nphone = \"5\" # x\n";
        let once = reopened(text.as_bytes(), "closed 2026-11-20").unwrap();
        assert_eq!(
            once,
            "name = \"A\"\nphone = \"5\" # x\n# by phone\npast_closings = [\"closed 2026-11-20\"]\n"
        );
        let twice = reopened(once.as_bytes(), "again").unwrap();
        assert!(twice.contains("[\"closed 2026-11-20\", \"again\"]"), "{twice}");
        let (file, problems) = ClientFile::parse(&twice);
        assert_eq!((file.closed, file.past_closings.len(), problems.len()), (None, 2, 0));
    }

    #[test]
    fn a_composed_file_reads_back() {
        let settings = ["birth_date=1990-04-21", "name=Zoë \"Q\" O'Brien-Šimůnek"]
            .map(|t| Setting::parse(t).unwrap());
        let text = compose(&settings);
        assert!(text.starts_with("name = "), "{text}");
        let (file, problems) = ClientFile::parse(&text);
        assert_eq!(problems, []);
        assert_eq!(file.name.as_deref(), Some("Zoë \"Q\" O'Brien-Šimůnek"));
        assert_eq!(file.birth_date, NaiveDate::from_ymd_opt(1990, 4, 21));
    }

    #[test]
    fn setting_a_key_leaves_every_other_byte_alone() {
        let text = "# mine\nname = 'A'   # who\nodd = 1\n";
        let changed = set(text.as_bytes(), &[Setting::parse("name=B").unwrap()]).unwrap();
        assert_eq!(changed, "# mine\nname = \"B\"   # who\nodd = 1\n");
    }

    #[test]
    fn a_wrong_value_is_refused_before_anything_is_written() {
        assert_eq!(
            Setting::parse("birth_date=1990-02-30"),
            Err(SettingError::NotADate("birth_date"))
        );
        assert_eq!(Setting::parse("name= "), Err(SettingError::Empty("name")));
        assert_eq!(
            Setting::parse("brith_date=1990-02-03").unwrap_err().to_string(),
            "the key `brith_date` is not known; did you mean `birth_date`?"
        );
    }

    #[test]
    fn a_list_and_a_flag_are_written_as_what_they_are() {
        let settings = ["others=Ida Example; Example & Sons", "legal_hold=true", "name=Ana"]
            .map(|text| Setting::parse(text).unwrap());
        let text = compose(&settings);
        assert!(
            text.ends_with("others = [\"Ida Example\", \"Example & Sons\"]\nlegal_hold = true\n"),
            "{text}"
        );
        let (file, problems) = ClientFile::parse(&text);
        assert_eq!((file.others.len(), file.legal_hold, problems), (2, Some(true), vec![]));
        assert_eq!(Setting::parse("legal_hold=yes"), Err(SettingError::NotAFlag("legal_hold")));
    }
}
