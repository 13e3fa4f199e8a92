//! The documents that go along with a record, as every format tells them.

use chrono::NaiveDate;

use crate::domain::document::{DocumentId, DocumentKind, DocumentName};
use crate::domain::media::MediaType;
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::export::{Seal, Signed};

/// One document of a record.
#[derive(Debug)]
pub struct ExportedDocument<'a> {
    /// Which document it is.
    pub id: &'a DocumentId,
    /// What it is to the record.
    pub kind: DocumentKind,
    /// The day that it bears.
    pub date: Option<NaiveDate>,
    /// What it is called.
    pub title: &'a str,
    /// Who wrote or sent it.
    pub from: Option<&'a str>,
    /// What the bytes are.
    pub media_type: MediaType,
    /// How many there are.
    pub size: u64,
    /// Their SHA-256, in lower-case hexadecimal.
    pub sha256: &'a str,
    /// Whether they are those that were filed.
    pub is_as_filed: bool,
    /// Who filed it.
    pub filed_by: Option<&'a str>,
    /// When.
    pub filed_at: Option<SessionTime>,
    /// The document in whose place it is.
    pub amends: Option<&'a DocumentName>,
    /// Why.
    pub reason: Option<&'a str>,
    /// Whether what is said of it is signed.
    pub signed: Signed,
    /// Who signed.
    pub signed_by: Option<&'a str>,
    /// When.
    pub signed_at: Option<SessionTime>,
    /// The signature of what is said of it, if that holds.
    pub seal: Option<Seal<'a>>,
    /// Where its bytes are.
    pub carried: Carried,
}

/// How the bytes of a document go along.
#[derive(Debug)]
pub enum Carried {
    /// In a file of this name, beside the record.
    Beside(String),
    /// In the record itself.
    Inside(Vec<u8>),
}

impl ExportedDocument<'_> {
    /// Returns the day that it bears and what it is called: `November 24, 2026, Consent to treatment`.
    pub(super) fn heading(&self, wording: &Wording) -> String {
        match self.date {
            Some(date) => format!("{}, {}", wording.day(date), self.title),
            None => self.title.to_owned(),
        }
    }

    /// Returns the name of its file, if it is one.
    pub(super) fn file(&self) -> Option<&str> {
        match &self.carried {
            Carried::Beside(name) => Some(name),
            Carried::Inside(_) => None,
        }
    }

    /// Returns what a reader of the record is told of it, with names.
    pub(super) fn facts(&self, wording: &Wording) -> Vec<(&'static str, String)> {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let changed = || "not those that were filed".to_owned();
        [
            ("Kind", Some(self.kind.title().to_owned())),
            ("From", text(self.from)),
            ("Type", Some(format!("{}, {} bytes", self.media_type, self.size))),
            ("File", text(self.file())),
            ("SHA-256", Some(self.sha256.to_owned())),
            ("Bytes", (!self.is_as_filed).then(changed)),
            ("In the place of", self.amends.map(ToString::to_string)),
            ("Reason", text(self.reason)),
            ("Filed by", text(self.filed_by)),
            ("Filed at", self.filed_at.map(|at| wording.time(at))),
            ("Status", Some(self.signed.words().to_owned())),
            ("Signed by", text(self.signed_by)),
            ("Signed at", self.signed_at.map(|at| wording.time(at))),
            ("Document", Some(self.id.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}
