//! The outside of a vault: is each file sealed, private and where it belongs. Opens nothing.

use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::folder::{Entry, EntryKind, Folder};
use crate::disk::workbench::is_trace;
use crate::disk::write::TEMPORARY;
use crate::domain::client_id::ClientId;
use crate::envelope::{self, Outside};
use crate::vault::shelf::Kind;
use crate::vault::{MARKER, RECIPIENTS, Vault};

/// One thing that lies in the vault.
#[derive(Debug)]
pub struct Item {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: Outside,
    /// The permission bits of a file or folder.
    pub mode: u32,
}

/// Everything in the vault, by its outside.
#[derive(Debug)]
pub struct Audit {
    /// What there is, in the order of its path.
    pub items: Vec<Item>,
    /// How many of them are psychotherapy notes.
    pub notes: usize,
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
                let sealed = |item: &&Item| matches!(item.kind, Outside::Sealed(_));
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
            _ => items.extend(other(root, &entry)?),
        }
    }
    Ok(Audit { items, notes })
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
            items.extend(other(&clients, &entry)?);
            continue;
        };
        let Some(folder) = clients.open_in(name)? else { continue };
        items.push(folder_item(&folder)?);
        for entry in folder.entries()? {
            let item = match (entry.kind, kind.stem_of(&entry.name)) {
                (EntryKind::File, Some(_)) => sealed(&folder, &entry, &mut buffer)?,
                _ => other(&folder, &entry)?,
            };
            items.extend(item);
        }
    }
    Ok(())
}

fn sealed(folder: &Folder, entry: &Entry, buffer: &mut Vec<u8>) -> Result<Option<Item>, DiskError> {
    // A header is a few hundred bytes; whether the rest is whole, only a key can tell.
    match folder.read_until(&entry.name, buffer, |read| envelope::read(read).is_ok()) {
        // It went while we looked.
        Err(error) if error.reason() == ErrorKind::NotFound => Ok(None),
        read => read.and_then(|()| item(folder, entry, Outside::Sealed(envelope::read(buffer)))),
    }
}

fn other(folder: &Folder, entry: &Entry) -> Result<Option<Item>, DiskError> {
    let kind = match entry.kind {
        EntryKind::File if is_trace(&entry.name.to_string_lossy()) => Outside::Swap,
        EntryKind::File if entry.name.as_bytes().starts_with(TEMPORARY.as_bytes()) => {
            Outside::Temporary
        }
        EntryKind::File if entry.name.as_bytes().ends_with(b".age") => {
            let Some(bytes) = folder.read_if_there(entry.name.as_ref())? else { return Ok(None) };
            match envelope::read(&bytes) {
                Ok(_) => Outside::MisnamedNote,
                Err(error) => Outside::Sealed(Err(error)),
            }
        }
        _ => Outside::Stray,
    };
    item(folder, entry, kind)
}

/// Returns what there is to say of an entry; `None` when it went while we looked, as a file does that
/// another run is writing.
fn item(folder: &Folder, entry: &Entry, kind: Outside) -> Result<Option<Item>, DiskError> {
    let mode = folder.mode_of(&entry.name)?;
    Ok(mode.map(|mode| Item { path: folder.path().join(&entry.name), kind, mode }))
}

fn folder_item(folder: &Folder) -> Result<Item, DiskError> {
    Ok(Item { path: folder.path().to_owned(), kind: Outside::Folder, mode: folder.mode()? })
}
