//! One entry of the log of disclosures: what left, to whom, why, and on what basis; no content.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::client_id::ClientId;
use crate::domain::moment::parse_date;
use crate::fields::{Problem, document, place_of};
use crate::record::disclosure::basis::Basis;
use crate::record::disclosure::law::Regime;

/// A disclosure that happened.
///
/// The keys without a default are those that the accounting needs (45 CFR 164.528(b)(2)), so that an
/// entry for what left in another way, such as by telephone, can be written by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureEntry {
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
    /// The law that the basis is of, if it is not HIPAA.
    pub law: Option<String>,
    /// What compelled it (45 CFR 164.103), by its code.
    pub instrument: Option<String>,
    /// What assured that the client was told, or that a protective order holds.
    pub assurance: Option<String>,
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

impl DisclosureEntry {
    /// Writes the entry as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("an entry has no key that TOML cannot hold")
    }

    /// Reads an entry of a client's log.
    ///
    /// # Errors
    /// Says what keeps it from being one, and where; never a value of it.
    pub fn parse(bytes: &[u8], client: &ClientId) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes).map_err(Problem::not_text)?;
        let entry: Self = document::read(text)?;
        let is_filled = |text: &str| !text.trim().is_empty();
        for (key, is_sound) in [
            ("time", entry.day().is_some()),
            ("client", entry.client == client.as_str()),
            ("recipient", is_filled(&entry.recipient)),
            ("purpose", is_filled(&entry.purpose)),
            ("basis", entry.basis().is_some()),
            ("description", is_filled(&entry.description)),
        ] {
            if !is_sound {
                let message = match key {
                    "time" => "`time` does not begin with a day".to_owned(),
                    "client" => "`client` is another one than that of the folder".to_owned(),
                    "basis" => "`basis` is not one of the list in docs/EXPORT.md".to_owned(),
                    key => format!("`{key}` is empty"),
                };
                return Err(Problem::of_value(
                    key,
                    place_of(text, key).unwrap_or_default(),
                    message,
                ));
            }
        }
        Ok(entry)
    }

    /// Returns the day on which it left.
    pub fn day(&self) -> Option<NaiveDate> {
        parse_date(self.time.get(..10)?)
    }

    /// Returns the basis.
    pub fn basis(&self) -> Option<&'static Basis> {
        let regime: Regime = self.law.as_deref().map_or(Ok(Regime::Hipaa), str::parse).ok()?;
        regime.law().basis(&self.basis)
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
        let entry = DisclosureEntry {
            time: "2026-11-24T09:30:00-05:00".into(),
            client: "c-7f3k".into(),
            recipient: "District \"Court\"\n[x]".into(),
            address: None,
            purpose: "order".into(),
            basis: "law".into(),
            law: None,
            instrument: None,
            assurance: None,
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
        let client = "c-7f3k".parse().unwrap();
        assert_eq!(DisclosureEntry::parse(entry.to_toml().as_bytes(), &client), Ok(entry.clone()));
        assert_eq!(entry.day(), NaiveDate::from_ymd_opt(2026, 11, 24));
        assert!(entry.is_accountable());
    }

    #[test]
    fn an_entry_by_hand_needs_what_the_accounting_needs() {
        let text = "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\n\
            purpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n";
        let client = "c-7f3k".parse().unwrap();
        assert!(
            DisclosureEntry::parse(text.as_bytes(), &client)
                .is_ok_and(|entry| entry.is_accountable())
        );
        let fault = |text: String| {
            let problem = DisclosureEntry::parse(text.as_bytes(), &client).unwrap_err();
            (problem.message, problem.span.start)
        };
        for line in text.lines().filter(|line| !line.is_empty()) {
            let key = line.split(' ').next().unwrap();
            let (message, _) = fault(text.replace(line, ""));
            assert_eq!(message, format!("the key `{key}` is missing"));
        }
        for (from, to, message) in [
            ("2026-11-24", "2026-02-30", "`time` does not begin with a day"),
            ("c-7f3k", "c-2mxr", "`client` is another one than that of the folder"),
            ("\"law\"", "\"lwa\"", "`basis` is not one of the list in docs/EXPORT.md"),
            ("report by telephone", " ", "`description` is empty"),
            ("\"law\"", "7", "this is not TOML, or not of the type that an entry has here"),
        ] {
            let (found, at) = fault(text.replace(from, to));
            assert_eq!(found, message);
            assert!(at > 0 || to.starts_with("2026"), "{message} at {at}");
        }
    }
}
