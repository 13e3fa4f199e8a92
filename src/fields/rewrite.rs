//! Changes to keys of a TOML document that leave every other byte alone.

use toml_edit::{DocumentMut, Item, Value};

/// Reads a document for a change.
///
/// `None` when it is not TOML, and when it would not come back byte for byte: `toml_edit` ends
/// lines with LF, so a file with other line ends would change in every line.
pub fn open(text: &str) -> Option<DocumentMut> {
    text.parse().ok().filter(|document: &DocumentMut| document.to_string() == text)
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

/// Says what to write instead of a key that is not known.
pub fn instead(meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("use one of {}", known.join(", ")),
    }
}
