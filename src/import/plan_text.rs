//! What every plan is as a text: its head, its tables, and how a value is written and read in one.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use toml_edit::Value;

use crate::fields::Fields;

/// The format of plans.
const FORMAT: i64 = 1;

/// A plan as it is written.
pub struct PlanText(String);

impl PlanText {
    /// Begins with comments that say what the plan is, and what it comes to.
    pub fn begun(head: &str, summary: &str) -> Self {
        let mut text = String::from(head);
        for line in summary.lines() {
            let _ = writeln!(text, "{}", format!("# {line}").trim_end());
        }
        let _ = writeln!(text, "\nformat = {FORMAT}");
        Self(text)
    }

    /// Begins one more table of an array.
    pub fn table(&mut self, name: &str) {
        let _ = writeln!(self.0, "\n[[{name}]]");
    }

    /// Writes a key, if there is a value.
    pub fn put(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            let _ = writeln!(self.0, "{key} = {value}");
        }
    }

    /// Returns the whole.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Writes a text.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Writes a text that says something.
pub fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| quoted(text))
}

/// Writes texts, if there are any.
pub fn list(texts: &[String]) -> Option<String> {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(", ")))
}

/// Reports a format that this program does not read.
pub fn require_format(fields: &mut Fields<'_>) {
    if let Some(place) = fields.place_of_key("format")
        && fields.integer("format") != Some(FORMAT)
    {
        let message = format!("`format` is not {FORMAT}, which this program reads");
        fields.wrong("format", place, message);
    }
}

/// Returns where a key stands, or the beginning of the table that has it not.
pub fn place(table: &Fields<'_>, key: &str) -> Range<usize> {
    table.place_of_key(key).unwrap_or_else(|| table.start())
}

/// Takes texts; none where the key is missing.
pub fn texts(table: &mut Fields<'_>, key: &'static str) -> Vec<String> {
    let texts = table.texts(key).unwrap_or_default();
    texts.into_iter().map(Cow::into_owned).collect()
}
