//! A folder held open: sorted names and fast reads of the files in it, never through a link.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::buffer::spare_capacity;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::Errno;

use crate::disk::beneath::{self, FILE, FOLDER};
use crate::disk::read::{LARGEST, OpenFile, read_file};
use crate::disk::{DiskError, InTheWay};

/// How much of a file the first read asks for; front matter is nearly always shorter.
const HEAD: usize = 1024;

/// How much the first read of a whole file asks for; most notes are shorter.
const WHOLE: usize = 16 * 1024;

/// An open folder. Everything below it is reached from here, so that no link can lead elsewhere.
#[derive(Clone, Debug)]
pub struct Folder {
    pub(super) fd: Arc<File>,
    path: PathBuf,
}

/// A name in a folder and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    /// The name.
    pub name: OsString,
    /// Whether it is a file, a folder or something else; a link is not followed.
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
    /// Opens a folder by its path, links followed.
    pub(super) fn open(path: &Path) -> Result<Self, DiskError> {
        let fd = rustix::fs::open(path, FOLDER, Mode::empty())
            .map_err(|source| DiskError::new("open the folder", path, source))?;
        Ok(Self { fd: Arc::new(fd.into()), path: path.to_owned() })
    }

    /// Opens a folder in this one; `None` when there is no such folder.
    ///
    /// # Errors
    /// Fails when it may not be read, and on a link.
    pub fn open_in(&self, name: &str) -> Result<Option<Self>, DiskError> {
        let path = self.path.join(name);
        match openat(&self.fd, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(fd) => Ok(Some(Self { fd: Arc::new(fd.into()), path })),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.failed("open the folder", Path::new(name), errno)),
        }
    }

    /// Opens a folder below this one; `None` when there is no such folder.
    ///
    /// # Errors
    /// Fails when it may not be read, and on a link in any part of the path.
    pub fn open_below(&self, inside: &Path) -> Result<Option<Self>, DiskError> {
        match beneath::open(&self.fd, inside, FOLDER) {
            Ok(fd) => Ok(Some(Self { fd: Arc::new(fd), path: self.path_of(inside) })),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.failed("open the folder", inside, errno)),
        }
    }

    /// Opens the folder once more: a lock on it is then nobody else's in this process.
    pub(super) fn again(&self) -> Result<Self, Errno> {
        let fd = openat(&self.fd, ".", FOLDER, Mode::empty())?;
        Ok(Self { fd: Arc::new(fd.into()), path: self.path.clone() })
    }

    /// Returns what an error means for something below the folder: a link is named.
    pub(super) fn failed(
        &self,
        action: &'static str,
        inside: &Path,
        source: impl Into<io::Error>,
    ) -> DiskError {
        let (path, source) = (self.path_of(inside), source.into());
        let met = |code: Errno| source.raw_os_error() == Some(code.raw_os_error());
        // With a link in the way, systems say one or the other.
        let obstacle = match [Errno::LOOP, Errno::NOTDIR, Errno::MLINK].into_iter().any(met) {
            true => beneath::in_the_way(&self.fd, inside),
            false => None,
        };
        match obstacle.map(|(met, kind)| (self.path.join(met), kind)) {
            Some((met, FileType::Symlink)) => {
                DiskError::new(action, &path, InTheWay { met, is_link: true })
            }
            Some((met, _)) => DiskError::new(action, &path, InTheWay { met, is_link: false }),
            None => DiskError::new(action, &path, source),
        }
    }

    fn path_of(&self, inside: &Path) -> PathBuf {
        match inside.as_os_str().is_empty() {
            true => self.path.clone(),
            false => self.path.join(inside),
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
    pub fn entries(&self) -> Result<Vec<FolderEntry>, DiskError> {
        let attempt = || -> Result<Vec<FolderEntry>, Errno> {
            let mut entries = Vec::new();
            for entry in Dir::read_from(&self.fd)? {
                let entry = entry?;
                let name = entry.file_name();
                if name.to_bytes() == b"." || name.to_bytes() == b".." {
                    continue;
                }
                let kind = match entry.file_type() {
                    FileType::Unknown => match statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
                        Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                        // It went while we looked.
                        Err(Errno::NOENT) => continue,
                        Err(errno) => return Err(errno),
                    },
                    known => known,
                };
                entries.push(FolderEntry {
                    name: OsStr::from_bytes(name.to_bytes()).into(),
                    kind: kind.into(),
                });
            }
            entries.sort_unstable();
            Ok(entries)
        };
        attempt().map_err(|source| DiskError::new("read the folder", &self.path, source))
    }

    /// Returns the permission bits of a file in the folder; `None` when there is no such file.
    ///
    /// # Errors
    /// Fails when it cannot be looked at.
    pub fn mode_of(&self, name: &OsStr) -> Result<Option<u32>, DiskError> {
        Ok(self.look(name)?.map(|stat| mode(&stat)))
    }

    /// Tells what a name in the folder stands for; `None` when there is nothing of that name.
    ///
    /// # Errors
    /// Fails when it cannot be looked at.
    pub fn kind_of(&self, name: &OsStr) -> Result<Option<EntryKind>, DiskError> {
        let kind = |stat: Stat| FileType::from_raw_mode(stat.st_mode).into();
        Ok(self.look(name)?.map(kind))
    }

    fn look(&self, name: &OsStr) -> Result<Option<Stat>, DiskError> {
        match statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(self.failed("look at", Path::new(name), errno)),
        }
    }

    /// Opens a regular file of any size in the folder.
    ///
    /// # Errors
    /// Fails on a link, and on anything but a regular file.
    pub fn open_file(&self, name: &OsStr) -> Result<OpenFile, DiskError> {
        let file = openat(&self.fd, name, FILE | OFlags::NOFOLLOW, Mode::empty())
            .map_err(|errno| self.failed("read", Path::new(name), errno))?;
        OpenFile::of(file.into(), &self.path_of(Path::new(name)))
    }

    /// Returns how many bytes a file in the folder has; none if it is not there.
    ///
    /// # Errors
    /// Fails when it cannot be looked at.
    pub fn size_of(&self, name: &OsStr) -> Result<u64, DiskError> {
        Ok(self.look(name)?.map_or(0, |stat| u64::try_from(stat.st_size).unwrap_or(0)))
    }

    /// Tells whether something in the folder belongs to the user; what is gone belongs to nobody.
    pub(super) fn is_own(&self, name: &OsStr) -> Result<bool, DiskError> {
        let user = rustix::process::getuid().as_raw();
        Ok(self.look(name)?.is_some_and(|stat| stat.st_uid == user))
    }

    /// Tells whether its path still leads to the folder.
    pub(super) fn is_at_its_path(&self) -> Result<bool, DiskError> {
        let identity = |stat: Stat| (stat.st_dev, stat.st_ino);
        let here = fstat(&self.fd).map(identity);
        let there = rustix::fs::stat(&self.path).map(identity);
        match (here, there) {
            (Ok(here), Ok(there)) => Ok(here == there),
            (_, Err(Errno::NOENT)) => Ok(false),
            (Err(errno), _) | (_, Err(errno)) => Err(DiskError::new("look at", &self.path, errno)),
        }
    }

    /// Returns the permission bits of the folder.
    ///
    /// # Errors
    /// Fails when the system does not tell.
    pub fn mode(&self) -> Result<u32, DiskError> {
        let stat = fstat(&self.fd).map_err(|errno| self.failed("look at", Path::new(""), errno))?;
        Ok(mode(&stat))
    }

    /// Reads a regular file below the folder.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, on anything but a regular file, and past 64 MiB.
    pub fn read(&self, inside: &Path) -> Result<Vec<u8>, DiskError> {
        let file = beneath::open(&self.fd, inside, FILE);
        let read = file.map_err(io::Error::from).and_then(read_file);
        read.map_err(|source| self.failed("read", inside, source))
    }

    /// The same, or `None` when there is no such file.
    ///
    /// # Errors
    /// As [`Folder::read`], except for a file that does not exist.
    pub fn read_if_there(&self, inside: &Path) -> Result<Option<Vec<u8>>, DiskError> {
        none_if_missing(self.read(inside))
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

    /// Reads a whole file below the folder into `buffer`, one of many that are short; tells whether there is
    /// such a file.
    ///
    /// # Errors
    /// As [`Folder::read_until`], and on a link in any part of the path.
    pub fn read_short_below(&self, inside: &Path, buffer: &mut Vec<u8>) -> Result<bool, DiskError> {
        buffer.clear();
        match beneath::open(&self.fd, inside, FILE) {
            Ok(file) => self.read_on(&file, inside, buffer, HEAD, |_| false).map(|()| true),
            Err(Errno::NOENT) => Ok(false),
            Err(errno) => Err(self.failed("read", inside, errno)),
        }
    }

    fn read_in_pieces(
        &self,
        name: &OsStr,
        buffer: &mut Vec<u8>,
        first: usize,
        enough: impl Fn(&[u8]) -> bool,
    ) -> Result<(), DiskError> {
        let name = Path::new(name);
        buffer.clear();
        let file = openat(&self.fd, name, FILE | OFlags::NOFOLLOW, Mode::empty())
            .map_err(|errno| self.failed("read", name, errno))?;
        self.read_on(&file.into(), name, buffer, first, enough)
    }

    /// Reads an open file of the folder into an empty buffer.
    fn read_on(
        &self,
        file: &File,
        inside: &Path,
        buffer: &mut Vec<u8>,
        first: usize,
        enough: impl Fn(&[u8]) -> bool,
    ) -> Result<(), DiskError> {
        let failed = |source: io::Error| self.failed("read", inside, source);
        let mut piece = first;
        loop {
            // The room is handed to the system as it is: to clear it first would cost as much as
            // to read.
            buffer.reserve_exact(piece);
            let until = buffer.len() + piece;
            let read = retry(|| rustix::io::read(file, spare_capacity(buffer)));
            let read = read.map_err(|e| failed(e.into()))?;
            if read == 0 || enough(buffer) {
                return Ok(());
            }
            if buffer.len() as u64 > LARGEST {
                return Err(failed(io::Error::other("it is larger than 64 MiB")));
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

fn mode(stat: &Stat) -> u32 {
    #[allow(clippy::unnecessary_cast, reason = "the type is narrower on macOS")]
    let mode = stat.st_mode as u32;
    mode & 0o777
}

/// Takes a file that is not there for nothing.
pub(super) fn none_if_missing<T>(read: Result<T, DiskError>) -> Result<Option<T>, DiskError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.reason() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
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
