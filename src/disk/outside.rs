//! Files outside of chart and vault, by their paths, links followed: the configuration, keys, what a user
//! names, and what leaves. What lies in a tree is reached through [`crate::disk::tree`] alone.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::disk::DiskError;
use crate::disk::beneath::FILE;
use crate::disk::folder::{Folder, none_if_missing};
use crate::disk::read::{OpenFile, read_file, read_stream};
use crate::disk::write::{Make, MakeEach, MakeFile, PRIVATE, PROGRAM, PUBLIC, Replaced};

/// Reads a regular file.
///
/// # Errors
/// Fails on anything but a regular file, so that a pipe cannot hold the program up, and on a file
/// over 64 MiB.
pub fn read(path: &Path) -> Result<Vec<u8>, DiskError> {
    let file = rustix::fs::open(path, FILE, Mode::empty()).map_err(std::io::Error::from);
    let read = file.and_then(|file| read_file(file.into()));
    read.map_err(|source| DiskError::new("read", path, source))
}

/// Opens a regular file of any size that the user has named; what it names must be the file itself and no
/// link to it.
///
/// # Errors
/// Fails on a link, and on anything but a regular file: nothing waits for a pipe.
pub fn open_given(path: &Path) -> Result<OpenFile, DiskError> {
    let (folder, name) = folder_and_name(path)?;
    folder.open_file(name).map(|file| file.called(path))
}

/// Reads a regular file, or `None` when there is no such file.
///
/// # Errors
/// As [`read`], except for a file that does not exist.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    none_if_missing(read(path))
}

/// What stands in a file that the user has named.
pub struct GivenFile {
    /// All of it.
    pub bytes: Vec<u8>,
    /// Whether it can be read again: a pipe is empty now.
    pub is_still_there: bool,
}

/// Reads a file that the user has named on the command line, which may be a stream as well: a named
/// pipe, `/dev/stdin`, or the `/dev/fd/63` of `<(command)`. What lies in the trees is reached through a tree.
///
/// # Errors
/// Fails on a folder, when it cannot be read, and past 64 MiB.
pub fn read_given(path: &Path) -> Result<GivenFile, DiskError> {
    let failed = |source: std::io::Error| DiskError::new("read", path, source);
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| failed(e.into()))?;
    let mut file = File::from(file);
    let kind = file.metadata().map_err(failed)?;
    if kind.is_dir() {
        return Err(failed(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
    }
    Ok(GivenFile { bytes: read_stream(&mut file, path)?, is_still_there: kind.is_file() })
}

/// Writes a file that must not exist yet, readable by its owner alone.
///
/// # Errors
/// Fails with [`std::io::ErrorKind::AlreadyExists`] when there is such a file; nothing is changed then.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write_new_as_made(path, &|writer| writer.write_all(bytes))
}

/// The same for bytes that are made while they are written; what could not be made is not there.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_as_made(path: &Path, make: &Make<'_>) -> Result<(), DiskError> {
    let (folder, name) = folder_and_name(path)?;
    folder.write_new_as_made(name, make, PRIVATE)
}

/// The same for what is not written from its beginning to its end alone.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_file(path: &Path, make: &MakeFile<'_>) -> Result<(), DiskError> {
    let (folder, name) = folder_and_name(path)?;
    folder.write_new_file(name, make, PRIVATE)
}

/// Writes a program that must not exist yet, which its owner alone may run.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_program(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let (folder, name) = folder_and_name(path)?;
    folder.write_new(name, &[bytes], PROGRAM)
}

/// Replaces a file in one step if it still holds `expected`; only its owner may read it then.
///
/// # Errors
/// Fails when the file cannot be read or written; the old content is whole then.
pub fn replace_private_if(
    path: &Path,
    expected: &[u8],
    bytes: &[u8],
) -> Result<Replaced, DiskError> {
    let (folder, name) = folder_and_name(path)?;
    folder.replace_if(name, expected, bytes, Some(PRIVATE))
}

/// Writes a file that whoever uses the machine may read: a new one, or in place of what is known to stand
/// there.
///
/// # Errors
/// Fails when another file is there, or it cannot be written; what was there is whole then.
pub fn write_public(path: &Path, before: Option<&[u8]>, bytes: &[u8]) -> Result<(), DiskError> {
    let (folder, name) = folder_and_name(path)?;
    match before {
        None => folder.write_new(name, &[bytes], PUBLIC),
        Some(before) => folder.replace_if(name, before, bytes, Some(PUBLIC)).map(drop),
    }
}

/// Writes a folder that must not exist yet, with its files, in one step; its owner alone may read it. What killed
/// runs have left beside it of such folders goes.
///
/// # Errors
/// Fails with [`std::io::ErrorKind::AlreadyExists`] when there is something of that name. Whatever the
/// error, no folder of that name is made. `make` is asked for each file by the place of its name.
pub fn write_new_folder(path: &Path, names: &[&str], make: &MakeEach<'_>) -> Result<(), DiskError> {
    let (folder, name) = folder_and_name(path)?;
    folder.remove_unfinished();
    folder.write_new_folder_as_made(name, names, make)
}

/// Waits until nobody else of us holds a folder, and holds it until what is returned is dropped.
///
/// # Errors
/// Fails when there is no such folder, or it cannot be held.
pub fn hold(path: &Path) -> Result<impl Drop + use<>, DiskError> {
    let held = Folder::open(path)?.lock();
    held.map(Held).map_err(|source| DiskError::new("hold", path, source))
}

/// A folder that is held.
struct Held(#[expect(dead_code, reason = "it is held as long as it is open")] Folder);

impl Drop for Held {
    fn drop(&mut self) {}
}

/// Makes a folder and those above it, for their owner alone.
///
/// # Errors
/// Fails when one cannot be made; a folder that exists is fine.
pub fn create_folders(path: &Path) -> Result<(), DiskError> {
    if path.is_dir() {
        return Ok(());
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| DiskError::new("make the folder", path, source))?;
    folder_and_name(path)?.0.sync_or_tell();
    Ok(())
}

/// Removes what a command has made and then could not finish; what is not there is fine.
#[expect(clippy::disallowed_methods, reason = "clearing up on the way out of a failure")]
pub fn unmake(paths: &[&Path]) {
    for path in paths {
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        // The command already fails; it names what it was doing.
        let _ = removed;
    }
}

/// Returns the folders above a path that are not there, the inner ones first.
pub fn missing_above(path: &Path) -> Vec<PathBuf> {
    let above = path.ancestors().skip(1);
    let missing = above.take_while(|folder| folder.symlink_metadata().is_err());
    missing.map(Path::to_owned).collect()
}

/// Removes folders that a command has made and that are still empty, the inner ones first.
pub fn unmake_empty(folders: &[PathBuf]) {
    for folder in folders {
        // What another program has put there meanwhile stays.
        let _ = fs::remove_dir(folder);
    }
}

fn folder_and_name(path: &Path) -> Result<(Folder, &OsStr), DiskError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let no_name = || DiskError::new("write", path, std::io::Error::other("it names no file"));
    Ok((Folder::open(folder)?, path.file_name().ok_or_else(no_name)?))
}
