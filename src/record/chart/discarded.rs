//! Drafts that were filed by mistake: kept where no list and no export looks, each in a file of its own
//! in `discarded/` with who put it there, when and why, and taken back from there.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::disk::DiskError;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::failure::Explain;
use crate::fields::{Fields, rewrite};
use crate::note::marks;
use crate::record::chart::Chart;
use crate::record::chart::moves::Trail;

/// The folder in that of a client.
pub const FOLDER: &str = "discarded";

/// The key under which the name of a note stands.
const KEY: &str = "note";

/// A text as it lies among what was discarded.
pub struct Kept<N> {
    /// The name that it had.
    pub name: N,
    /// What it says, byte for byte.
    pub text: String,
    /// Where it lies.
    pub path: PathBuf,
    /// What lies there.
    pub bytes: Vec<u8>,
}

/// A draft that was discarded.
#[derive(Debug)]
pub struct Discarded {
    /// The name it had, and gets again.
    pub stem: NoteStem,
    /// What it says, byte for byte.
    pub text: String,
    // Where it lies, and what lies there.
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Discarded {
    /// Returns which of its name it is: `NAME.toml` is the first, `NAME.2.toml` the second.
    fn number(&self) -> u16 {
        let name = self.path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let number = name.strip_prefix(self.stem.as_str()).and_then(|rest| rest.strip_prefix('.'));
        number.and_then(|number| number.parse().ok()).unwrap_or(1)
    }
}

/// A draft that cannot be discarded or taken back.
#[derive(Debug, thiserror::Error)]
pub enum DiscardError {
    /// It is not text, so it could not be given back.
    #[error("the note `{0}` is not UTF-8 text")]
    NotText(NoteId),
    /// Somebody wrote meanwhile.
    #[error("the note `{0}` changed meanwhile; nothing was discarded")]
    ChangedMeanwhile(NoteId),
    /// Another note has its name.
    #[error("there is a note `{0}` already")]
    Taken(NoteId),
    /// Too many of one name.
    #[error("there are too many discarded notes of the name `{0}`")]
    Full(NoteId),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Explain for DiscardError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotText(id) => Some(format!("Run `casenotes validate {id}` and mend it first.")),
            Self::ChangedMeanwhile(_) => Some("Look at it, and run the command again.".into()),
            Self::Taken(_) => {
                Some("Discard that one first, or leave the other where it is.".into())
            }
            Self::Full(_) => None,
            Self::Disk(error) => error.hint(),
        }
    }
}

impl Chart {
    /// Puts a draft away. It is written there before it is removed here.
    ///
    /// # Errors
    /// Fails when it changed since it was read, and when the disk refuses; it is whole then where it was.
    pub fn discard(
        &self,
        id: &NoteId,
        before: &[u8],
        trail: &Trail<'_>,
    ) -> Result<(), DiscardError> {
        let text = std::str::from_utf8(before).map_err(|_| DiscardError::NotText(id.clone()))?;
        let bytes = compose(KEY, &id.stem, text, trail);
        let bytes = bytes.ok_or_else(|| DiscardError::NotText(id.clone()))?;
        let folder = self.client_folder(&id.client).join(FOLDER);
        self.tree().create_folders(&folder)?;
        let path = self.write_discarded(&folder, &id.stem, &bytes)?;
        let path = path.ok_or_else(|| DiscardError::Full(id.clone()))?;
        match self.tree().remove_if(&self.path(id), before) {
            Ok(Replaced::Yes) => Ok(()),
            Ok(Replaced::ChangedMeanwhile) => {
                self.tree().unmake(&path);
                Err(DiscardError::ChangedMeanwhile(id.clone()))
            }
            Err(error) => {
                self.tree().unmake(&path);
                Err(error.into())
            }
        }
    }

    /// Returns what was discarded of a client, by name and in the order in which it was; what cannot be
    /// read is left where it is.
    ///
    /// # Errors
    /// Fails when the folder or a file cannot be read.
    pub fn discarded(&self, client: &ClientId) -> Result<Vec<Discarded>, DiskError> {
        let kept = self.kept_in_discarded(client, KEY)?.into_iter();
        let draft = |Kept { name, text, path, bytes }| Discarded { stem: name, text, path, bytes };
        let mut found: Vec<Discarded> = kept.map(draft).collect();
        found.sort_by_cached_key(|draft| (draft.stem.clone(), draft.number()));
        Ok(found)
    }

    /// Takes a discarded draft back, under the name it had. It is written there before it is removed here.
    ///
    /// # Errors
    /// Fails when another note has its name, and when the disk refuses.
    pub fn restore(&self, client: &ClientId, draft: &Discarded) -> Result<NoteId, DiscardError> {
        let id = NoteId { client: client.clone(), stem: draft.stem.clone() };
        self.make_notes_folder(client)?;
        let written = self.tree().write_new(&self.path(&id), draft.text.as_bytes());
        written.map_err(|error| match error.reason() {
            std::io::ErrorKind::AlreadyExists => DiscardError::Taken(id.clone()),
            _ => error.into(),
        })?;
        // One that changed meanwhile stays: then it is there twice, and nothing is lost.
        self.tree().remove_if(&draft.path, &draft.bytes)?;
        Ok(id)
    }

    /// Writes what was discarded under the first free name in its folder; `None` when there is none.
    pub(super) fn write_discarded(
        &self,
        folder: &Path,
        name: &impl Display,
        bytes: &[u8],
    ) -> Result<Option<PathBuf>, DiskError> {
        let path = |number: u16| match number {
            1 => folder.join(format!("{name}.toml")),
            number => folder.join(format!("{name}.{number}.toml")),
        };
        let number = self.tree().write_numbered(self.numbers().each(), path, bytes)?;
        Ok(number.map(path))
    }

    /// Reads every text of a client that was discarded and has its name under a key; what cannot be read is
    /// left where it is.
    pub(super) fn kept_in_discarded<N: FromStr>(
        &self,
        client: &ClientId,
        key: &'static str,
    ) -> Result<Vec<Kept<N>>, DiskError> {
        let Some(folder) = self.open_in_client(client, FOLDER)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for entry in folder.entries()? {
            // Beside the texts may lie bytes of documents, of any size.
            if !entry.name.as_encoded_bytes().ends_with(b".toml") {
                continue;
            }
            let bytes = folder.read(entry.name.as_ref())?;
            if let Some((name, text)) = read(key, &bytes) {
                found.push(Kept { name, text, path: folder.path().join(&entry.name), bytes });
            }
        }
        Ok(found)
    }
}

/// Writes what is kept of a discarded text: its name under a key, who put it there, when and why, and the
/// text; `None` when it could not be read back, for then it must not be taken away.
pub fn compose<N: FromStr + PartialEq + Display>(
    key: &'static str,
    name: &N,
    text: &str,
    trail: &Trail<'_>,
) -> Option<Vec<u8>> {
    let mut document = rewrite::empty();
    rewrite::put(&mut document, key, name.to_string().into());
    rewrite::put(&mut document, "discarded_at", trail.at.to_string().into());
    rewrite::put(&mut document, "discarded_by", trail.by.into());
    rewrite::put(&mut document, "reason", trail.reason.into());
    rewrite::put(&mut document, "text", text.into());
    let bytes = document.to_string().into_bytes();
    let is_whole = read::<N>(key, &bytes).is_some_and(|(back, said)| back == *name && said == text);
    is_whole.then_some(bytes)
}

/// Changes whose a discarded draft is, and no other byte of it; `None` for what is none, or cannot be given back.
pub(super) fn with_client(bytes: &[u8], client: &ClientId) -> Option<Vec<u8>> {
    let (_, draft) = read::<NoteStem>(KEY, bytes)?;
    let draft = marks::with_client(&draft, client.as_str()).ok()?;
    let mut document = rewrite::open(std::str::from_utf8(bytes).ok()?)?;
    rewrite::put(&mut document, "text", draft.as_str().into());
    let bytes = document.to_string().into_bytes();
    read::<NoteStem>(KEY, &bytes).is_some_and(|(_, said)| said == draft).then_some(bytes)
}

/// Reads the name, which stands under a key, and the text of what was discarded.
pub fn read<N: FromStr>(key: &'static str, bytes: &[u8]) -> Option<(N, String)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut fields = Fields::parse(text, 0, 0..0);
    let name = fields.text(key)?.parse().ok()?;
    Some((name, fields.text("text")?.into_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_given_back_byte_for_byte(text in "(\\PC|\n|\r\n|\r|\t|\"|'|'''|\"\"\"|\\\\|\u{0}|\u{7f}|\u{feff}){0,20}") {
            let mut document = rewrite::empty();
            rewrite::put(&mut document, "note", "2026-11-24-1400-dap".into());
            rewrite::put(&mut document, "text", text.as_str().into());
            let back = read::<NoteStem>(KEY, document.to_string().as_bytes()).map(|(_, back)| back);
            prop_assert_eq!(back, Some(text));
        }
    }
}
