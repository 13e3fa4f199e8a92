//! The separate tree of psychotherapy notes: ciphertext files, no keys. It cannot read what it stores.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::disk::folder::{EntryKind, Folder};
use crate::disk::write::{self, Replaced};
use crate::disk::{DiskError, read};
use crate::domain::client_id::ClientId;
use crate::domain::nearest::nearest;
use crate::domain::note_id::{SealedId, SealedStem};
use crate::domain::note_ref::{Choice, choose};
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;
use crate::fields::format_of;

pub mod audit;

/// The file that marks the root of a vault.
pub const MARKER: &str = "casenotes-vault.toml";
/// The list of recipients.
pub const RECIPIENTS: &str = "recipients.txt";
/// What a sealed note's name ends in.
pub const ENDING: &str = ".md.age";

const MARKER_TEXT: &str =
    "# The root of a casenotes vault: sealed psychotherapy notes (docs/FORMAT.md).\nformat = 1\n";

/// The tree of psychotherapy notes. It moves sealed bytes and can read none of them.
#[derive(Debug)]
pub struct Vault {
    root: PathBuf,
}

/// A vault or a note in it that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder is not a vault.
    #[error("{} is not a vault: it has no `{MARKER}`", .0.display())]
    NotAVault(PathBuf),
    /// The vault is of a format we do not know.
    #[error("{} is a vault of a format that this casenotes does not know", .0.display())]
    UnknownFormat(PathBuf),
    /// There is no such note.
    #[error("there is no psychotherapy note `{name}`")]
    NoSuchNote {
        /// What was asked for.
        name: String,
        /// What was meant, if that is clear.
        meant: Option<String>,
    },
    /// More than one note begins so.
    #[error("`{name}` could be any of {count} notes")]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// How many notes begin so.
        count: usize,
        /// The first of them.
        candidates: Vec<String>,
    },
    /// The minute has as many notes as it can have.
    #[error("there are too many notes for one minute")]
    Full,
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Explain for VaultError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotAVault(_) => {
                Some("Run `casenotes init`, or correct `[vault] root` in the configuration.".into())
            }
            Self::UnknownFormat(_) => Some("Use a newer casenotes.".into()),
            Self::NoSuchNote { meant: Some(meant), .. } => Some(format!("Did you mean `{meant}`?")),
            Self::NoSuchNote { .. } => {
                Some("Run `casenotes vault list` to see what there is.".into())
            }
            Self::Ambiguous { candidates, .. } => {
                Some(format!("Choose one: {}.", candidates.join(", ")))
            }
            Self::Full => None,
            Self::Disk(error) => error.hint(),
        }
    }
}

impl Vault {
    /// Makes an empty vault; its folder may exist but must be empty.
    ///
    /// # Errors
    /// Fails when a file of that name exists.
    pub fn create(root: &Path, recipients: &str) -> Result<Self, VaultError> {
        write::create_folders(&root.join("clients"))?;
        write::write_new(&root.join(RECIPIENTS), recipients.as_bytes())?;
        write::write_new(&root.join(MARKER), MARKER_TEXT.as_bytes())?;
        Ok(Self { root: root.to_owned() })
    }

    /// Opens the tree at `root`.
    ///
    /// # Errors
    /// Fails when there is no vault of a format that we know.
    pub fn open(root: &Path) -> Result<Self, VaultError> {
        let marker = read::read_if_there(&root.join(MARKER))?
            .ok_or_else(|| VaultError::NotAVault(root.to_owned()))?;
        match format_of(&marker) {
            Some(1) => Ok(Self { root: root.to_owned() }),
            _ => Err(VaultError::UnknownFormat(root.to_owned())),
        }
    }

    /// Returns where the vault is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads the list of recipients.
    ///
    /// # Errors
    /// Fails when there is none.
    pub fn recipients(&self) -> Result<Vec<u8>, DiskError> {
        read::read(&self.root.join(RECIPIENTS))
    }

    /// Returns every sealed note, or those of one client, sorted by client and time.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn notes(&self, client: Option<&ClientId>) -> Result<Vec<SealedId>, DiskError> {
        let mut notes = Vec::new();
        let Some(clients) = Folder::open(&self.root)?.open_in("clients")? else { return Ok(notes) };
        let folders: Vec<ClientId> = match client {
            Some(client) => vec![client.clone()],
            None => clients
                .entries()?
                .into_iter()
                .filter(|entry| entry.kind == EntryKind::Folder)
                .filter_map(|entry| entry.name.to_str()?.parse().ok())
                .collect(),
        };
        for client in folders {
            let Some(folder) = clients.open_in(client.as_str())? else { continue };
            let files = folder.entries()?.into_iter().filter(|entry| entry.kind == EntryKind::File);
            notes.extend(files.filter_map(|entry| {
                Some(SealedId { client: client.clone(), stem: stem_of(&entry.name)? })
            }));
        }
        notes.sort();
        Ok(notes)
    }

    /// Finds the note whose name begins with `prefix`, or the client's latest.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find(&self, client: &ClientId, prefix: Option<&str>) -> Result<SealedId, VaultError> {
        let notes = self.notes(Some(client))?;
        let name = prefix.map_or_else(|| client.to_string(), |prefix| format!("{client}/{prefix}"));
        let Some(prefix) = prefix else {
            return notes
                .into_iter()
                .next_back()
                .ok_or(VaultError::NoSuchNote { name, meant: self.meant(client)? });
        };
        if notes.is_empty() {
            return Err(VaultError::NoSuchNote { name, meant: self.meant(client)? });
        }
        match choose(prefix, &notes, |id| id.stem.as_str()) {
            Choice::One(id) => Ok(id.clone()),
            Choice::None(meant) => {
                Err(VaultError::NoSuchNote { name, meant: meant.map(ToString::to_string) })
            }
            Choice::Several(notes) => Err(VaultError::Ambiguous {
                name,
                count: notes.len(),
                candidates: notes.iter().take(10).map(ToString::to_string).collect(),
            }),
        }
    }

    /// Reads one sealed note.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn read(&self, id: &SealedId) -> Result<Vec<u8>, DiskError> {
        read::read(&self.path(id))
    }

    /// Files a sealed note under the first free name for its session; never overwrites one.
    ///
    /// # Errors
    /// Fails when the disk refuses; nothing half-written stays.
    pub fn file_new(
        &self,
        client: &ClientId,
        session: SessionTime,
        sealed: &[u8],
    ) -> Result<SealedId, VaultError> {
        write::create_folders(&self.root.join("clients").join(client.as_str()))?;
        let id =
            |number| SealedId { client: client.clone(), stem: SealedStem::new(session, number) };
        let number = write::write_numbered(|number| self.path(&id(number)), sealed)?;
        number.map(id).ok_or(VaultError::Full)
    }

    /// Replaces a sealed note if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old note is whole then.
    pub fn replace(
        &self,
        id: &SealedId,
        read: &[u8],
        sealed: &[u8],
    ) -> Result<Replaced, DiskError> {
        write::replace_sealed_if(&self.path(id), read, sealed)
    }

    /// Returns the path of a note.
    pub fn path(&self, id: &SealedId) -> PathBuf {
        let folder = self.root.join("clients").join(id.client.as_str());
        folder.join(format!("{}{ENDING}", id.stem))
    }

    fn meant(&self, client: &ClientId) -> Result<Option<String>, DiskError> {
        let known: Vec<ClientId> = self.notes(None)?.into_iter().map(|id| id.client).collect();
        Ok(nearest(client.as_str(), known.iter().map(ClientId::as_str))
            .filter(|m| *m != client.as_str())
            .map(str::to_owned))
    }
}

fn stem_of(name: &OsStr) -> Option<SealedStem> {
    name.to_str()?.strip_suffix(ENDING)?.parse().ok()
}
