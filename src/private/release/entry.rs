//! One line of the vault's own log: that notes left, to whom, why, and on what ground; no content.

use serde::{Deserialize, Serialize};

use crate::fields::document;

/// A release that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseEntry {
    /// When, in RFC 3339.
    pub time: String,
    /// Whose notes.
    pub client: String,
    /// To whom.
    pub recipient: String,
    /// The recipient's address, if it is known.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: String,
    /// An exception's code, or `authorization`.
    pub ground: String,
    /// What the exception rests on, such as the number of a court order.
    pub reference: Option<String>,
    /// Under which name the authorization is kept beside the log.
    pub authorization: Option<String>,
    /// In what form the notes left: `markdown` or `html`.
    pub form: String,
    /// The recipients of the age file, if it left as one.
    pub sealed_for: Vec<String>,
    /// The digest of what left.
    pub digest: String,
    /// Which notes.
    pub notes: Vec<Released>,
}

/// A note that left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// Its id.
    pub id: String,
    /// The digest of its text.
    pub digest: String,
}

impl ReleaseEntry {
    /// Writes the entry as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("an entry has no key that TOML cannot hold")
    }

    /// Reads an entry; `None` when it is not one.
    pub fn parse(text: &[u8]) -> Option<Self> {
        document::read(std::str::from_utf8(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back() {
        let entry = ReleaseEntry {
            time: "2026-11-24T09:30:00-05:00".into(),
            client: "c-7f3k".into(),
            recipient: "District \"Court\"".into(),
            address: None,
            purpose: "order".into(),
            ground: "law".into(),
            reference: Some("26-CV-0001".into()),
            authorization: None,
            form: "html".into(),
            sealed_for: vec![],
            digest: "sha256:00".into(),
            notes: vec![Released {
                id: "c-7f3k/2026-11-24-1400".into(),
                digest: "sha256:01".into(),
            }],
        };
        assert_eq!(ReleaseEntry::parse(entry.to_toml().as_bytes()), Some(entry));
        assert_eq!(ReleaseEntry::parse(b"time = 1"), None);
    }
}
