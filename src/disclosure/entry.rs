//! One entry of the log of disclosures: what left, to whom, why, and on what basis; no content.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::disclosure::basis::Basis;
use crate::domain::moment::parse_date;

/// A disclosure that happened.
///
/// The keys without a default are those that the accounting needs (45 CFR 164.528(b)(2)), so that an
/// entry for what left in another way, such as by telephone, can be written by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in RFC 3339; the day alone in an entry written by hand.
    pub time: String,
    /// Whose record.
    pub client: String,
    /// To whom.
    pub recipient: String,
    /// The recipient's address, if it is known.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: String,
    /// The code of the basis.
    pub basis: String,
    /// What the basis rests on, such as the number of a court order.
    pub reference: Option<String>,
    /// Why a whole record left where the law asks for the minimum.
    pub justification: Option<String>,
    /// The names of the authorizations it left under, in the client's folder.
    #[serde(default)]
    pub authorizations: Vec<String>,
    /// What left, in few words.
    pub description: String,
    /// In what format.
    pub format: Option<String>,
    /// The recipients of the age file, if it left as one.
    #[serde(default)]
    pub sealed_for: Vec<String>,
    /// The digest of the document that left.
    pub digest: Option<String>,
    /// The digest of the `SHA256SUMS` beside it, if it left as a folder.
    pub sums: Option<String>,
    /// What is in it.
    #[serde(default)]
    pub notes: Vec<Left>,
    /// What was asked for and stayed.
    #[serde(default)]
    pub stayed: Vec<Stayed>,
}

/// A text of the record that left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its id.
    pub id: String,
    /// The digest of its file.
    pub digest: String,
}

/// A note that stayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stayed {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
}

impl Entry {
    /// Writes the entry as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("an entry has no key that TOML cannot hold")
    }

    /// Reads an entry; `None` when it is not one.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let entry: Self = toml::from_str(std::str::from_utf8(text).ok()?).ok()?;
        let filled = [&entry.recipient, &entry.purpose, &entry.description];
        let is_whole = filled.iter().all(|text| !text.trim().is_empty());
        (is_whole && entry.day().is_some() && entry.basis().is_some()).then_some(entry)
    }

    /// Returns the day on which it left.
    pub fn day(&self) -> Option<NaiveDate> {
        parse_date(self.time.get(..10)?)
    }

    /// Returns the basis.
    pub fn basis(&self) -> Option<Basis> {
        self.basis.parse().ok()
    }

    /// Tells whether the accounting of disclosures must name it.
    pub fn is_accountable(&self) -> bool {
        self.basis().is_some_and(|basis| basis.is_accountable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back() {
        let entry = Entry {
            time: "2026-11-24T09:30:00-05:00".into(),
            client: "c-7f3k".into(),
            recipient: "District \"Court\"\n[x]".into(),
            address: None,
            purpose: "order".into(),
            basis: "law".into(),
            reference: Some("26-CV-0001".into()),
            justification: None,
            authorizations: vec![],
            description: "1 progress note".into(),
            format: Some("html".into()),
            sealed_for: vec!["age1x".into()],
            digest: Some("sha256:00".into()),
            sums: None,
            notes: vec![Left { id: "c-7f3k/2026-11-24-1400-dap".into(), digest: "x".into() }],
            stayed: vec![Stayed {
                id: "c-7f3k/2026-11-25-1400-dap".into(),
                reason: "draft".into(),
            }],
        };
        assert_eq!(Entry::parse(entry.to_toml().as_bytes()), Some(entry.clone()));
        assert_eq!(entry.day(), NaiveDate::from_ymd_opt(2026, 11, 24));
        assert!(entry.is_accountable());
    }

    #[test]
    fn an_entry_by_hand_needs_what_the_accounting_needs() {
        let text = "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\n\
            purpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n";
        assert!(Entry::parse(text.as_bytes()).is_some_and(|entry| entry.is_accountable()));
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert_eq!(Entry::parse(text.replace(line, "").as_bytes()), None, "{line}");
        }
        for (from, to) in
            [("2026-11-24", "2026-02-30"), ("\"law\"", "\"lwa\""), ("report by telephone", " ")]
        {
            assert_eq!(Entry::parse(text.replace(from, to).as_bytes()), None, "{to}");
        }
    }
}
