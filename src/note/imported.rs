//! The text of a note that comes from elsewhere: what it says is theirs, and what is said of it is ours.

use toml_edit::{Datetime, Value};

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::session_time::SessionTime;
use crate::fields::rewrite::{self, put};

/// The format of notes that were imported; they follow no template.
pub const FORMAT: &str = "imported";

/// What is said of a note that is taken in.
#[derive(Clone, Debug)]
pub struct NewImported<'a> {
    /// Whose note it is.
    pub client: &'a ClientId,
    /// Its format.
    pub format: &'a FormatName,
    /// When the session began; at midnight, if the source tells the day alone.
    pub start: SessionTime,
    /// The program or place that it comes from.
    pub imported_from: &'a str,
    /// The SHA-256 of the file.
    pub source_sha256: &'a str,
    /// Which part of the file it is.
    pub source_place: Option<&'a str>,
    /// Who wrote it, as the source has it.
    pub original_author: Option<&'a str>,
    /// Its day and time, as the source has them.
    pub original_date: Option<&'a str>,
    /// Who signed it there, as the source has it.
    pub original_signed_by: Option<&'a str>,
    /// The id under which it is filed.
    pub signed_as: &'a str,
    /// Who takes it in: name and credentials.
    pub received_by: &'a str,
    /// When.
    pub received_at: SessionTime,
}

/// Writes a note that is taken in.
pub fn compose(new: &NewImported<'_>, body: &str) -> String {
    let text = |text: Option<&str>| text.map(Value::from);
    let time = |time: SessionTime| time.to_string().parse::<Datetime>().ok().map(Value::from);
    let keys: [(&str, Option<Value>); 12] = [
        ("client", text(Some(new.client.as_str()))),
        ("format", text(Some(new.format.as_str()))),
        ("start", time(new.start)),
        ("imported_from", text(Some(new.imported_from))),
        ("source_sha256", text(Some(new.source_sha256))),
        ("source_place", text(new.source_place)),
        ("original_author", text(new.original_author)),
        ("original_date", text(new.original_date)),
        ("original_signed_by", text(new.original_signed_by)),
        ("signed_as", text(Some(new.signed_as))),
        ("signed_by", text(Some(new.received_by))),
        ("signed_at", time(new.received_at)),
    ];
    let mut document = rewrite::empty();
    for (key, value) in keys {
        if let Some(value) = value {
            put(&mut document, key, value);
        }
    }
    format!("+++\n{document}+++\n\n{body}")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::note::progress_note::ProgressNote;

    proptest! {
        #[test]
        fn whatever_a_source_says_is_read_back(by in "\\PC{0,20}[a-z]\\PC{0,20}", body in "\\PC{0,40}") {
            let time = SessionTime::new(DateTime::parse_from_rfc3339("2023-04-05T00:00:00-04:00").unwrap());
            let text = compose(&NewImported {
                client: &"c-7f3k".parse().unwrap(),
                format: &FORMAT.parse().unwrap(),
                start: time,
                imported_from: &by,
                source_sha256: "ab",
                source_place: None,
                original_author: Some(&by),
                original_date: Some("04/05/2023"),
                original_signed_by: None,
                signed_as: "c-7f3k/2023-04-05-0000-imported",
                received_by: &by,
                received_at: time,
            }, &body);
            let note = ProgressNote::parse(text.as_bytes());
            prop_assert_eq!(&note.problems, &[]);
            prop_assert_eq!(note.body(), format!("\n{body}"));
            prop_assert_eq!(note.front.writer(), Some(by.as_str()));
            prop_assert!(note.front.is_imported() && note.front.is_of_a_day() && note.front.author.is_none());
        }
    }
}
