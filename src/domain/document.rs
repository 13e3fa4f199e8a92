//! The kinds of documents in a record, and the names of their files.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::lettered;

/// What a document is to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// A consent of the client to treatment.
    Consent,
    /// An authorization on paper.
    Release,
    /// A letter, in or out.
    Letter,
    /// A report of the practice's own.
    Report,
    /// What another provider has kept about the client.
    RecordOfOthers,
    /// What the client filled in at the beginning.
    IntakeForm,
    /// A treatment plan with the client's signature.
    PlanSigned,
    /// A test with its answers or its protocol.
    Test,
    /// A picture.
    Image,
    /// Anything else that belongs to the record.
    Other,
}

/// Every kind with its word.
pub const KINDS: &[(&str, DocumentKind)] = &[
    ("consent", DocumentKind::Consent),
    ("release", DocumentKind::Release),
    ("letter", DocumentKind::Letter),
    ("report", DocumentKind::Report),
    ("record-of-others", DocumentKind::RecordOfOthers),
    ("intake-form", DocumentKind::IntakeForm),
    ("plan-signed", DocumentKind::PlanSigned),
    ("test", DocumentKind::Test),
    ("image", DocumentKind::Image),
    ("other", DocumentKind::Other),
];

/// A word that is no kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a kind of document: consent, release, letter, report, record-of-others, intake-form, plan-signed, test, image, other"
)]
pub struct NotADocumentKind;

impl DocumentKind {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("other", |(word, _)| word)
    }

    /// Returns what one of them is called on a page that people read.
    pub fn title(self) -> &'static str {
        match self {
            Self::Consent => "Consent",
            Self::Release => "Authorization on paper",
            Self::Letter => "Letter",
            Self::Report => "Report",
            Self::RecordOfOthers => "Record of another provider",
            Self::IntakeForm => "Intake form",
            Self::PlanSigned => "Treatment plan, signed",
            Self::Test => "Test",
            Self::Image => "Image",
            Self::Other => "Document",
        }
    }
}

impl FromStr for DocumentKind {
    type Err = NotADocumentKind;

    fn from_str(text: &str) -> Result<Self, NotADocumentKind> {
        let found = KINDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, kind)| *kind).ok_or(NotADocumentKind)
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The name of a document's files without their endings: `2026-11-24-consent-k7q2mx`.
///
/// Invariant: a day, the word of a kind, and six clear letters, joined by dashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentName(String);

/// A text that is not the name of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a document, such as `2026-11-24-consent-k7q2mx`")]
pub struct NotADocumentName;

impl DocumentName {
    /// Makes a name from random bytes, so that two machines that know nothing of each other choose two.
    pub fn from_random(day: NaiveDate, kind: DocumentKind, bytes: [u8; 8]) -> Self {
        Self(lettered::from_random(day, kind.as_str(), bytes))
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the day that the document bears.
    pub fn day(&self) -> Option<NaiveDate> {
        lettered::parts(&self.0).map(|(day, _)| day)
    }

    /// Returns the kind that it says.
    pub fn kind(&self) -> Option<DocumentKind> {
        lettered::parts(&self.0)?.1.parse().ok()
    }
}

impl FromStr for DocumentName {
    type Err = NotADocumentName;

    fn from_str(text: &str) -> Result<Self, NotADocumentName> {
        let is_one =
            lettered::parts(text).is_some_and(|(_, kind)| kind.parse::<DocumentKind>().is_ok());
        is_one.then(|| Self(text.to_owned())).ok_or(NotADocumentName)
    }
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A document of a client: `c-7f3k/2026-11-24-consent-k7q2mx`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// Whose it is.
    pub client: ClientId,
    /// Its name.
    pub name: DocumentName,
}

impl FromStr for DocumentId {
    type Err = NotADocumentName;

    fn from_str(text: &str) -> Result<Self, NotADocumentName> {
        let (client, name) = text.split_once('/').ok_or(NotADocumentName)?;
        Ok(Self { client: client.parse().map_err(|_| NotADocumentName)?, name: name.parse()? })
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.client, self.name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::moment::parse_date;

    #[test]
    fn a_name_says_day_and_kind_and_nothing_else_is_one() {
        for (word, kind) in KINDS {
            let day = parse_date("2026-11-24").unwrap();
            let name = DocumentName::from_random(day, *kind, [7; 8]);
            assert_eq!(name.as_str().parse(), Ok(name.clone()), "{word}");
            assert_eq!((name.day(), name.kind()), (Some(day), Some(*kind)), "{word}");
        }
        for text in [
            "",
            "2026-11-24",
            "2026-11-24-consent",
            "2026-11-24-consent-k7q2m",
            "2026-11-24-consent-k7q2mX",
            "2026-11-24-consent-k7q2m/",
            "2026-11-31-consent-k7q2mx",
            "2026-11-24-session-k7q2mx",
            "2026-11-24_consent-k7q2mx",
            "../../24-consent-k7q2mx",
            "2026-11-2é-consent-k7q2mx",
        ] {
            assert!(text.parse::<DocumentName>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_name_that_leads_elsewhere(text in "\\PC{0,30}|2026-11-24-[a-z-]{1,16}-.{6}") {
            if let Ok(name) = text.parse::<DocumentName>() {
                prop_assert!(!name.as_str().contains(['/', '.', '\\', '\0']));
            }
        }
    }
}
