//! What a key holds, and its value as somebody types it behind `--set`.

use toml_edit::{Datetime, Value};

use crate::domain::moment::parse_date;

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
