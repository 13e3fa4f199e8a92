//! A later addition to a signed note: its own file, with front matter that says to what, by whom,
//! when and why.

use std::borrow::Cow;
use std::ops::Range;

use crate::domain::amendment::AmendmentKind;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::domain::position::fence_before;
use crate::domain::session_time::SessionTime;
use crate::fields::{Fields, Problem, text_start};
use crate::note::progress_note::split;

/// The values of an addition's front matter; a key that is missing or wrong is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AmendmentFront<'a> {
    /// Whose note it adds to.
    pub client: Option<ClientId>,
    /// The note it adds to: its name within the client.
    pub note: Option<Cow<'a, str>>,
    /// The SHA-256 of the note's file as it was signed, in lower-case hexadecimal.
    pub sha256: Option<Cow<'a, str>>,
    /// Which sort of addition it is.
    pub kind: Option<AmendmentKind>,
    /// Why it was made.
    pub reason: Option<Cow<'a, str>>,
    /// Who wrote it: name and credentials.
    pub author: Option<Cow<'a, str>>,
    /// When it was written.
    pub written: Option<SessionTime>,
    /// The id under which the note was filed with somebody else.
    pub moved_from: Option<Cow<'a, str>>,
    /// On a co-signature or an affirmation alone: the SHA-256 of each addition that it is for as well.
    pub covers: Vec<String>,
    /// Who signed it.
    pub signed_by: Option<Cow<'a, str>>,
    /// When it was signed.
    pub signed_at: Option<SessionTime>,
}

/// The keys that every addition must have; a co-signature needs no reason.
const REQUIRED: &[&str] = &["client", "note", "sha256", "kind", "reason", "author", "written"];

/// A later addition, borrowed from the bytes of its file. Parsing never fails.
#[derive(Debug)]
pub struct Amendment<'a> {
    /// The whole file as text; empty when it is not UTF-8.
    pub text: &'a str,
    /// What the front matter says.
    pub front: AmendmentFront<'a>,
    /// What is wrong with it, in the order of its place.
    pub problems: Vec<Problem>,
    /// Where the TOML stands between its two fences; empty when there is none.
    pub front_range: Range<usize>,
    /// Where the body stands.
    pub body_range: Range<usize>,
}

impl<'a> Amendment<'a> {
    /// Reads an addition from the bytes of its file.
    pub fn parse(bytes: &'a [u8]) -> Self {
        let start = text_start(bytes);
        let nothing = |text: &'a str, problem| Self {
            text,
            front: AmendmentFront::default(),
            problems: vec![problem],
            front_range: start..start,
            body_range: start..text.len().max(start),
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let empty = nothing("", Problem::not_text(error));
                return Self { front_range: 0..0, body_range: 0..0, ..empty };
            }
        };
        match split(text) {
            Ok(parts) => {
                let (front, problems) = read(&text[parts.front.clone()], parts.front.start);
                Self { text, front, problems, front_range: parts.front, body_range: parts.body }
            }
            Err(problem) => nothing(text, problem),
        }
    }

    /// Returns the body.
    pub fn body(&self) -> &'a str {
        &self.text[self.body_range.clone()]
    }
}

fn read(text: &str, offset: usize) -> (AmendmentFront<'_>, Vec<Problem>) {
    let fence = fence_before(offset);
    let mut fields = Fields::parse(text, offset, fence..fence + 3);
    let covers = fields.texts("covers").unwrap_or_default();
    let front = AmendmentFront {
        client: fields.parsed("client"),
        note: fields.filled_text("note"),
        sha256: fields.filled_text("sha256"),
        kind: fields.parsed("kind"),
        reason: fields.filled_text("reason"),
        author: fields.filled_text("author"),
        written: fields.time("written"),
        moved_from: fields.filled_text("moved_from"),
        covers: covers.into_iter().map(Cow::into_owned).collect(),
        signed_by: fields.filled_text("signed_by"),
        signed_at: fields.time("signed_at"),
    };
    let is_cosignature = front.kind == Some(AmendmentKind::Cosignature);
    fields.require(REQUIRED, |key| match key {
        "client" => front.client.is_some(),
        "note" => front.note.is_some(),
        "sha256" => front.sha256.is_some(),
        "kind" => front.kind.is_some(),
        "reason" => front.reason.is_some() || is_cosignature,
        "author" => front.author.is_some(),
        _ => front.written.is_some(),
    });
    (front, fields.finish())
}

impl AmendmentFront<'_> {
    /// Tells whether a co-signature is for an addition too, of a digest: it says so, or says of none and was
    /// written later.
    pub fn is_for(&self, digest: &str, written: Option<SessionTime>) -> bool {
        self.covers.iter().any(|covered| covered == digest)
            || self.covers.is_empty() && self.written >= written
    }
}

/// What an addition that is about to be filed says.
#[derive(Clone, Debug)]
pub struct NewAmendment<'a> {
    /// The note it adds to.
    pub note: &'a NoteId,
    /// The digest of the note's file.
    pub sha256: &'a str,
    /// Which sort of addition it is.
    pub kind: AmendmentKind,
    /// Why it is made; a co-signature needs none.
    pub reason: Option<&'a str>,
    /// The id under which the note was filed with somebody else.
    pub moved_from: Option<&'a str>,
    /// The digest of each addition that it is for as well.
    pub covers: &'a [String],
    /// Who writes and signs it.
    pub author: &'a str,
    /// When.
    pub at: SessionTime,
}

/// Writes an addition with its marks: front matter in the usual order, then the body as it is.
pub fn compose(new: &NewAmendment<'_>, body: &str) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let at = new.at.to_string();
    let covers = toml::Value::from(new.covers.to_vec()).to_string();
    let covers = Some(covers).filter(|_| !new.covers.is_empty());
    let lines = [
        ("client", Some(quoted(new.note.client.as_str()))),
        ("note", Some(quoted(new.note.stem.as_str()))),
        ("sha256", Some(quoted(new.sha256))),
        ("kind", Some(quoted(new.kind.as_str()))),
        ("reason", new.reason.map(quoted)),
        ("moved_from", new.moved_from.map(quoted)),
        ("author", Some(quoted(new.author))),
        ("covers", covers),
        ("written", Some(at.clone())),
        ("signed_by", Some(quoted(new.author))),
        ("signed_at", Some(at)),
    ];
    let front: String = lines
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key} = {}\n", value?)))
        .collect();
    format!("+++\n{front}+++\n\n{}", body.trim_start_matches(['\r', '\n']))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_reason_and_any_body_come_back(reason in "\\PC{1,40}", body in "(?s:[^\r\n].{0,100})") {
            let note = NoteId {
                client: "c-7f3k".parse().unwrap(),
                stem: "2026-11-24-1400-soap".parse().unwrap(),
            };
            let at = SessionTime::new(DateTime::parse_from_rfc3339("2026-11-25T09:00:00-05:00").unwrap());
            let new = NewAmendment {
                note: &note,
                sha256: "00",
                kind: AmendmentKind::LateEntry,
                reason: Some(&reason),
                moved_from: None,
                covers: &[],
                author: "Dana Okafor, LCSW",
                at,
            };
            let text = compose(&new, &body);
            let read = Amendment::parse(text.as_bytes());
            if !reason.trim().is_empty() {
                prop_assert_eq!(&read.problems, &vec![]);
                prop_assert_eq!(read.front.reason.as_deref(), Some(reason.as_str()));
            }
            prop_assert_eq!(read.front.kind, Some(AmendmentKind::LateEntry));
            prop_assert_eq!(read.body().trim_start_matches('\n'), body);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let read = Amendment::parse(&bytes);
            prop_assert!(!read.problems.is_empty());
            let _ = read.body();
        }
    }

    #[test]
    fn only_a_co_signature_needs_no_reason() {
        let text = "+++\nclient = \"c-7f3k\"\nnote = \"x\"\nsha256 = \"0\"\nkind = \"addendum\"\nauthor = \"D\"\nwritten = 2026-11-25T09:00:00-05:00\n+++\n";
        let problems = Amendment::parse(text.as_bytes()).problems;
        assert_eq!(problems[0].message, "the key `reason` is missing");
        assert!(
            Amendment::parse(text.replace("addendum", "cosignature").as_bytes())
                .problems
                .is_empty()
        );
        assert!(
            !Amendment::parse(text.replace("addendum", "postscript").as_bytes())
                .problems
                .is_empty()
        );
    }
}
