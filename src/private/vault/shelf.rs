//! Sealed files of one kind: a folder a client, and in it a file a time.

use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::disk::tree::Tree;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::nearest::nearest;
use crate::domain::note_id::{SealedId, SealedStem};
use crate::domain::note_ref::{Choice, NoteRef, choose};
use crate::domain::numbers::Numbers;
use crate::domain::session_time::SessionTime;
use crate::private::vault::kind::Kind;
use crate::private::vault::memory::{Notebook, Sealed};
use crate::private::vault::{MARKER, VaultError};

/// The sealed files of one kind.
#[derive(Clone, Debug)]
pub struct Shelf {
    parent: PathBuf,
    // Drafts lie outside of the vault, in a folder that need not be there yet.
    vault: Option<Tree>,
    kind: Kind,
    notebook: Notebook,
}

impl Shelf {
    /// Names the drafts below a folder; nothing need be there yet.
    pub fn of_drafts(parent: &Path) -> Self {
        let notebook = Notebook::default();
        Self { parent: parent.to_owned(), vault: None, kind: Kind::Draft, notebook }
    }

    /// Names the sealed files of a kind in the vault.
    pub(super) fn in_the_vault(vault: &Tree, kind: Kind, notebook: &Notebook) -> Self {
        let (parent, notebook) = (vault.path().to_owned(), notebook.clone());
        Self { parent, vault: Some(vault.clone()), kind, notebook }
    }

    /// Returns what its files are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns every file, or those of one client, sorted by client and time.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn ids(&self, client: Option<&ClientId>) -> Result<Vec<SealedId>, DiskError> {
        let tree = match self.tree() {
            Err(error) if self.is_nowhere(&error) => return Ok(Vec::new()),
            opened => opened?,
        };
        let clients = match tree.root().open_in(self.kind.folder()) {
            Err(error) if self.is_nowhere(&error) => return Ok(Vec::new()),
            opened => opened?,
        };
        let Some(clients) = clients else { return Ok(Vec::new()) };
        let folders: Vec<ClientId> = match client {
            Some(client) => vec![client.clone()],
            None => clients
                .entries()?
                .into_iter()
                .filter(|entry| entry.kind == EntryKind::Folder)
                .filter_map(|entry| entry.name.to_str()?.parse().ok())
                .collect(),
        };
        let mut ids = Vec::new();
        for client in folders {
            let Some(folder) = clients.open_in(client.as_str())? else { continue };
            let files = folder.entries()?.into_iter().filter(|entry| entry.kind == EntryKind::File);
            ids.extend(files.filter_map(|entry| {
                Some(SealedId { client: client.clone(), stem: self.kind.stem_of(&entry.name)? })
            }));
        }
        ids.sort();
        Ok(ids)
    }

    /// Finds the file that a reference means: by client and beginning of the name, or a client's
    /// latest.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find(&self, reference: &NoteRef) -> Result<SealedId, VaultError> {
        let (client, prefix) = match reference {
            NoteRef::Latest(client) => (client, None),
            NoteRef::Prefix(client, prefix) => (client, Some(prefix.as_str())),
            NoteRef::Path(_) => return Err(VaultError::NotByPath),
        };
        let ids = self.ids(Some(client))?;
        let none = |meant| {
            let name = match prefix {
                None => client.to_string(),
                Some(prefix) => format!("{client}/{prefix}"),
            };
            VaultError::NoSuch { kind: self.kind, name, meant }
        };
        let Some(latest) = ids.last() else { return Err(none(self.meant(client)?)) };
        let Some(prefix) = prefix else { return Ok(latest.clone()) };
        match choose(prefix, &ids, |id| id.stem.as_str()) {
            Choice::One(id) => Ok(id.clone()),
            Choice::None(meant) => Err(none(meant.map(ToString::to_string))),
            Choice::Several(several) => Err(VaultError::Ambiguous {
                kind: self.kind,
                name: format!("{client}/{prefix}"),
                count: several.len(),
                candidates: several.iter().take(10).map(ToString::to_string).collect(),
            }),
        }
    }

    /// Reads one sealed file.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn read(&self, id: &SealedId) -> Result<Vec<u8>, DiskError> {
        self.tree()?.read(&self.path(id))
    }

    /// The same, or `None` when there is no such file.
    ///
    /// # Errors
    /// As [`Shelf::read`], except for a file that does not exist.
    pub fn read_if_there(&self, id: &SealedId) -> Result<Option<Vec<u8>>, DiskError> {
        self.tree()?.read_if_there(&self.path(id))
    }

    /// Files sealed bytes under the first free name for a time; never overwrites.
    ///
    /// # Errors
    /// Fails when the disk refuses; nothing half-written stays.
    pub fn file_new(
        &self,
        client: &ClientId,
        time: SessionTime,
        sealed: &Sealed,
    ) -> Result<SealedId, VaultError> {
        self.file_new_after(0, client, time, sealed)
    }

    /// As [`Shelf::file_new`], with a number above `after`.
    ///
    /// # Errors
    /// As [`Shelf::file_new`].
    pub fn file_new_after(
        &self,
        after: u16,
        client: &ClientId,
        time: SessionTime,
        sealed: &Sealed,
    ) -> Result<SealedId, VaultError> {
        let tree = self.tree_to_write()?;
        let stem = |number| SealedStem::new(time, after.saturating_add(number));
        let id = |number| SealedId { client: client.clone(), stem: stem(number) };
        let number = tree.write_numbered(
            Numbers::ALL.each(),
            |number| self.path(&id(number)),
            &sealed.bytes,
        )?;
        let id = number.map(id).ok_or(VaultError::Full)?;
        self.notebook.note((self.kind, id.clone()), Some(sealed));
        Ok(id)
    }

    /// Opens the tree that the files lie in; for drafts it need not be there.
    fn tree(&self) -> Result<Tree, DiskError> {
        self.vault.clone().map_or_else(|| Tree::open(&self.parent), Ok)
    }

    /// The same for a new file: in the place of a medium that is gone there is no vault, and a folder
    /// for drafts is made.
    fn tree_to_write(&self) -> Result<Tree, VaultError> {
        match &self.vault {
            None => Ok(Tree::create(&self.parent)?),
            Some(vault) if vault.has_file(MARKER.as_ref())? => Ok(vault.clone()),
            Some(_) => Err(VaultError::NotAVault(self.parent.clone())),
        }
    }

    /// Takes back a file that a command has made and then could not finish.
    pub fn unmake(&self, id: &SealedId) {
        if let Ok(tree) = self.tree() {
            tree.unmake(&self.path(id));
            self.notebook.note((self.kind, id.clone()), None);
        }
    }

    /// Replaces a sealed file if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old file is whole then.
    pub fn replace(
        &self,
        id: &SealedId,
        read: &[u8],
        sealed: &Sealed,
    ) -> Result<Replaced, DiskError> {
        let replaced = self.tree()?.replace_private_if(&self.path(id), read, &sealed.bytes)?;
        if replaced == Replaced::Yes {
            self.notebook.note((self.kind, id.clone()), Some(sealed));
        }
        Ok(replaced)
    }

    /// Files sealed bytes under a name that nothing may have yet.
    ///
    /// # Errors
    /// Fails when something is there or the disk refuses; nothing half-written stays.
    pub fn file_as(&self, id: &SealedId, sealed: &Sealed) -> Result<(), VaultError> {
        self.tree_to_write()?.write_new(&self.path(id), &sealed.bytes)?;
        self.notebook.note((self.kind, id.clone()), Some(sealed));
        Ok(())
    }

    /// Removes a sealed file if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when it cannot be read or removed.
    pub fn remove_if(&self, id: &SealedId, read: &[u8]) -> Result<Replaced, DiskError> {
        let removed = self.tree()?.remove_if(&self.path(id), read)?;
        if removed == Replaced::Yes {
            self.notebook.note((self.kind, id.clone()), None);
        }
        Ok(removed)
    }

    /// Removes a sealed file for good.
    ///
    /// # Errors
    /// Fails when it is not there or may not be removed.
    pub fn remove(&self, id: &SealedId) -> Result<(), DiskError> {
        self.tree()?.remove(&self.path(id))?;
        self.notebook.note((self.kind, id.clone()), None);
        Ok(())
    }

    /// Returns the path of a file.
    pub fn path(&self, id: &SealedId) -> PathBuf {
        let folder = self.parent.join(self.kind.folder()).join(id.client.as_str());
        folder.join(format!("{}{}", id.stem, self.kind.ending()))
    }

    /// Tells whether there are no files because there is no place for them.
    fn is_nowhere(&self, error: &DiskError) -> bool {
        match error.reason() {
            std::io::ErrorKind::NotFound => true,
            // Drafts lie outside of the vault, where others may have put a file in the way.
            std::io::ErrorKind::NotADirectory => self.kind == Kind::Draft,
            _ => false,
        }
    }

    /// Returns the client that was probably meant.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn meant(&self, client: &ClientId) -> Result<Option<String>, DiskError> {
        let known: Vec<ClientId> = self.ids(None)?.into_iter().map(|id| id.client).collect();
        Ok(nearest(client.as_str(), known.iter().map(ClientId::as_str))
            .filter(|m| *m != client.as_str())
            .map(str::to_owned))
    }
}
