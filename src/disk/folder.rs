//! A folder held open: sorted names and fast reads of the files in it, never through a link.

use std::ffi::{OsStr, OsString};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::buffer::spare_capacity;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, openat, statat};
use rustix::io::Errno;

use crate::disk::DiskError;
use crate::disk::read::LARGEST;

/// How much of a file the first read asks for; front matter is nearly always shorter.
const HEAD: usize = 1024;

/// How much the first read of a whole file asks for; most notes are shorter.
const WHOLE: usize = 16 * 1024;

/// An open folder. Everything below it is reached from here, so that no link can lead elsewhere.
pub struct Folder {
    fd: OwnedFd,
    path: PathBuf,
}

/// A name in a folder and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// What it is.
    pub kind: EntryKind,
}

/// What a name in a folder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; never followed.
    Link,
    /// A device, pipe or socket; never opened.
    Other,
}

impl Folder {
    /// Opens a folder by its path.
    ///
    /// # Errors
    /// Fails when there is no such folder or it may not be read.
    pub fn open(path: &Path) -> Result<Self, DiskError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty())
            .map_err(|source| DiskError::new("open the folder", path, source))?;
        Ok(Self { fd, path: path.to_owned() })
    }

    /// Opens a folder in this one; `None` when there is no such folder.
    ///
    /// # Errors
    /// Fails when it may not be read, and on a link.
    pub fn open_in(&self, name: &str) -> Result<Option<Self>, DiskError> {
        let path = self.path.join(name);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        match openat(&self.fd, name, flags, Mode::empty()) {
            Ok(fd) => Ok(Some(Self { fd, path })),
            Err(Errno::NOENT) => Ok(None),
            Err(source) => Err(DiskError::new("open the folder", &path, source)),
        }
    }

    /// Returns where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what is in the folder, sorted by name.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, DiskError> {
        let attempt = || -> Result<Vec<Entry>, Errno> {
            let mut entries = Vec::new();
            for entry in Dir::read_from(&self.fd)? {
                let entry = entry?;
                let name = entry.file_name();
                if name.to_bytes() == b"." || name.to_bytes() == b".." {
                    continue;
                }
                let kind = match entry.file_type() {
                    FileType::Unknown => {
                        let stat = statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW)?;
                        FileType::from_raw_mode(stat.st_mode)
                    }
                    known => known,
                };
                entries.push(Entry {
                    name: OsStr::from_bytes(name.to_bytes()).into(),
                    kind: kind.into(),
                });
            }
            entries.sort_unstable();
            Ok(entries)
        };
        attempt().map_err(|source| DiskError::new("read the folder", &self.path, source))
    }

    /// Returns the permission bits of a file in the folder.
    ///
    /// # Errors
    /// Fails when there is no such file.
    pub fn mode_of(&self, name: &OsStr) -> Result<u32, DiskError> {
        let stat = statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|source| DiskError::new("look at", &self.path.join(name), source))?;
        #[allow(clippy::unnecessary_cast, reason = "the type is narrower on macOS")]
        let mode = stat.st_mode as u32;
        Ok(mode & 0o777)
    }

    /// Reads a file into `buffer`, a piece at a time, until `enough` says so or the file ends. Whatever
    /// stood in the buffer is gone, on an error as well.
    ///
    /// # Errors
    /// Fails on a link, when the file cannot be read, and past 64 MiB.
    pub fn read_until(
        &self,
        name: &OsStr,
        buffer: &mut Vec<u8>,
        enough: impl Fn(&[u8]) -> bool,
    ) -> Result<(), DiskError> {
        self.read_in_pieces(name, buffer, HEAD, enough)
    }

    /// Reads a whole file into `buffer`.
    ///
    /// # Errors
    /// As [`Folder::read_until`].
    pub fn read_whole(&self, name: &OsStr, buffer: &mut Vec<u8>) -> Result<(), DiskError> {
        self.read_in_pieces(name, buffer, WHOLE, |_| false)
    }

    fn read_in_pieces(
        &self,
        name: &OsStr,
        buffer: &mut Vec<u8>,
        first: usize,
        enough: impl Fn(&[u8]) -> bool,
    ) -> Result<(), DiskError> {
        let failed = |source: std::io::Error| DiskError::new("read", &self.path.join(name), source);
        buffer.clear();
        let flags =
            OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = openat(&self.fd, name, flags, Mode::empty()).map_err(|e| failed(e.into()))?;
        let mut piece = first;
        loop {
            // The room is handed to the system as it is: to clear it first would cost as much as
            // to read.
            buffer.reserve_exact(piece);
            let until = buffer.len() + piece;
            let read = retry(|| rustix::io::read(&file, spare_capacity(buffer)));
            let read = read.map_err(|e| failed(e.into()))?;
            if read == 0 || enough(buffer) {
                return Ok(());
            }
            if buffer.len() as u64 > LARGEST {
                return Err(failed(std::io::Error::other("it is larger than 64 MiB")));
            }
            if buffer.len() >= until {
                piece = (piece * 4).min(1024 * 1024);
            }
        }
    }
}

impl From<FileType> for EntryKind {
    fn from(file_type: FileType) -> Self {
        match file_type {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Folder,
            FileType::Symlink => Self::Link,
            _ => Self::Other,
        }
    }
}

fn retry<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            result => return result,
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn entries_are_sorted_and_links_are_never_followed() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("b")).unwrap();
        fs::write(root.path().join("a"), "text").unwrap();
        std::os::unix::fs::symlink("b", root.path().join("c")).unwrap();
        std::os::unix::fs::symlink("a", root.path().join("d")).unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let kinds: Vec<_> = folder.entries().unwrap().into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [EntryKind::File, EntryKind::Folder, EntryKind::Link, EntryKind::Link]);
        assert!(folder.open_in("c").is_err());
        assert!(folder.open_in("x").unwrap().is_none());
        assert!(folder.read_whole(OsStr::new("d"), &mut Vec::new()).is_err());
    }

    #[test]
    fn a_file_is_read_in_steps_until_it_is_enough() {
        let root = tempfile::tempdir().unwrap();
        let text: Vec<u8> = (0..10_000_u32).map(|n| n as u8).collect();
        fs::write(root.path().join("a"), &text).unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let mut buffer = vec![1, 2, 3];
        folder.read_until(OsStr::new("a"), &mut buffer, |read| read.len() >= 3).unwrap();
        assert!(buffer.len() >= HEAD && text.starts_with(&buffer), "{}", buffer.len());
        folder.read_whole(OsStr::new("a"), &mut buffer).unwrap();
        assert_eq!(buffer, text);
    }
}
