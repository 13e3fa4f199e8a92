//! What a key holds, and its value as somebody types it behind `--set`.

use toml_edit::{Datetime, Value};

use crate::domain::moment::parse_date;
use crate::domain::nearest::nearest;

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A whole number, not below zero.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A date without quotes.
    Date,
}

impl KeyKind {
    /// Returns the words that a value is one of, or how it begins.
    pub fn words(self) -> &'static [&'static str] {
        if self == Self::Flag { &["true", "false"] } else { &[""] }
    }
}

/// A key of a document, and what it holds.
pub type TypedKey = (&'static str, KeyKind);

/// Finds a key of a document.
///
/// # Errors
/// Returns the key that was meant, if that is clear.
pub fn find(keys: &[TypedKey], name: &str) -> Result<TypedKey, Option<&'static str>> {
    let known = keys.iter().copied().find(|(key, _)| *key == name);
    known.ok_or_else(|| nearest(name, names(keys)))
}

/// Returns the names of keys.
pub fn names(keys: &[TypedKey]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|(key, _)| *key)
}

/// Returns what may be typed behind `--set`: each key, with its words if there are some.
pub fn suggestions(keys: &[TypedKey]) -> Vec<String> {
    let of_key =
        |&(key, kind): &TypedKey| kind.words().iter().map(move |word| format!("{key}={word}"));
    keys.iter().flat_map(of_key).collect()
}

/// Reads a value that was typed; `separator` stands between the items of a list. `None` when it is not
/// of the kind.
pub fn typed(kind: KeyKind, separator: char, text: &str) -> Option<Value> {
    Some(match kind {
        KeyKind::Text => text.into(),
        KeyKind::Texts => {
            text.split(separator).map(str::trim).filter(|item| !item.is_empty()).collect()
        }
        KeyKind::Integer => i64::from(text.parse::<u32>().ok()?).into(),
        KeyKind::Flag => text.parse::<bool>().ok()?.into(),
        KeyKind::Date => {
            parse_date(text)?;
            text.parse::<Datetime>().ok()?.into()
        }
    })
}
