//! The text inside a sealed psychotherapy note: a little front matter, then free text.

use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::{SealedId, SealedStem};
use crate::domain::note_kind::NoteKind;
use crate::domain::session_time::SessionTime;
use crate::fields::{Fields, text_start};
use crate::note::progress_note::split;

/// What the front matter inside a sealed note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFront {
    /// Whose note it is.
    pub client: ClientId,
    /// When the session was.
    pub session: SessionTime,
    /// What it is; what says nothing of it is a psychotherapy note.
    pub kind: NoteKind,
    /// The digest of the recipients it was sealed to.
    pub sealed_to: String,
    /// Which version it is; `None` in a file of format 1, which does not say.
    pub lineage: Option<Lineage>,
    /// The id under which it was filed with another client.
    pub moved_from: Option<SealedId>,
    /// On a draft alone: the note that it is a later form of.
    pub replaces: Option<Replaces>,
}

/// Which version of a note a file holds, and which ones it follows. What a version is called says
/// nothing of its text; sealed again to other recipients, it is the same version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// What the version is called.
    pub version: String,
    /// Every version that it follows, directly or not.
    pub follows: Vec<String>,
}

impl Lineage {
    /// Names the version of a text that follows none. `name` is drawn by chance.
    pub fn first(name: u128) -> Self {
        Self { version: format!("{name:032x}"), follows: Vec::new() }
    }

    /// Names the version of a text that follows this one.
    pub fn next(&self, name: u128) -> Self {
        let mut follows = self.follows.clone();
        follows.push(self.version.clone());
        Self { version: format!("{name:032x}"), follows }
    }

    /// Names the version in a file of format 1: on every device the same, by what the file says.
    pub fn of_format_1(front: &SealedFront, body: &[u8]) -> Self {
        let head = format!("{}\n{}\n", front.client, front.session);
        let version = bare_sha256(&[head.as_bytes(), body].concat())[..NAME].to_owned();
        Self { version, follows: Vec::new() }
    }
}

/// How many digits the name of a version has.
const NAME: usize = 32;

fn is_name(text: &str) -> bool {
    text.len() == NAME && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Which note a draft is to replace, and what that note was when the draft was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaces {
    /// The note, of the same client.
    pub stem: SealedStem,
    /// The digest of its sealed file.
    pub digest: String,
}

/// Writes the plaintext of a psychotherapy note.
pub fn write(front: &SealedFront, body: &[u8]) -> Vec<u8> {
    let sealed_to = toml::Value::String(front.sealed_to.clone());
    let mut head = format!(
        "+++\nclient = \"{}\"\nsession = {}\nsealed_to = {sealed_to}\n",
        front.client, front.session
    );
    if front.kind != NoteKind::default() {
        head.push_str(&format!("kind = \"{}\"\n", front.kind.as_str()));
    }
    if let Some(Lineage { version, follows }) = &front.lineage {
        let follows = toml::Value::from(follows.clone());
        head.push_str(&format!("format = 2\nversion = \"{version}\"\nfollows = {follows}\n"));
    }
    if let Some(was) = &front.moved_from {
        head.push_str(&format!("moved_from = \"{was}\"\n"));
    }
    if let Some(Replaces { stem, digest }) = &front.replaces {
        let digest = toml::Value::String(digest.clone());
        head.push_str(&format!("replaces = \"{stem}\"\nreplaces_digest = {digest}\n"));
    }
    [head.as_bytes(), b"+++\n\n", body].concat()
}

/// Splits the plaintext of a psychotherapy note into its front matter and where its body begins.
///
/// `None` when it does not begin with front matter of ours, as in a file sealed by another program.
pub fn read(plaintext: &[u8]) -> Option<(SealedFront, usize)> {
    // Only the head needs to be text; a body may hold any bytes.
    let head_end = memchr::memmem::find(plaintext, b"\n+++\n")? + 5;
    let head = std::str::from_utf8(&plaintext[..head_end]).ok()?;
    let parts = split(head).ok()?;
    let mut fields = Fields::parse(&head[parts.front.clone()], parts.front.start, 0..3);
    let front = SealedFront {
        client: fields.parsed("client")?,
        session: fields.time("session")?,
        sealed_to: fields.filled_text("sealed_to")?.into_owned(),
        kind: fields.parsed("kind").unwrap_or_default(),
        lineage: lineage(&mut fields),
        moved_from: fields.parsed("moved_from"),
        replaces: match (fields.parsed("replaces"), fields.filled_text("replaces_digest")) {
            (Some(stem), Some(digest)) => Some(Replaces { stem, digest: digest.into_owned() }),
            _ => None,
        },
    };
    let blank = usize::from(plaintext.get(head_end) == Some(&b'\n'));
    Some((front, head_end + blank))
}

fn lineage(fields: &mut Fields<'_>) -> Option<Lineage> {
    let version = fields.filled_text("version").filter(|name| is_name(name))?.into_owned();
    let follows = fields.texts("follows").unwrap_or_default().into_iter();
    let follows = follows.filter(|name| is_name(name)).map(|name| name.into_owned()).collect();
    Some(Lineage { version, follows })
}

/// Tells whether a text is a sealed note that was opened: it has the key that each of those has and no note of
/// the chart.
pub fn is_opened(bytes: &[u8]) -> bool {
    let text = &bytes[text_start(bytes)..];
    let holds = |key: &str| memchr::memmem::find(text, key.as_bytes()).is_some();
    text.starts_with(b"+++") && ["\nsealed_to =", "\nsealed_to="].into_iter().any(holds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_body_comes_back(body in proptest::collection::vec(any::<u8>(), 0..200), is_draft: bool, is_sud: bool, names in proptest::collection::vec(any::<u128>(), 0..4)) {
            let front = SealedFront {
                client: "c-7f3k".parse().unwrap(),
                session: SessionTime::new(chrono::DateTime::parse_from_rfc3339("2026-11-24T14:00:00-05:00").unwrap()),
                sealed_to: "sha256:00".into(),
                kind: if is_sud { NoteKind::SudCounseling } else { NoteKind::Psychotherapy },
                lineage: names.into_iter().fold(None, |before: Option<Lineage>, name| {
                    Some(before.map_or_else(|| Lineage::first(name), |it| it.next(name)))
                }),
                moved_from: is_draft.then(|| "c-2mxr/2026-11-24-1400".parse().unwrap()),
                replaces: is_draft.then(|| Replaces {
                    stem: "2026-11-24-1400-2".parse().unwrap(),
                    digest: "sha256:01".into(),
                }),
            };
            let text = write(&front, &body);
            let (read_front, at) = read(&text).unwrap();
            prop_assert_eq!(read_front, front);
            prop_assert_eq!(&text[at..], &body[..]);
        }
    }

    #[test]
    fn a_text_of_another_program_is_not_ours() {
        assert_eq!(read(b"just text"), None);
        assert_eq!(read(b"+++\nclient = \"c-7f3k\"\n+++\n\nx"), None);
    }
}
