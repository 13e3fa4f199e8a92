//! The bytes of a document where somebody needs them: those that were filed, or why they are not to be had.

use crate::disk::read::OpenFile;
use crate::domain::document::DocumentId;
use crate::domain::examined::Examiner;
use crate::domain::lfs_pointer::{LONGEST, LfsPointer};
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::chart::documents::Document;

/// A document whose bytes are not to be had.
#[derive(Debug, thiserror::Error)]
pub enum NoBytes {
    /// No file lies there, or more than one.
    #[error("the bytes of the document `{0}` are not beside what is said of it")]
    Missing(DocumentId),
    /// git lfs keeps them elsewhere.
    #[error(
        "the bytes of the document `{0}` were not fetched: a pointer of git lfs is in their place"
    )]
    NotFetched(DocumentId),
    /// They are others than were filed.
    #[error("the bytes of the document `{0}` are not those that were filed")]
    Changed(DocumentId),
}

impl Explain for NoBytes {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Missing(_) => {
                "Bring the file back with git, or from a copy; `casenotes validate` says more."
                    .into()
            }
            Self::NotFetched(_) => {
                "Run `git lfs pull` in the chart, and then the command again.".into()
            }
            Self::Changed(id) => format!(
                "Bring them back with git; `casenotes validate {id} --deep` says what is wrong."
            ),
        })
    }
}

impl Chart {
    /// Opens the bytes of a document, which may be others than were filed.
    ///
    /// # Errors
    /// Fails when they are not there, were not fetched, or cannot be read.
    pub fn open_bytes(&self, document: &Document) -> Result<OpenFile, Failure> {
        let missing = || NoBytes::Missing(document.id.clone());
        let folder = self.document_folder(&document.id.client)?.ok_or_else(missing)?;
        let file = folder.open(document.file.as_ref().ok_or_else(missing)?)?;
        match LfsPointer::read(&file.head(LONGEST + 1)?) {
            // A document may be a pointer itself.
            Some(_) if document.description.size != Some(file.size()) => {
                Err(NoBytes::NotFetched(document.id.clone()).into())
            }
            _ => Ok(file),
        }
    }

    /// Reads the bytes of a document, which must be those that were filed.
    ///
    /// # Errors
    /// As [`Chart::open_bytes`], and when they are others.
    pub fn require_filed_bytes(&self, document: &Document) -> Result<(), Failure> {
        let file = self.open_bytes(document)?;
        let changed = || NoBytes::Changed(document.id.clone());
        let mut examiner = Examiner::default();
        file.copy_to(&mut examiner).map_err(|_| changed())?;
        match document.description.sha256 == Some(examiner.finish().sha256) {
            true => Ok(()),
            false => Err(changed().into()),
        }
    }
}
