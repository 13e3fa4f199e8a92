//! The outside of a vault: is each file sealed, private and where it belongs. Opens nothing.

use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::editor_files::is_trace;
use crate::disk::folder::{EntryKind, Folder, FolderEntry};
use crate::disk::write::TEMPORARY;
use crate::domain::client_id::ClientId;
use crate::domain::copy_name::{begins_with_minute, is_copy_of};
use crate::domain::sealed_file::{NotSealed, Outside};
use crate::domain::stray::is_desktop_file;
use crate::private::vault::envelope;
use crate::private::vault::kind::Kind;
use crate::private::vault::{MARKER, RECIPIENTS, Vault};

/// One thing that lies in the vault.
#[derive(Debug)]
pub struct Item {
    /// Where it is.
    pub path: PathBuf,
    /// What its name and its first bytes make of it.
    pub kind: Outside,
    /// The permission bits of a file or folder.
    pub mode: u32,
    /// Whether it is an age file that no command opens: neither listed, nor sealed again.
    pub is_unvisited: bool,
}

/// Everything in the vault, by its outside.
#[derive(Debug)]
pub struct Audit {
    /// What there is, in the order of its path.
    pub items: Vec<Item>,
    /// How many of them are psychotherapy notes.
    pub notes: usize,
}

/// A sealed file in a client's folder whose name is not that of such a file: a copy that a program made
/// which carries the vault between devices, or one that was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Where it is.
    pub path: PathBuf,
    /// What the files of its folder are.
    pub kind: Kind,
    /// Whose folder it lies in.
    pub client: ClientId,
}

/// Looks at everything in the vault.
///
/// # Errors
/// Fails when a folder cannot be read.
pub fn audit(vault: &Vault) -> Result<Audit, DiskError> {
    let root = vault.tree().root();
    let mut items = vec![folder_item(root)?];
    let mut notes = 0;
    for entry in root.entries()? {
        match (entry.name.to_str(), entry.kind) {
            (Some(name), EntryKind::Folder) if kind_of(name).is_some() => {
                let Some(kind) = kind_of(name) else { continue };
                let before = items.len();
                shelf(root, kind, &mut items)?;
                let sealed =
                    |item: &&Item| matches!(item.kind, Outside::Sealed(_)) && !item.is_unvisited;
                if kind == Kind::Note {
                    notes = items[before..].iter().filter(sealed).count();
                }
            }
            (Some(MARKER | RECIPIENTS), EntryKind::File) => {
                items.extend(item(root, &entry, Outside::Known)?);
            }
            // The vault may be a repository of its own, without a remote.
            (Some(".git"), EntryKind::Folder)
            | (Some(".gitignore" | ".gitattributes"), EntryKind::File) => {}
            (Some(name), EntryKind::File)
                if [MARKER, RECIPIENTS].iter().any(|known| is_copy_of(name, known)) =>
            {
                items.extend(item(root, &entry, Outside::CopyOfList)?);
            }
            _ => other(root, &entry, Place::Elsewhere, &mut items)?,
        }
    }
    Ok(Audit { items, notes })
}

impl Audit {
    /// Returns the age files that no command opens, of some clients or of all.
    pub fn unvisited(&self, root: &Path, clients: &[ClientId]) -> impl Iterator<Item = &Item> {
        let folders: Vec<PathBuf> = Kind::IN_THE_VAULT
            .into_iter()
            .flat_map(|kind| clients.iter().map(move |id| (kind, id)))
            .map(|(kind, id)| root.join(kind.folder()).join(id.as_str()))
            .collect();
        self.items.iter().filter(move |item| {
            let is_meant = |folder: &PathBuf| item.path.starts_with(folder);
            item.is_unvisited && (folders.is_empty() || folders.iter().any(is_meant))
        })
    }

    /// Returns the sealed files in clients' folders whose names are not those of such files.
    pub fn copies(&self, root: &Path) -> Vec<Copy> {
        let copy = |item: &Item| {
            let in_vault = item.path.strip_prefix(root).ok()?;
            let mut parts = in_vault.components().map(|part| part.as_os_str().to_str());
            let (kind, client) = (kind_of(parts.next()??)?, parts.next()??.parse().ok()?);
            // The name is the last part: what lies deeper is nobody's copy.
            let is_beside = parts.count() == 1;
            let path = item.path.clone();
            (item.is_unvisited && is_beside).then_some(Copy { path, kind, client })
        };
        self.items.iter().filter(|item| item.kind != Outside::Temporary).filter_map(copy).collect()
    }
}

/// Returns which sealed files a folder of the vault is for.
fn kind_of(folder: &str) -> Option<Kind> {
    Kind::IN_THE_VAULT.into_iter().find(|kind| kind.folder() == folder)
}

fn shelf(root: &Folder, kind: Kind, items: &mut Vec<Item>) -> Result<(), DiskError> {
    let Some(clients) = root.open_in(kind.folder())? else { return Ok(()) };
    items.push(folder_item(&clients)?);
    let mut buffer = Vec::new();
    for entry in clients.entries()? {
        let name = entry.name.to_str().filter(|name| ClientId::is_valid(name));
        let (Some(name), EntryKind::Folder) = (name, entry.kind) else {
            other(&clients, &entry, Place::Elsewhere, items)?;
            continue;
        };
        let Some(folder) = clients.open_in(name)? else { continue };
        items.push(folder_item(&folder)?);
        for entry in folder.entries()? {
            match (entry.kind, kind.stem_of(&entry.name)) {
                (EntryKind::File, Some(_)) => items.extend(sealed(&folder, &entry, &mut buffer)?),
                _ => other(&folder, &entry, Place::Beside, items)?,
            }
        }
    }
    Ok(())
}

fn sealed(
    folder: &Folder,
    entry: &FolderEntry,
    buffer: &mut Vec<u8>,
) -> Result<Option<Item>, DiskError> {
    // A header is a few hundred bytes; whether the rest is whole, only a key can tell.
    match folder.read_until(&entry.name, buffer, |read| envelope::read(read).is_ok()) {
        // It went while we looked.
        Err(error) if error.reason() == ErrorKind::NotFound => Ok(None),
        read => read.and_then(|()| item(folder, entry, Outside::Sealed(envelope::read(buffer)))),
    }
}

/// Where something lies that is no sealed file by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the folder of a client.
    Beside,
    /// In another folder.
    Elsewhere,
}

fn other(
    folder: &Folder,
    entry: &FolderEntry,
    place: Place,
    items: &mut Vec<Item>,
) -> Result<(), DiskError> {
    match entry.kind {
        EntryKind::File => items.extend(file(folder, entry, place)?),
        EntryKind::Folder => {
            let name = entry.name.to_string_lossy();
            let known = FOLDERS.iter().find(|(known, _)| is_folder_of(&name, known));
            let below = below(folder, entry, known.map(|(_, holds)| *holds))?;
            // A folder that holds nothing of ours is no reason to act.
            let kind = match known.is_some() && below.is_empty() {
                true => Outside::Desktop,
                false => Outside::Stray,
            };
            items.extend(item(folder, entry, kind)?);
            items.extend(below);
        }
        EntryKind::Link | EntryKind::Other => items.extend(item(folder, entry, Outside::Stray)?),
    }
    Ok(())
}

fn file(folder: &Folder, entry: &FolderEntry, place: Place) -> Result<Option<Item>, DiskError> {
    let (name, mut head) = (entry.name.to_string_lossy(), Vec::new());
    // Enough to tell, whatever is wrong with the rest.
    let is_read = folder.read_until(&entry.name, &mut head, |read| !read.is_empty()).is_ok();
    let header = envelope::read(&head);
    let is_age = is_read && header != Err(NotSealed::NoHeader);
    let kind = match header {
        _ if entry.name.as_bytes().starts_with(TEMPORARY.as_bytes()) => Outside::Temporary,
        _ if is_age && place == Place::Elsewhere => Outside::SealedElsewhere,
        _ if is_age && begins_with_minute(&name) => Outside::ConflictCopy,
        _ if is_age => Outside::MisnamedNote,
        _ if is_trace(&name) => Outside::Swap,
        Err(error) if entry.name.as_bytes().ends_with(b".age") => Outside::Sealed(Err(error)),
        _ if is_desktop_file(&name) => Outside::Desktop,
        _ => Outside::Stray,
    };
    Ok(item(folder, entry, kind)?.map(|item| Item { is_unvisited: is_age, ..item }))
}

/// What a folder of the system holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// What the system itself writes.
    ItsOwn,
    /// What was removed, replaced or recovered: a note in the clear may be among it.
    Files,
}

/// Folders that systems, desktops and synchronising programs make; `*` stands for any ending.
const FOLDERS: [(&str, Holds); 17] = [
    ("$RECYCLE.BIN", Holds::Files),
    (".Spotlight-V100", Holds::ItsOwn),
    (".TemporaryItems", Holds::Files),
    (".Trash", Holds::Files),
    (".Trash-*", Holds::Files),
    (".Trashes", Holds::Files),
    (".dropbox.cache", Holds::Files),
    (".fseventsd", Holds::ItsOwn),
    (".snapshot", Holds::Files),
    (".stfolder", Holds::ItsOwn),
    (".stversions", Holds::Files),
    (".sync", Holds::ItsOwn),
    ("@eaDir", Holds::ItsOwn),
    ("#recycle", Holds::Files),
    ("System Volume Information", Holds::ItsOwn),
    ("lost+found", Holds::Files),
    (".DocumentRevisions-V100", Holds::ItsOwn),
];

fn is_folder_of(name: &str, known: &str) -> bool {
    match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == known,
    }
}

/// Looks through a folder that is none of the vault's: for age files always, for all files where files
/// of ours may have ended up.
fn below(
    folder: &Folder,
    entry: &FolderEntry,
    holds: Option<Holds>,
) -> Result<Vec<Item>, DiskError> {
    let mut items = Vec::new();
    let inner = match entry.name.to_str().map(|name| folder.open_in(name)) {
        Some(Ok(Some(inner))) => inner,
        // What only the system's administrator may read, as `lost+found`, is not for us to judge.
        Some(Err(error)) if error.reason() != ErrorKind::PermissionDenied => {
            return Err(error);
        }
        _ => return Ok(items),
    };
    // Resilio keeps what was replaced in `.sync/Archive`.
    let holds = holds.map(|holds| if entry.name == "Archive" { Holds::Files } else { holds });
    for entry in inner.entries()? {
        match entry.kind {
            EntryKind::File => {
                let found = file(&inner, &entry, Place::Elsewhere)?;
                let counts = |found: &Item| found.is_unvisited || holds == Some(Holds::Files);
                items.extend(found.filter(counts));
            }
            EntryKind::Folder => items.extend(below(&inner, &entry, holds)?),
            EntryKind::Link | EntryKind::Other => {}
        }
    }
    Ok(items)
}

/// Returns what there is to say of an entry; `None` when it went while we looked, as a file does that
/// another run is writing.
fn item(folder: &Folder, entry: &FolderEntry, kind: Outside) -> Result<Option<Item>, DiskError> {
    let (path, mode) = (folder.path().join(&entry.name), folder.mode_of(&entry.name)?);
    Ok(mode.map(|mode| Item { path, kind, mode, is_unvisited: false }))
}

fn folder_item(folder: &Folder) -> Result<Item, DiskError> {
    let (path, mode) = (folder.path().to_owned(), folder.mode()?);
    Ok(Item { path, kind: Outside::Folder, mode, is_unvisited: false })
}
