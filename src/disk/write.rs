//! Writing: all or nothing, durable, and never over what is not known to be there.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use tempfile::{Builder, NamedTempFile};

use crate::disk::DiskError;
use crate::disk::read;

/// How the name of a file begins that is being written and does not count yet.
pub const TEMPORARY: &str = ".casenotes-";

/// What became of an attempt to replace a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The file has its new content.
    Yes,
    /// The file no longer had the expected content and was left alone.
    ChangedMeanwhile,
}

/// Writes a file that must not exist yet, readable by its owner alone.
///
/// # Errors
/// Fails with [`io::ErrorKind::AlreadyExists`] when there is such a file; nothing is changed then.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write_new_in_pieces(path, &[bytes])
}

/// The same for bytes that do not lie in one piece of memory.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_in_pieces(path: &Path, pieces: &[&[u8]]) -> Result<(), DiskError> {
    create(path, pieces, 0o600)
}

/// Writes a program that must not exist yet, which its owner alone may run.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_program(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    create(path, &[bytes], 0o700)
}

/// Writes a file under the first free of the names that `path` gives for 1 to 999, and returns its
/// number; `None` when all are taken.
///
/// # Errors
/// Fails when the file cannot be written; nothing half-written stays.
pub fn write_numbered(
    path: impl Fn(u16) -> PathBuf,
    bytes: &[u8],
) -> Result<Option<u16>, DiskError> {
    for number in 1..=999 {
        match write_new(&path(number), bytes) {
            Ok(()) => return Ok(Some(number)),
            Err(error) if error.reason() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Replaces a file in one step if it still holds `expected`; its mode stays.
///
/// # Errors
/// Fails when the file cannot be read or written; the old content is whole then.
pub fn replace_if(path: &Path, expected: &[u8], bytes: &[u8]) -> Result<Replaced, DiskError> {
    let mode = fs::metadata(path)
        .map_err(|source| DiskError::new("read", path, source))?
        .permissions()
        .mode();
    swap(path, expected, bytes, mode & 0o777)
}

/// Replaces a sealed file in one step if it still holds `expected`; only its owner may read it then.
///
/// # Errors
/// As [`replace_if`].
pub fn replace_sealed_if(
    path: &Path,
    expected: &[u8],
    bytes: &[u8],
) -> Result<Replaced, DiskError> {
    swap(path, expected, bytes, 0o600)
}

/// Removes a file if it still holds `expected`.
///
/// # Errors
/// Fails when the file cannot be read or removed.
#[expect(clippy::disallowed_methods, reason = "the one place that removes a file of the record")]
pub fn remove_if(path: &Path, expected: &[u8]) -> Result<Replaced, DiskError> {
    let failed = |source: io::Error| DiskError::new("remove", path, source);
    let folder = File::open(folder_of(path)).map_err(failed)?;
    flock(&folder, FlockOperation::LockExclusive).map_err(|e| failed(e.into()))?;
    if read::read(path)? != expected {
        return Ok(Replaced::ChangedMeanwhile);
    }
    fs::remove_file(path).and_then(|()| folder.sync_all()).map_err(failed)?;
    Ok(Replaced::Yes)
}

/// Makes a folder and those above it, for their owner alone.
///
/// # Errors
/// Fails when one cannot be made; a folder that exists is fine.
pub fn create_folders(path: &Path) -> Result<(), DiskError> {
    let attempt = || -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        sync_folder_of(path)
    };
    attempt().map_err(|source| DiskError::new("make the folder", path, source))
}

/// Makes one folder that must not exist yet, for its owner alone.
///
/// # Errors
/// Fails with [`io::ErrorKind::AlreadyExists`] when there is something of that name.
pub fn create_new_folder(path: &Path) -> Result<(), DiskError> {
    DirBuilder::new()
        .mode(0o700)
        .create(path)
        .and_then(|()| sync_folder_of(path))
        .map_err(|source| DiskError::new("make the folder", path, source))
}

/// Writes a folder that must not exist yet, with its files, in one step; its owner alone may read it.
///
/// # Errors
/// Fails with [`io::ErrorKind::AlreadyExists`] when there is something of that name. Whatever the
/// error, no folder of that name is made.
pub fn write_new_folder(path: &Path, files: &[(&str, Vec<&[u8]>)]) -> Result<(), DiskError> {
    let attempt = || -> io::Result<()> {
        // It is filled beside its place and gets its name when it is whole.
        let mut builder = Builder::new();
        builder.prefix(TEMPORARY).suffix(".tmp").permissions(Permissions::from_mode(0o700));
        let folder = builder.tempdir_in(folder_of(path))?;
        for (name, pieces) in files {
            let file = temporary_beside(&folder.path().join(name), pieces, 0o600)?;
            file.persist_noclobber(folder.path().join(name)).map_err(|error| error.error)?;
        }
        File::open(folder.path())?.sync_all()?;
        renameat_with(CWD, folder.path(), CWD, path, RenameFlags::NOREPLACE)?;
        // What is not sure to be there tomorrow is not there: the caller is told that it failed.
        sync_folder_of(path).inspect_err(|_| unmake(&[path]))
    };
    attempt().map_err(|source| DiskError::new("create", path, source))
}

/// Removes a file for good.
///
/// # Errors
/// Fails when it is not there or may not be removed.
#[expect(clippy::disallowed_methods, reason = "removing on purpose, and saying so when it fails")]
pub fn remove(path: &Path) -> Result<(), DiskError> {
    fs::remove_file(path)
        .and_then(|()| sync_folder_of(path))
        .map_err(|source| DiskError::new("remove", path, source))
}

/// Gives a file or folder to its owner alone: mode 0600 or 0700.
///
/// # Errors
/// Fails on a link, and when the mode may not be changed.
pub fn make_private(path: &Path) -> Result<(), DiskError> {
    let attempt = || -> io::Result<()> {
        let kind = fs::symlink_metadata(path)?;
        if kind.is_symlink() {
            return Err(io::Error::other("it is a symbolic link"));
        }
        let mode = if kind.is_dir() { 0o700 } else { 0o600 };
        fs::set_permissions(path, Permissions::from_mode(mode))
    };
    attempt().map_err(|source| DiskError::new("change the mode of", path, source))
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

fn create(path: &Path, pieces: &[&[u8]], mode: u32) -> Result<(), DiskError> {
    let attempt = || -> io::Result<()> {
        let file = temporary_beside(path, pieces, mode)?;
        file.persist_noclobber(path).map_err(|e| e.error)?;
        // What is not sure to be there tomorrow is not there: the caller is told that it failed.
        sync_folder_of(path).inspect_err(|_| unmake(&[path]))
    };
    attempt().map_err(|source| DiskError::new("create", path, source))
}

fn swap(path: &Path, expected: &[u8], bytes: &[u8], mode: u32) -> Result<Replaced, DiskError> {
    let attempt = || -> io::Result<Replaced> {
        let mut file = temporary_beside(path, &[bytes], mode)?;
        // The old file goes only when the disk gives back what the new one is to be.
        let mut written = Vec::with_capacity(bytes.len() + 1);
        file.rewind()?;
        file.read_to_end(&mut written)?;
        if written != bytes {
            return Err(io::Error::other("the disk does not give back what was written"));
        }
        // One casenotes at a time between the comparison and the rename.
        let folder = File::open(folder_of(path))?;
        flock(&folder, FlockOperation::LockExclusive)?;
        if read::read(path).map_err(|e| io::Error::new(e.reason(), e.cause()))? != expected {
            return Ok(Replaced::ChangedMeanwhile);
        }
        file.persist(path).map_err(|e| e.error)?;
        folder.sync_all()?;
        Ok(Replaced::Yes)
    };
    attempt().map_err(|source| DiskError::new("replace", path, source))
}

// In the same folder, because a rename is atomic only within one file system.
fn temporary_beside(path: &Path, pieces: &[&[u8]], mode: u32) -> io::Result<NamedTempFile> {
    let mut file = Builder::new().prefix(TEMPORARY).suffix(".tmp").tempfile_in(folder_of(path))?;
    if mode != 0o600 {
        file.as_file().set_permissions(Permissions::from_mode(mode))?;
    }
    for piece in pieces {
        file.write_all(piece)?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_overwrites_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.md");
        write_new(&path, b"one").unwrap();
        let error = write_new(&path, b"two").unwrap_err();
        assert_eq!(error.reason(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_folder_comes_whole_and_never_over_another() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("record");
        write_new_folder(&path, &[("a", vec![b"o", b"ne"]), ("b", vec![b"two"])]).unwrap();
        assert_eq!(fs::read(path.join("b")).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(path.join("a")).unwrap().permissions().mode() & 0o777, 0o600);
        let empty = root.path().join("empty");
        fs::create_dir(&empty).unwrap();
        for taken in [&path, &empty] {
            let error = write_new_folder(taken, &[("a", vec![b"three"])]).unwrap_err();
            assert_eq!(error.reason(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read(path.join("a")).unwrap(), b"one");
        assert!(write_new_folder(&root.path().join("x"), &[("no/such", vec![b"x"])]).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.md");
        write_new(&path, b"one").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        assert_eq!(replace_if(&path, b"zero", b"two").unwrap(), Replaced::ChangedMeanwhile);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(remove_if(&path, b"zero").unwrap(), Replaced::ChangedMeanwhile);
        assert_eq!(replace_if(&path, b"one", b"two").unwrap(), Replaced::Yes);
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(replace_sealed_if(&path, b"two", b"three").unwrap(), Replaced::Yes);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
