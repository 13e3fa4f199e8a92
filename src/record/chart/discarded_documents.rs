//! Documents that were filed by mistake: kept where no list and no export looks, what is said of each in a
//! file of its own with who put it there, when and why, its bytes beside that; and taken back from there.

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::document::{DocumentId, DocumentName};
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::chart::discarded::{self, FOLDER, Kept};
use crate::record::chart::documents::Document;
use crate::record::chart::layout::{DocumentPart, part_of_document};
use crate::record::chart::moves::Trail;
use crate::record::chart::papers::PaperKind;

/// The key under which the name of a document stands.
const KEY: &str = "document";

/// A document that was discarded.
#[derive(Debug)]
pub struct DiscardedDocument {
    /// Which, and under which name it comes back.
    pub id: DocumentId,
    /// What is said of it, byte for byte.
    pub text: String,
    // Where that lies, and what lies there.
    path: PathBuf,
    bytes: Vec<u8>,
}

/// A document that cannot be discarded or taken back.
#[derive(Debug, thiserror::Error)]
pub enum DiscardError {
    /// What is said of it is not text, so it could not be given back.
    #[error("what is said of the document `{0}` is not UTF-8 text")]
    NotText(DocumentId),
    /// Somebody wrote meanwhile.
    #[error("the document `{0}` changed meanwhile; it is in both places now")]
    ChangedMeanwhile(DocumentId),
    /// There is one of its name.
    #[error("there is another document `{0}`")]
    Taken(DocumentId),
    /// Too many of one name.
    #[error("there are too many discarded documents of the name `{0}`")]
    Full(DocumentId),
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
        }
    }
}

impl Chart {
    /// Puts a document away. All of it is there before anything is removed here: a run that is killed in
    /// between is completed by the same command.
    ///
    /// # Errors
    /// Fails when it changed since it was read, and when the disk refuses; it is whole in one of the places
    /// then.
    pub fn discard_document(&self, document: &Document, trail: &Trail<'_>) -> Result<(), Failure> {
        let id = &document.id;
        let text = std::str::from_utf8(&document.text);
        let text = text.map_err(|_| DiscardError::NotText(id.clone()))?;
        let bytes = discarded::compose(KEY, &id.name, text, trail);
        let bytes = bytes.ok_or_else(|| DiscardError::NotText(id.clone()))?;
        let path = self.client_folder(&id.client).join(FOLDER);
        let folder = self.tree().create_folders(&path)?;
        let documents = self.document_folder(&id.client)?;
        for name in documents.iter().flat_map(|documents| documents.bytes_of(&id.name)) {
            if let Some(documents) = &documents {
                folder.link_from(name.as_ref(), documents.folder(), name.as_ref())?;
            }
        }
        let is_there = self.discarded_documents(&id.client)?.iter().any(|it| it.is_of(document));
        if !is_there {
            let written = self.write_discarded(&path, &id.name, &bytes)?;
            written.ok_or_else(|| DiscardError::Full(id.clone()))?;
        }
        if let Some(documents) = &documents {
            for name in documents.bytes_of(&id.name) {
                documents.folder().remove(name.as_ref())?;
            }
        }
        match self.tree().remove_if(&self.description_path(id), &document.text)? {
            Replaced::Yes => Ok(()),
            Replaced::ChangedMeanwhile => Err(DiscardError::ChangedMeanwhile(id.clone()).into()),
        }
    }

    /// Returns the documents of a client that were discarded, by their names; what cannot be read is left
    /// where it is.
    ///
    /// # Errors
    /// Fails when the folder or a file cannot be read.
    pub fn discarded_documents(
        &self,
        client: &ClientId,
    ) -> Result<Vec<DiscardedDocument>, DiskError> {
        let kept = self.kept_in_discarded(client, KEY)?.into_iter();
        let document = |Kept { name, text, path, bytes }| {
            let id = DocumentId { client: client.clone(), name };
            DiscardedDocument { id, text, path, bytes }
        };
        let mut found: Vec<DiscardedDocument> = kept.map(document).collect();
        found.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
        Ok(found)
    }

    /// Takes a discarded document back, under the name it had. All of it is there before anything is removed
    /// here: a run that is killed in between is completed by the same command.
    ///
    /// # Errors
    /// Fails when another document has its name, and when the disk refuses.
    pub fn restore_document(&self, discarded: &DiscardedDocument) -> Result<(), Failure> {
        let DiscardedDocument { id, text, path, bytes } = discarded;
        let Some(folder) = self.open_in_client(&id.client, FOLDER)? else { return Ok(()) };
        let mut files = Vec::new();
        for entry in folder.entries()? {
            let name = entry.name.to_str().and_then(|name| Some((name, part_of_document(name)?)));
            if let Some((file, (name, DocumentPart::Bytes))) = name
                && name == id.name
            {
                files.push(file.to_owned());
            }
        }
        let to = self.client_folder(&id.client).join(PaperKind::Document.folder());
        let to = self.tree().create_folders(&to)?;
        let description = format!("{}.toml", id.name);
        let there = to.read_if_there(description.as_ref())?;
        if there.as_ref().is_some_and(|there| there != text.as_bytes()) {
            return Err(DiscardError::Taken(id.clone()).into());
        }
        for file in &files {
            to.link_from(OsStr::new(file), &folder, OsStr::new(file))?;
        }
        if there.is_none() {
            self.tree().write_new(&self.description_path(id), text.as_bytes())?;
        }
        for file in &files {
            folder.remove(OsStr::new(file))?;
        }
        // One that changed meanwhile stays: then it is there twice, and nothing is lost.
        self.tree().remove_if(path, bytes)?;
        Ok(())
    }
}

impl DiscardedDocument {
    fn is_of(&self, document: &Document) -> bool {
        self.id == document.id && self.text.as_bytes() == document.text
    }
}

/// Reads the name and the text of a discarded document.
pub fn read(bytes: &[u8]) -> Option<(DocumentName, String)> {
    discarded::read(KEY, bytes)
}
