//! Drafts that were filed by mistake: kept where no list and no export looks, each in a file of its own
//! in `discarded/` with who put it there, when and why, and taken back from there.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::failure::Explain;
use crate::fields::{Fields, rewrite};
use crate::record::chart::Chart;
use crate::record::chart::moves::Trail;

/// The folder in that of a client.
pub const FOLDER: &str = "discarded";

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
        let mut document = rewrite::empty();
        rewrite::put(&mut document, "note", id.stem.as_str().into());
        rewrite::put(&mut document, "discarded_at", trail.at.to_string().into());
        rewrite::put(&mut document, "discarded_by", trail.by.into());
        rewrite::put(&mut document, "reason", trail.reason.into());
        rewrite::put(&mut document, "text", text.into());
        let bytes = document.to_string().into_bytes();
        // What could not be read back is not taken away.
        if read(&bytes).is_none_or(|(stem, back)| stem != id.stem || back != text) {
            return Err(DiscardError::NotText(id.clone()));
        }
        let folder = self.client_folder(&id.client).join(FOLDER);
        self.tree().create_folders(&folder)?;
        let path = |number: u16| match number {
            1 => folder.join(format!("{}.toml", id.stem)),
            number => folder.join(format!("{}.{number}.toml", id.stem)),
        };
        let number = self.tree().write_numbered(self.numbers().each(), path, &bytes)?;
        let path = number.map(path).ok_or_else(|| DiscardError::Full(id.clone()))?;
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
        let Some(folder) = self.open_in_client(client, FOLDER)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for entry in folder.entries()? {
            let is_record = entry.name.as_encoded_bytes().ends_with(b".toml");
            if !is_record {
                continue;
            }
            let bytes = folder.read(entry.name.as_ref())?;
            if let Some((stem, text)) = read(&bytes) {
                let path = folder.path().join(&entry.name);
                found.push(Discarded { stem, text, path, bytes });
            }
        }
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
}

/// Reads the name and the text of a discarded draft.
fn read(bytes: &[u8]) -> Option<(NoteStem, String)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut fields = Fields::parse(text, 0, 0..0);
    let stem = fields.text("note")?.parse().ok()?;
    Some((stem, fields.text("text")?.into_owned()))
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
            let back = read(document.to_string().as_bytes()).map(|(_, back)| back);
            prop_assert_eq!(back, Some(text));
        }
    }
}
