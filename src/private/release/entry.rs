//! One line of the vault's own log: that notes left, to whom, why, and on what ground; no content.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::moment::parse_date;
use crate::fields::document;
use crate::law::authorization::suspension::Suspension;

/// The grounds that an accounting need not name: the originator's treatment, training and defense are
/// treatment and operations, and an authorization is the client's own (45 CFR 164.528(a)(1)(i), (iv)).
/// What else there is, it names.
const NOT_ACCOUNTABLE: &[&str] = &["originator", "training", "defense", "authorization"];

/// A release that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseEntry {
    /// When, in RFC 3339.
    pub time: String,
    /// Whose notes.
    pub client: String,
    /// To whom.
    pub recipient: String,
    /// To which class of persons of the authorization the recipient belongs, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_class: Option<String>,
    /// The recipient's address, if it is known.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: String,
    /// An exception's code, or `authorization`.
    pub ground: String,
    /// What the exception rests on, such as the number of a court order.
    pub reference: Option<String>,
    /// What compelled it (45 CFR 164.103), by its code.
    pub instrument: Option<String>,
    /// On what notes under 42 CFR Part 2 left: `patient`, `consent`, `program` or the code of a ground.
    pub part2: Option<String>,
    /// Under which name the authorization is kept beside the log.
    pub authorization: Option<String>,
    /// Of a couple or family, those of the other members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_authorizations: Vec<String>,
    /// In what form the notes left: `markdown` or `html`.
    pub form: String,
    /// The recipients of the age file, if it left as one.
    pub sealed_for: Vec<String>,
    /// The digest of what left.
    pub digest: String,
    /// Which notes.
    pub notes: Vec<Released>,
    /// What agencies have stated to have it kept out of an accounting.
    #[serde(default, rename = "suspension", skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
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

    /// Returns the day on which the notes left.
    pub fn day(&self) -> Option<NaiveDate> {
        parse_date(self.time.get(..10)?)
    }

    /// Tells whether an accounting of disclosures must name it (45 CFR 164.528).
    pub fn is_accountable(&self) -> bool {
        !NOT_ACCOUNTABLE.contains(&self.ground.as_str())
    }

    /// Tells whether an agency has it kept out of an accounting that is asked for on a day (45 CFR
    /// 164.528(a)(2)).
    pub fn is_suspended(&self, day: NaiveDate) -> bool {
        self.suspensions.iter().filter_map(Suspension::until).any(|until| day <= until)
    }

    /// Returns a short description of what left (164.528(b)(2)(iii)), and nothing of what is in it:
    /// `2 psychotherapy notes, sessions of 2026-10-01 to 2026-11-20`.
    pub fn description(&self) -> String {
        let day = |note: &Released| parse_date(note.id.rsplit('/').next()?.get(..10)?);
        let days: Vec<NaiveDate> = self.notes.iter().filter_map(day).collect();
        let notes = match self.notes.len() {
            1 => "1 psychotherapy note".to_owned(),
            count => format!("{count} psychotherapy notes"),
        };
        match (days.iter().min(), days.iter().max()) {
            (Some(first), Some(last)) if first == last => format!("{notes}, session of {first}"),
            (Some(first), Some(last)) => format!("{notes}, sessions of {first} to {last}"),
            _ => notes,
        }
    }

    /// Reads an entry; `None` when it is not one.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let entry: Self = document::read(std::str::from_utf8(text).ok()?).ok()?;
        let is_sound =
            |it: &Suspension| it.fault(&entry.ground, entry.instrument.as_deref()).is_none();
        entry.suspensions.iter().all(is_sound).then_some(entry)
    }
}

/// Adds to an entry, behind all that it says, what an agency has stated; `None` when the bytes are no entry.
pub fn suspended(text: &[u8], suspension: &Suspension) -> Option<String> {
    #[derive(Serialize)]
    struct Added<'a> {
        suspension: [&'a Suspension; 1],
    }
    let before = ReleaseEntry::parse(text)?;
    let text = std::str::from_utf8(text).ok()?;
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let added = toml::to_string(&Added { suspension: [suspension] }).ok()?;
    let after = format!("{text}{end}{added}");
    // What was appended must be read as it was meant, whatever stands in front of it.
    let read = ReleaseEntry::parse(after.as_bytes())?;
    (read.suspensions.len() == before.suspensions.len() + 1).then_some(after)
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
            of_class: None,
            instrument: Some("court-order".into()),
            part2: None,
            other_authorizations: vec![],
            authorization: None,
            form: "html".into(),
            sealed_for: vec![],
            digest: "sha256:00".into(),
            notes: vec![Released {
                id: "c-7f3k/2026-11-24-1400".into(),
                digest: "sha256:01".into(),
            }],
            suspensions: vec![],
        };
        assert_eq!(ReleaseEntry::parse(entry.to_toml().as_bytes()), Some(entry.clone()));
        assert_eq!(entry.day(), parse_date("2026-11-24"));
        assert_eq!(entry.description(), "1 psychotherapy note, session of 2026-11-24");
        for (ground, is_accountable) in [
            ("law", true),
            ("oversight", true),
            ("threat", true),
            ("hhs", true),
            ("coroner", true),
            // Whatever is not known is named.
            ("audit", true),
            ("originator", false),
            ("training", false),
            ("defense", false),
            ("authorization", false),
        ] {
            let entry = ReleaseEntry { ground: ground.into(), ..entry.clone() };
            assert_eq!(entry.is_accountable(), is_accountable, "{ground}");
        }
        assert_eq!(ReleaseEntry::parse(b"time = 1"), None);
        let statement = |until: &str| Suspension {
            by: "the board".into(),
            stated: "2026-11-24".into(),
            until: until.into(),
            oral: false,
        };
        let text = ReleaseEntry { ground: "oversight".into(), ..entry }.to_toml();
        let after = suspended(text.as_bytes(), &statement("2027-02-01")).unwrap();
        assert!(after.starts_with(&text), "{after}");
        let read = ReleaseEntry::parse(after.as_bytes()).unwrap();
        assert!(read.is_suspended("2027-02-01".parse().unwrap()));
        assert!(!read.is_suspended("2027-02-02".parse().unwrap()));
        let twice = suspended(after.as_bytes(), &statement("2027-05-01")).unwrap();
        let read = ReleaseEntry::parse(twice.as_bytes()).unwrap();
        assert!(read.suspensions.len() == 2 && read.is_suspended("2027-05-01".parse().unwrap()));
        assert_eq!(suspended(after.as_bytes(), &statement("2026-01-01")), None);
        assert_eq!(suspended(b"time = 1", &statement("2027-02-01")), None);
    }
}
