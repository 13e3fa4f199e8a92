//! The separate tree of psychotherapy notes: ciphertext files, no keys. It cannot read what it stores.

use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::tree::Tree;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
use crate::failure::Explain;
use crate::fields::{document, format_of};
use crate::private::vault::kind::Kind;
use crate::private::vault::memory::Notebook;
use crate::private::vault::shelf::Shelf;

pub mod agreement;
pub mod audit;
pub mod drafts;
pub mod envelope;
pub mod git;
pub mod kind;
pub mod memory;
pub mod remote;
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
    tree: Tree,
    id: String,
    // Where the list of recipients is remembered that was agreed to on this machine.
    agreed: PathBuf,
    notebook: Notebook,
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
    /// The marker is not TOML.
    #[error("{path}: {message}", path = .0.display(), message = .1)]
    UnreadableMarker(PathBuf, String),
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
    /// The name of what is to be removed is not given in full.
    #[error("there is no {} of the name `{name}`", kind.noun())]
    NotInFull {
        /// What sort of file.
        kind: Kind,
        /// What was asked for.
        name: String,
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
                Some("Plug in the medium that it lies on, correct `[vault] root` in the configuration, or run `casenotes init`.".into())
            }
            Self::UnknownFormat(_) => Some("Use a newer casenotes.".into()),
            Self::UnreadableMarker(..) => Some("Correct the file; it holds `format = 1` and the `id` of the vault.".into()),
            Self::NoSuch { meant: Some(meant), .. } => Some(format!("Did you mean `{meant}`?")),
            Self::NotInFull { .. } => {
                Some("What is removed is named in full; `casenotes vault drafts` lists it.".into())
            }
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
    /// Makes an empty vault; its folder may exist but must be empty. `agreed` is where the list of
    /// recipients is remembered that is agreed to.
    ///
    /// # Errors
    /// Fails when a file of that name exists.
    pub fn create(root: &Path, recipients: &str, agreed: PathBuf) -> Result<Self, VaultError> {
        let tree = Tree::create(root)?;
        tree.create_folders(Kind::Note.folder().as_ref())?;
        tree.write_new(RECIPIENTS.as_ref(), recipients.as_bytes())?;
        // Texts in work are kept outside of the vault; by this they know theirs from another.
        let id = format!("v-{:08x}", rand::random::<u32>());
        let marker = format!("{MARKER_TEXT}id = \"{id}\"\n");
        tree.write_new(MARKER.as_ref(), marker.as_bytes())?;
        Ok(Self { tree, id, agreed, notebook: Notebook::default() })
    }

    /// Opens the tree at `root`; `agreed` as for [`Vault::create`].
    ///
    /// # Errors
    /// Fails when there is no vault of a format that we know.
    pub fn open(root: &Path, agreed: PathBuf) -> Result<Self, VaultError> {
        let missing = || VaultError::NotAVault(root.to_owned());
        let tree = Tree::open_if_there(root)?.ok_or_else(missing)?;
        let marker = tree.read_if_there(MARKER.as_ref())?.ok_or_else(missing)?;
        match format_of(&marker) {
            Ok(Some(1)) => {
                let id = id_of(&marker, root);
                Ok(Self { tree, id, agreed, notebook: Notebook::default() })
            }
            Ok(_) => Err(VaultError::UnknownFormat(root.to_owned())),
            Err(problem) => Err(VaultError::UnreadableMarker(root.join(MARKER), problem.message)),
        }
    }

    /// Returns what tells this vault from another: `v-` and letters or digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns where the vault is.
    pub fn root(&self) -> &Path {
        self.tree.path()
    }

    /// Returns the tree, held open: everything in the vault is read and written through it.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Reads the list of recipients.
    ///
    /// # Errors
    /// Fails when there is none.
    pub fn recipients(&self) -> Result<Vec<u8>, DiskError> {
        self.tree.read(RECIPIENTS.as_ref())
    }

    /// Replaces the list of recipients if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old list is whole then.
    pub fn replace_recipients(&self, read: &[u8], list: &str) -> Result<Replaced, DiskError> {
        self.tree.replace_private_if(RECIPIENTS.as_ref(), read, list.as_bytes())
    }

    /// Tells whether anything in the vault is of a client.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn has_client(&self, client: &ClientId) -> Result<bool, DiskError> {
        for kind in Kind::IN_THE_VAULT {
            if !self.shelf(kind).ids(Some(client))?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns what to say of a client that the vault does not have.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn no_such_client(&self, client: &ClientId) -> Result<VaultError, DiskError> {
        let meant = self.notes().meant(client)?;
        Ok(VaultError::NoSuch { kind: Kind::Note, name: client.to_string(), meant })
    }

    /// Returns the psychotherapy notes.
    pub fn notes(&self) -> Shelf {
        self.shelf(Kind::Note)
    }

    /// Returns the sealed files of a kind.
    pub fn shelf(&self, kind: Kind) -> Shelf {
        Shelf::in_the_vault(&self.tree, kind, &self.notebook)
    }

    /// Returns what this run has done and has not written down yet.
    fn notebook(&self) -> &Notebook {
        &self.notebook
    }

    /// Returns where the list is remembered that was agreed to.
    fn agreed(&self) -> &Path {
        &self.agreed
    }

    /// Tells whether a vault may be made in a folder: it is not there, or holds nothing but a repository.
    ///
    /// # Errors
    /// Fails when it is there and may not be read.
    pub fn may_be_made_in(folder: &Path) -> Result<bool, DiskError> {
        let Some(tree) = Tree::open_if_there(folder)? else { return Ok(true) };
        Ok(tree.root().entries()?.iter().all(|entry| entry.name == ".git"))
    }

    /// Makes a copy of the vault, without its files, in a folder that is empty or not there. In a new
    /// repository, git is kept from merging sealed files.
    ///
    /// # Errors
    /// Fails when the disk refuses.
    pub fn copy_to(&self, root: &Path, agreed: PathBuf) -> Result<Self, VaultError> {
        let tree = Tree::create(root)?;
        tree.create_folders(Kind::Note.folder().as_ref())?;
        tree.write_new(RECIPIENTS.as_ref(), &self.recipients()?)?;
        tree.write_new(MARKER.as_ref(), &self.marker()?)?;
        if tree.folder(".git".as_ref())?.is_some() {
            tree.write_new(".gitattributes".as_ref(), git::ATTRIBUTES.as_bytes())?;
        }
        Ok(Self { tree, id: self.id.clone(), agreed, notebook: Notebook::default() })
    }

    /// Reads the marker, by whose `id` two copies know that they are of one vault.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn marker(&self) -> Result<Vec<u8>, DiskError> {
        self.tree.read(MARKER.as_ref())
    }
}

/// Returns the id that the marker names; for one that names none, the root stands for it.
fn id_of(marker: &[u8], root: &Path) -> String {
    let table = std::str::from_utf8(marker).ok().and_then(document::table);
    let named = table.as_ref().and_then(|table| table.get("id")?.as_str());
    let is_sound =
        |id: &&str| id.starts_with("v-") && id[2..].bytes().all(|b| b.is_ascii_alphanumeric());
    match named.filter(is_sound) {
        Some(id) => id.to_owned(),
        None => format!("v-{}", &sha256(root.as_os_str().as_encoded_bytes())[7..15]),
    }
}
