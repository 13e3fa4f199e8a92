//! Changes to keys of a TOML document that leave every other byte alone.

use std::fmt;
use std::ops::{Deref, DerefMut};

use toml_edit::{DocumentMut, Item, Value};

use crate::fields::document::editable;

/// A document that is being changed; it is written with the line ends it was read with.
pub struct Rewritten {
    document: DocumentMut,
    has_carriage_returns: bool,
}

impl Deref for Rewritten {
    type Target = DocumentMut;

    fn deref(&self) -> &DocumentMut {
        &self.document
    }
}

impl DerefMut for Rewritten {
    fn deref_mut(&mut self) -> &mut DocumentMut {
        &mut self.document
    }
}

impl fmt::Display for Rewritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.document.to_string();
        match self.has_carriage_returns {
            true => f.write_str(&text.replace('\n', "\r\n")),
            false => f.write_str(&text),
        }
    }
}

/// Begins a document.
pub fn empty() -> Rewritten {
    Rewritten { document: DocumentMut::new(), has_carriage_returns: false }
}

/// Reads a document for a change.
///
/// `None` when it is not TOML, and when it would not come back byte for byte: `toml_edit` ends all
/// lines alike, so a file in which some end with CRLF and some with LF would change elsewhere too.
pub fn open(text: &str) -> Option<Rewritten> {
    let has_carriage_returns = text.contains("\r\n");
    let plain = text.replace("\r\n", "\n");
    let document = editable(&plain)?;
    let rewritten = Rewritten { document, has_carriage_returns };
    (rewritten.to_string() == text).then_some(rewritten)
}

/// Sets a key and keeps the comment at the end of its line.
pub fn put(document: &mut DocumentMut, key: &str, mut value: Value) {
    match document.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => document[key] = Item::Value(value),
    }
}

/// Sets a key of a table, which is made behind everything else if it is not there; `None` when there is
/// something else of that name.
pub fn put_in(document: &mut DocumentMut, table: &str, key: &str, value: Value) -> Option<()> {
    let made = || Item::Table(toml_edit::Table::new());
    let table = document.entry(table).or_insert_with(made).as_table_like_mut()?;
    table.insert(key, Item::Value(value));
    Some(())
}

/// Adds a text to the end of a list, which is made if it is not there; `None` when the key is no list.
pub fn push(document: &mut DocumentMut, key: &str, text: &str) -> Option<()> {
    if !document.contains_key(key) {
        put(document, key, toml_edit::Array::new().into());
    }
    document.get_mut(key)?.as_array_mut()?.push(text);
    Some(())
}

/// Says what to write instead of a key that is not known.
pub fn instead<'k>(meant: Option<&str>, known: impl Iterator<Item = &'k str>) -> String {
    match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("use one of {}", known.collect::<Vec<_>>().join(", ")),
    }
}
