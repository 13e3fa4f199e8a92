//! What is said of a document of the record: a TOML file beside its bytes, which names them by their digest.
//!
//! A signature of this text holds over the bytes as well.

use std::borrow::Cow;

use chrono::NaiveDate;
use toml_edit::{Datetime, Value};

use crate::domain::client_id::ClientId;
use crate::domain::document::{DocumentId, DocumentKind, DocumentName};
use crate::domain::media::MediaType;
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;
use crate::fields::rewrite::{self, put};
use crate::fields::{Fields, Problem, document};

/// What is said of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// Whose it is.
    pub client: Option<ClientId>,
    /// What it is to the record.
    pub kind: Option<DocumentKind>,
    /// The day that it bears.
    pub date: Option<NaiveDate>,
    /// What it is called.
    pub title: Option<String>,
    /// Who wrote or sent it.
    pub from: Option<String>,
    /// Whether the client has restricted it, as a session that was paid out of pocket.
    pub restricted: bool,
    /// What the bytes are.
    pub media_type: Option<MediaType>,
    /// How many there are.
    pub size: Option<u64>,
    /// Their SHA-256, in lower-case hexadecimal.
    pub sha256: Option<String>,
    /// Who filed it.
    pub filed_by: Option<String>,
    /// When.
    pub filed_at: Option<SessionTime>,
    /// The document in whose place it is.
    pub amends: Option<DocumentName>,
    /// The SHA-256 of the bytes of that one, so that no other can take its place.
    pub amends_sha256: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who signed.
    pub signed_by: Option<String>,
    /// When.
    pub signed_at: Option<SessionTime>,
}

/// What is said of a document that is to be filed.
#[derive(Clone, Debug)]
pub struct NewDescription<'a> {
    /// What it is to the record.
    pub kind: DocumentKind,
    /// The day that it bears.
    pub date: NaiveDate,
    /// What it is called.
    pub title: &'a str,
    /// Who wrote or sent it.
    pub from: Option<&'a str>,
    /// Whether the client has restricted it.
    pub restricted: bool,
    /// Who files it.
    pub filed_by: Option<&'a str>,
    /// When.
    pub filed_at: SessionTime,
    /// The document in whose place it is, and why.
    pub amends: Option<Amends<'a>>,
}

/// Which document another one amends, and why.
#[derive(Clone, Debug)]
pub struct Amends<'a> {
    /// Its name.
    pub name: &'a DocumentName,
    /// The SHA-256 of its bytes.
    pub sha256: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// Every key of a description.
const NEEDED: &[&str] =
    &["client", "kind", "date", "title", "media_type", "size", "sha256", "filed_at"];

/// A text that is no media type which files here have.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a media type that is told from bytes")]
struct NotAMediaType;

/// A text that is no digest.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a SHA-256: 64 digits and letters from a to f")]
struct NotADigest;

/// A description that cannot be signed, because it could not be given back byte for byte.
#[derive(Clone, Debug, thiserror::Error)]
#[error("what is said of the document `{0}` cannot be read, or not be given back byte for byte")]
pub struct Unreadable(pub DocumentId);

impl Explain for Unreadable {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes validate` and mend it, or bring it back with git.".into())
    }
}

impl Description {
    /// Reads what is said of a document, with everything that is wrong with it.
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let size = fields.place_of_key("size");
        let description = Self {
            client: fields.parsed("client"),
            kind: fields.parsed("kind"),
            date: fields.date("date"),
            title: owned(fields.filled_text("title")),
            from: owned(fields.filled_text("from")),
            restricted: fields.flag("restricted").unwrap_or_default(),
            media_type: fields
                .parsed_by("media_type", |text| MediaType::known(text).ok_or(NotAMediaType)),
            size: fields.integer("size").and_then(|size| u64::try_from(size).ok()),
            sha256: fields.parsed_by("sha256", digest),
            filed_by: owned(fields.filled_text("filed_by")),
            filed_at: fields.time("filed_at"),
            amends: fields.parsed("amends"),
            amends_sha256: fields.parsed_by("amends_sha256", digest),
            reason: owned(fields.filled_text("reason")),
            signed_by: owned(fields.filled_text("signed_by")),
            signed_at: fields.time("signed_at"),
        };
        if let Some(place) = size.filter(|_| description.size.is_none()) {
            fields.wrong("size", place, "`size` is not a number of bytes".to_owned());
        }
        fields.require(NEEDED, |key| match key {
            "client" => description.client.is_some(),
            "kind" => description.kind.is_some(),
            "date" => description.date.is_some(),
            "title" => description.title.is_some(),
            "media_type" => description.media_type.is_some(),
            "size" => description.size.is_some(),
            "sha256" => description.sha256.is_some(),
            _ => description.filed_at.is_some(),
        });
        if description.amends.is_some() {
            fields.require(&["amends_sha256", "reason"], |key| match key {
                "reason" => description.reason.is_some(),
                _ => description.amends_sha256.is_some(),
            });
        }
        (description, fields.finish())
    }

    /// Reads the bytes of a description.
    pub fn of(bytes: &[u8]) -> (Self, Vec<Problem>) {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::read(text),
            Err(error) => (Self::default(), vec![Problem::not_text(error)]),
        }
    }

    /// Adds what is wrong with it as that of a document: it is of another client, day or kind than its place
    /// and name say.
    pub fn against(&self, id: &DocumentId, problems: &mut Vec<Problem>) {
        let mut differs = |key: &str, is_so: bool| {
            if !is_so {
                problems.push(Problem::of_another_name(key));
            }
        };
        differs("client", self.client.as_ref().is_none_or(|client| *client == id.client));
        differs("kind", self.kind.is_none() || self.kind == id.name.kind());
        differs("date", self.date.is_none() || self.date == id.name.day());
    }
}

fn digest(text: &str) -> Result<String, NotADigest> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match text.len() == 64 && text.bytes().all(is_hex) {
        true => Ok(text.to_owned()),
        false => Err(NotADigest),
    }
}

/// Writes what is said of a document.
pub fn compose(
    client: &ClientId,
    new: &NewDescription<'_>,
    media_type: MediaType,
    size: u64,
    sha256: &str,
) -> String {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let amends = new.amends.as_ref();
    let keys: [(&str, Option<Value>); 14] = [
        ("client", Some(client.as_str().into())),
        ("kind", Some(new.kind.as_str().into())),
        ("date", toml_time(&new.date.to_string())),
        ("title", Some(new.title.into())),
        ("from", new.from.map(Value::from)),
        ("restricted", new.restricted.then(|| true.into())),
        ("media_type", Some(media_type.as_str().into())),
        ("size", Some(size.into())),
        ("sha256", Some(sha256.into())),
        ("filed_by", new.filed_by.map(Value::from)),
        ("filed_at", toml_time(&new.filed_at.to_string())),
        ("amends", amends.map(|amends| amends.name.as_str().into())),
        ("amends_sha256", amends.map(|amends| amends.sha256.into())),
        ("reason", amends.map(|amends| amends.reason.into())),
    ];
    let mut document = rewrite::empty();
    for (key, value) in keys {
        if let Some(value) = value {
            put(&mut document, key, value);
        }
    }
    document.to_string()
}

/// Writes by whom and when a description is signed, and no other byte.
///
/// # Errors
/// Refuses what cannot be given back byte for byte.
pub fn signed(
    text: &str,
    id: &DocumentId,
    signed_by: &str,
    signed_at: SessionTime,
) -> Result<String, Unreadable> {
    let unreadable = || Unreadable(id.clone());
    let mut document = rewrite::open(text).ok_or_else(unreadable)?;
    put(&mut document, "signed_by", signed_by.into());
    put(&mut document, "signed_at", toml_time(&signed_at.to_string()).ok_or_else(unreadable)?);
    Ok(document.to_string())
}

fn toml_time(text: &str) -> Option<Value> {
    text.parse::<Datetime>().ok().map(Value::from)
}

/// What may be added to a description that is filed: that it is signed.
const ADDED_LATER: &[&str] = &["signed_by", "signed_at"];

/// Tells whether a text says what an earlier one says, and beyond that only what may be added to it.
pub fn is_added_to(before: &str, after: &str) -> bool {
    let (Some(before), Some(after)) = (document::table(before), document::table(after)) else {
        return false;
    };
    before.iter().all(|(key, value)| after.get(key) == Some(value))
        && after.keys().all(|key| before.contains_key(key) || ADDED_LATER.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    const SHA256: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn new(title: &str) -> NewDescription<'_> {
        NewDescription {
            kind: DocumentKind::Consent,
            date: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            title,
            from: None,
            restricted: false,
            filed_by: Some("Dana Okafor, LCSW"),
            filed_at: time(),
            amends: None,
        }
    }

    fn time() -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339("2026-11-24T09:30:12-05:00").unwrap())
    }

    fn id() -> DocumentId {
        "c-7f3k/2026-11-24-consent-k7q2mx".parse().unwrap()
    }

    fn composed(new: &NewDescription<'_>) -> String {
        compose(&id().client, new, MediaType::of(b"%PDF-1.7"), 3, SHA256)
    }

    #[test]
    fn what_is_composed_is_read_and_fits_its_name() {
        let name = id().name;
        let amends = Amends { name: &name, sha256: SHA256, reason: "a page was missing" };
        for amends in [None, Some(amends)] {
            let text = composed(&NewDescription { from: Some("Ben"), amends, ..new("Consent") });
            let (read, mut problems) = Description::read(&text);
            read.against(&id(), &mut problems);
            assert_eq!(problems, [], "{text}");
            assert_eq!((read.size, read.sha256.as_deref()), (Some(3), Some(SHA256)));
            let other = "c-2mxr/2026-11-25-letter-k7q2mx".parse().unwrap();
            read.against(&other, &mut problems);
            let keys: Vec<String> = problems.into_iter().flat_map(|problem| problem.key).collect();
            assert_eq!(keys, ["client", "kind", "date"]);
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_told() {
        let wrong = |text: &str| -> Vec<String> {
            Description::read(text).1.into_iter().map(|problem| problem.message).collect()
        };
        let text = composed(&new("Consent"));
        assert_eq!(
            wrong(&text.replace("size = 3", "size = -3")),
            ["`size` is not a number of bytes"]
        );
        assert_eq!(wrong(&text.replace("ba78", "BA78")).len(), 1);
        assert_eq!(wrong(&text.replace("application/pdf", "application/x")).len(), 1);
        assert_eq!(wrong(&text.replace("title", "titel")).len(), 2);
        assert_eq!(wrong(&format!("{text}amends = \"2026-11-24-consent-k7q2mx\"\n")).len(), 2);
        assert_eq!(wrong("").len(), NEEDED.len());
    }

    #[test]
    fn a_signature_adds_who_and_when_and_nothing_else_may_be_added() {
        let text = composed(&new("Consent"));
        let signed = signed(&text, &id(), "Dana Okafor, LCSW", time()).unwrap();
        assert!(is_added_to(&text, &signed) && !is_added_to(&signed, &text));
        assert!(!is_added_to(&text, &format!("{text}restricted = true\n")));
        assert!(!is_added_to(&text, &text.replace("Consent", "Letter")));
        assert_eq!(Description::read(&signed).1, []);
    }

    proptest! {
        #[test]
        fn any_title_comes_back(title in "\\PC{0,20}[a-z]\\PC{0,20}|[\\x00-\\x1f]{1,4}a") {
            let text = composed(&new(&title));
            let (read, problems) = Description::read(&text);
            prop_assert_eq!(problems, []);
            prop_assert_eq!(read.title, Some(title));
        }
    }
}
