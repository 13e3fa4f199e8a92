//! Sealed texts that could not be filed, in a place of their own outside of the vault, for each vault
//! one.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::private::vault::VaultError;
use crate::private::vault::kind::Kind;
use crate::private::vault::memory::Sealed;
use crate::private::vault::shelf::Shelf;

/// Where drafts are kept: in the first of some folders that takes them.
#[derive(Debug)]
pub struct Drafts {
    shelves: Vec<Shelf>,
}

impl Drafts {
    /// Takes the folders for the drafts of one vault, the best first.
    pub fn new(folders: &[PathBuf]) -> Self {
        Self { shelves: folders.iter().map(|folder| Shelf::of_drafts(folder)).collect() }
    }

    /// Keeps a sealed text in the first folder that takes it, and returns its id and path.
    ///
    /// # Errors
    /// Fails when none does, with the reason of the last.
    pub fn keep(
        &self,
        client: &ClientId,
        session: SessionTime,
        sealed: &Sealed,
    ) -> Result<(SealedId, PathBuf), VaultError> {
        // One name, one draft, wherever it lies.
        let minute = session.to_the_minute().local();
        let taken = self.all()?.into_iter().filter(|(_, id)| id.client == *client);
        let taken = taken.filter(|(_, id)| id.stem.minute() == minute);
        let last = taken.map(|(_, id)| id.stem.number()).max().unwrap_or(0);
        let mut refused = VaultError::Full;
        for shelf in &self.shelves {
            match shelf.file_new_after(last, client, session, sealed) {
                Ok(id) => {
                    let path = shelf.path(&id);
                    return Ok((id, path));
                }
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Returns every draft with the shelf it lies on, the best folder first.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn all(&self) -> Result<Vec<(&Shelf, SealedId)>, DiskError> {
        let mut drafts = Vec::new();
        for shelf in &self.shelves {
            drafts.extend(shelf.ids(None)?.into_iter().map(|id| (shelf, id)));
        }
        Ok(drafts)
    }

    /// Finds the draft that a reference means.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find(&self, reference: &NoteRef) -> Result<(&Shelf, SealedId), VaultError> {
        let mut missing = None;
        for shelf in &self.shelves {
            match shelf.find(reference) {
                Ok(id) => return Ok((shelf, id)),
                Err(error @ VaultError::NoSuch { .. }) => missing = missing.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(missing.unwrap_or(VaultError::NotByPath))
    }

    /// Finds the draft of a name, which must be given in full.
    ///
    /// # Errors
    /// Fails when there is none.
    pub fn find_in_full(&self, name: &str) -> Result<(&Shelf, SealedId), VaultError> {
        let mut all = self.all()?.into_iter();
        all.find(|(_, id)| id.to_string() == name)
            .ok_or_else(|| VaultError::NotInFull { kind: Kind::Draft, name: name.to_owned() })
    }
}
