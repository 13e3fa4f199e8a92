//! The separate tree of psychotherapy notes: ciphertext files, no keys. It cannot read what it stores.

use std::path::{Path, PathBuf};

use crate::disk::write::{self, Replaced};
use crate::disk::{DiskError, read};
use crate::failure::Explain;
use crate::fields::format_of;
use crate::vault::shelf::{Kind, Shelf};

pub mod audit;
pub mod drafts;
pub mod git;
pub mod shelf;

/// The file that marks the root of a vault.
pub const MARKER: &str = "casenotes-vault.toml";
/// The list of recipients.
pub const RECIPIENTS: &str = "recipients.txt";

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
    /// There is no such file.
    #[error("there is no {} `{name}`", kind.noun())]
    NoSuch {
        /// What sort of file.
        kind: Kind,
        /// What was asked for.
        name: String,
        /// What was meant, if that is clear.
        meant: Option<String>,
    },
    /// More than one begins so.
    #[error("`{name}` could be any of {count} {}s", kind.noun())]
    Ambiguous {
        /// What sort of file.
        kind: Kind,
        /// What was asked for.
        name: String,
        /// How many begin so.
        count: usize,
        /// The first of them.
        candidates: Vec<String>,
    },
    /// A sealed file is not named by a path.
    #[error("sealed files are named by client and time, such as `c-7f3k/2026-11-24-1400`")]
    NotByPath,
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
            Self::NoSuch { meant: Some(meant), .. } => Some(format!("Did you mean `{meant}`?")),
            Self::NoSuch { kind: Kind::Draft, .. } => {
                Some("Run `casenotes vault drafts` to see what there is.".into())
            }
            Self::NoSuch { .. } | Self::NotByPath => {
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
        write::create_folders(&root.join(Kind::Note.folder()))?;
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

    /// Replaces the list of recipients if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old list is whole then.
    pub fn replace_recipients(&self, read: &[u8], list: &str) -> Result<Replaced, DiskError> {
        write::replace_sealed_if(&self.root.join(RECIPIENTS), read, list.as_bytes())
    }

    /// Returns the psychotherapy notes.
    pub fn notes(&self) -> Shelf {
        self.shelf(Kind::Note)
    }

    /// Returns the sealed files of a kind.
    pub fn shelf(&self, kind: Kind) -> Shelf {
        Shelf::new(&self.root, kind)
    }
}
