//! Writing: all or nothing, durable, and never over what is not known to be there.
//!
//! Everything happens in a folder that is held open: whoever exchanges the folder meanwhile cannot lead
//! the rest of the work elsewhere.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{
    AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags, flock, fstat, linkat, mkdirat,
    openat, renameat, renameat_with, unlinkat,
};
use rustix::io::Errno;

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder};

/// How the name of a file begins that is being written and does not count yet.
pub const TEMPORARY: &str = ".casenotes-";

/// The mode of a file for its owner alone.
pub const PRIVATE: u32 = 0o600;

/// The mode of a file that whoever uses the machine may read: it says nothing of anybody.
pub const PUBLIC: u32 = 0o644;

/// The mode of a program for its owner alone.
pub const PROGRAM: u32 = 0o700;

/// What became of an attempt to replace a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The file has its new content.
    Yes,
    /// The file no longer had the expected content and was left alone.
    ChangedMeanwhile,
}

/// The files of a folder that is to be written: their names and what is in them, in pieces.
pub type Files<'a> = [(&'a str, Vec<&'a [u8]>)];

/// What makes bytes while they are written.
pub type Make<'m> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'm;

/// A file that is being written and has no name yet.
pub type NewFile = File;

/// The same, where it does not write from the beginning to the end alone.
pub type MakeFile<'m> = dyn Fn(&mut NewFile) -> io::Result<()> + 'm;

/// What makes the bytes of one of some files, by its place among them, while they are written.
pub type MakeEach<'m> = dyn Fn(usize, &mut dyn Write) -> io::Result<()> + 'm;

/// Writes what does not lie in one piece of memory.
pub(super) fn write_pieces(pieces: &[&[u8]], writer: &mut dyn Write) -> io::Result<()> {
    pieces.iter().try_for_each(|piece| writer.write_all(piece))
}

/// The folders in which something was done for good that a loss of power may yet undo.
static UNSYNCED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Returns, once, the folders in which something was done that a loss of power may yet undo, because the
/// system would not make the folder safe. What was done stays done: to report it as failed would be
/// wrong, to say nothing as well.
pub fn take_unsynced() -> BTreeSet<PathBuf> {
    std::mem::take(&mut *UNSYNCED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The files that were written or removed, so that what one command has done is told from what others do.
static WRITTEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Returns, once, the files that this process has written or removed.
pub fn take_written() -> BTreeSet<PathBuf> {
    std::mem::take(&mut *WRITTEN.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Folder {
    /// Remembers that a file was written or removed.
    pub(super) fn tell_written(&self, name: impl AsRef<Path>) {
        let path = self.path().join(name);
        WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    /// Writes a file that must not exist yet, of this mode.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is such a file; nothing is changed then.
    pub fn write_new(&self, name: &OsStr, pieces: &[&[u8]], mode: u32) -> Result<(), DiskError> {
        self.write_new_as_made(name, &|writer| write_pieces(pieces, writer), mode)
    }

    /// The same for bytes that are made while they are written; what could not be made is not there.
    ///
    /// # Errors
    /// As [`Folder::write_new`].
    pub fn write_new_as_made(
        &self,
        name: &OsStr,
        make: &Make<'_>,
        mode: u32,
    ) -> Result<(), DiskError> {
        self.write_new_file(name, &|file| make(file), mode)
    }

    /// The same for what is not written from its beginning to its end alone.
    ///
    /// # Errors
    /// As [`Folder::write_new`].
    pub fn write_new_file(
        &self,
        name: &OsStr,
        make: &MakeFile<'_>,
        mode: u32,
    ) -> Result<(), DiskError> {
        let attempt = || -> io::Result<()> {
            Temporary::write(self, make, mode)?.persist_new(name)?;
            self.tell_written(name);
            // What is not sure to be there tomorrow is not there: the caller is told that it failed.
            self.sync().inspect_err(|_| self.unmake(name))
        };
        attempt().map_err(|source| self.failed("create", Path::new(name), source))
    }

    /// Replaces a file in one step if it still holds `expected`; its mode stays, or becomes `mode`.
    ///
    /// # Errors
    /// Fails on a link, and when the file cannot be read or written; the old content is whole then.
    pub fn replace_if(
        &self,
        name: &OsStr,
        expected: &[u8],
        bytes: &[u8],
        mode: Option<u32>,
    ) -> Result<Replaced, DiskError> {
        let attempt = || -> io::Result<Replaced> {
            let there = self.mode_of(name).map_err(of_system)?;
            let there = there.ok_or_else(|| io::Error::from(Errno::NOENT))?;
            let make = |file: &mut File| file.write_all(bytes);
            let mut file = Temporary::write(self, &make, mode.unwrap_or(there))?;
            // The old file goes only when the disk gives back what the new one is to be.
            if file.read_back(bytes.len())? != bytes {
                return Err(io::Error::other("the disk does not give back what was written"));
            }
            let _lock = self.lock()?;
            if self.read(Path::new(name)).map_err(of_system)? != expected {
                return Ok(Replaced::ChangedMeanwhile);
            }
            file.persist_over(name)?;
            self.tell_written(name);
            self.sync_or_tell();
            Ok(Replaced::Yes)
        };
        attempt().map_err(|source| self.failed("replace", Path::new(name), source))
    }

    /// Gives a file of another folder a name here as well, which must not be taken by another file; neither
    /// is read, and both names stay.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is another file of that name, and where a file
    /// can have one name only.
    pub fn link_from(&self, name: &OsStr, from: &Self, old: &OsStr) -> Result<(), DiskError> {
        let attempt = || -> io::Result<()> {
            match linkat(&from.fd, old, &self.fd, name, AtFlags::empty()) {
                // A run that was killed has done it.
                Err(Errno::EXIST) if self.has_same(name, from, old)? => {}
                linked => linked?,
            }
            self.tell_written(name);
            self.sync()
        };
        attempt().map_err(|source| self.failed("create", Path::new(name), source))
    }

    /// Moves a file to a name in another folder that must not be taken.
    pub(super) fn move_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> Result<(), Errno> {
        match renameat_with(&self.fd, name, &to.fd, new, RenameFlags::NOREPLACE) {
            // Not every file system renames so; a link never replaces either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                linkat(&self.fd, name, &to.fd, new, AtFlags::empty())?;
                // A second name that stays is found by `validate`.
                let _ = unlinkat(&self.fd, name, AtFlags::empty());
                Ok(())
            }
            renamed => renamed,
        }
    }

    fn has_same(&self, name: &OsStr, other: &Self, of: &OsStr) -> Result<bool, Errno> {
        let identity = |folder: &Self, name| {
            let stat = rustix::fs::statat(&folder.fd, name, AtFlags::SYMLINK_NOFOLLOW)?;
            Ok::<_, Errno>((stat.st_dev, stat.st_ino))
        };
        Ok(identity(self, name)? == identity(other, of)?)
    }

    /// Puts a file of our own there in one step, whatever stood there; for a folder that is locked already.
    pub(super) fn put_in_locked(&self, name: &OsStr, bytes: &[u8]) -> Result<(), DiskError> {
        let make = |file: &mut File| file.write_all(bytes);
        let put = || Temporary::write(self, &make, PRIVATE)?.persist_over(name);
        put().map_err(|source| self.failed("write", Path::new(name), source))
    }

    /// Removes a file if it still holds `expected`.
    ///
    /// # Errors
    /// Fails on a link, and when the file cannot be read or removed.
    pub fn remove_if(&self, name: &OsStr, expected: &[u8]) -> Result<Replaced, DiskError> {
        let failed = |source: io::Error| self.failed("remove", Path::new(name), source);
        let _lock = self.lock().map_err(failed)?;
        if self.read(Path::new(name))? != expected {
            return Ok(Replaced::ChangedMeanwhile);
        }
        self.remove(name).map(|()| Replaced::Yes)
    }

    /// Removes a file for good.
    ///
    /// # Errors
    /// Fails when it is not there or may not be removed.
    pub fn remove(&self, name: &OsStr) -> Result<(), DiskError> {
        unlinkat(&self.fd, name, AtFlags::empty())
            .map_err(|errno| self.failed("remove", Path::new(name), errno))?;
        self.tell_written(name);
        self.sync_or_tell();
        Ok(())
    }

    /// Gives a file or folder to its owner alone: mode 0600 or 0700.
    ///
    /// # Errors
    /// Fails on a link, and when the mode may not be changed.
    pub fn make_private(&self, name: &OsStr) -> Result<(), DiskError> {
        let attempt = || -> Result<(), Errno> {
            // The mode of what was opened is changed, so that it is not that of something else.
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = openat(&self.fd, name, flags, Mode::empty())?;
            let is_folder = FileType::from_raw_mode(fstat(&file)?.st_mode) == FileType::Directory;
            let mode = if is_folder { 0o700 } else { PRIVATE };
            rustix::fs::fchmod(&file, mode_bits(mode))
        };
        attempt().map_err(|errno| self.failed("change the mode of", Path::new(name), errno))
    }

    /// Makes a folder below this one and those on the way to it, for their owner alone.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, and when one cannot be made; nothing is made then. A
    /// folder that exists is fine.
    pub fn create_folders(&self, inside: &Path) -> Result<Self, DiskError> {
        self.make_folders(inside).map(|(folder, _)| folder)
    }

    /// The same, and returns which were made, the outer ones first.
    pub(super) fn make_folders(&self, inside: &Path) -> Result<(Self, Made), DiskError> {
        // As a rule it is there.
        if let Some(folder) = self.open_below(inside)? {
            return Ok((folder, Made(Vec::new())));
        }
        let (mut at, mut made) = (self.clone(), Made(Vec::new()));
        for part in inside.components() {
            let Component::Normal(name) = part else { continue };
            match at.open_or_make(name, &mut made) {
                Ok(folder) => at = folder,
                Err(error) => {
                    made.take_back();
                    return Err(error);
                }
            }
        }
        Ok((at, made))
    }

    fn open_or_make(&self, name: &OsStr, made: &mut Made) -> Result<Self, DiskError> {
        if let Some(folder) = self.open_below(Path::new(name))? {
            return Ok(folder);
        }
        match self.create_new_folder(name) {
            Ok(folder) => {
                made.0.push((self.clone(), name.into()));
                Ok(folder)
            }
            // Another run was faster.
            Err(error) if error.reason() == io::ErrorKind::AlreadyExists => {
                let missing = || self.failed("open the folder", Path::new(name), Errno::NOENT);
                self.open_below(Path::new(name))?.ok_or_else(missing)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes one folder that must not exist yet, for its owner alone, and opens it.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is something of that name.
    pub fn create_new_folder(&self, name: &OsStr) -> Result<Self, DiskError> {
        let attempt = || -> io::Result<Option<Self>> {
            mkdirat(&self.fd, name, Mode::RWXU)?;
            self.sync().inspect_err(|_| self.unmake(name))?;
            self.open_below(Path::new(name)).map_err(of_system)
        };
        let made = attempt().and_then(|folder| folder.ok_or_else(|| Errno::NOENT.into()));
        made.map_err(|source| self.failed("make the folder", Path::new(name), source))
    }

    /// Removes what a command has made and then could not finish, a folder with all that is in it; what
    /// is not there is fine.
    pub fn unmake(&self, name: &OsStr) {
        // The command already fails; it names what it was doing.
        let _ = self.remove_all(name);
    }

    /// Removes a file, or a folder with all that is in it; a link is removed, never followed.
    ///
    /// # Errors
    /// Fails when it is not there or something in it may not be removed.
    pub fn remove_all(&self, name: &OsStr) -> Result<(), DiskError> {
        let failed = |errno: Errno| self.failed("remove", Path::new(name), errno);
        let kind = self.kind_of(name)?.ok_or_else(|| failed(Errno::NOENT))?;
        if kind != EntryKind::Folder {
            return unlinkat(&self.fd, name, AtFlags::empty()).map_err(failed);
        }
        if let Some(folder) = self.open_below(Path::new(name))? {
            for entry in folder.entries()? {
                folder.remove_all(&entry.name)?;
            }
        }
        unlinkat(&self.fd, name, AtFlags::REMOVEDIR).map_err(failed)
    }

    /// Keeps other runs of casenotes from a comparison and what follows it, until the lock is dropped.
    pub(super) fn lock(&self) -> io::Result<Self> {
        let again = self.again()?;
        flock(&again.fd, FlockOperation::LockExclusive)?;
        Ok(again)
    }

    /// Makes the names in the folder safe from a loss of power. Network and shared folders cannot do it
    /// and say so; that is told in the end, and is no failure.
    pub(super) fn sync(&self) -> io::Result<()> {
        match self.fd.sync_all() {
            Err(error) if cannot_be_synced(&error) => {
                self.tell_unsynced();
                Ok(())
            }
            result => result,
        }
    }

    /// The same where nothing can be taken back any more.
    pub(super) fn sync_or_tell(&self) {
        if self.sync().is_err() {
            self.tell_unsynced();
        }
    }

    fn tell_unsynced(&self) {
        let mut unsynced = UNSYNCED.lock().unwrap_or_else(PoisonError::into_inner);
        unsynced.insert(self.path().to_owned());
    }
}

/// Tells whether a file system has no way to make a folder safe; fsync(2) says EINVAL then, and others
/// what they say of calls that they do not know.
fn cannot_be_synced(error: &io::Error) -> bool {
    let codes = [Errno::INVAL, Errno::BADF, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS];
    codes.into_iter().any(|code| error.raw_os_error() == Some(code.raw_os_error()))
}

/// Folders that were made on the way to something.
pub(super) struct Made(Vec<(Folder, std::ffi::OsString)>);

impl Made {
    /// Removes those of them that are still empty.
    pub(super) fn take_back(self) {
        for (folder, name) in self.0.iter().rev() {
            // What another run has filled meanwhile stays.
            let _ = unlinkat(&folder.fd, name, AtFlags::REMOVEDIR);
        }
    }
}

/// A file under a name that does not count yet, gone when it is dropped without getting another.
///
/// It lies in the same folder, because a rename is atomic only within one file system.
struct Temporary<'f> {
    folder: &'f Folder,
    name: String,
    file: File,
    is_there: bool,
}

impl<'f> Temporary<'f> {
    fn write(folder: &'f Folder, make: &MakeFile<'_>, mode: u32) -> io::Result<Self> {
        let name = temporary_name();
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
        let private = Mode::RUSR | Mode::WUSR;
        let file = openat(&folder.fd, &*name, flags | OFlags::CLOEXEC, private)?;
        let mut temporary = Self { folder, name, file: file.into(), is_there: true };
        let file = &mut temporary.file;
        if mode != PRIVATE {
            file.set_permissions(Permissions::from_mode(mode))?;
        }
        make(file)?;
        file.sync_all()?;
        Ok(temporary)
    }

    fn read_back(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut written = Vec::with_capacity(length + 1);
        self.file.rewind()?;
        self.file.read_to_end(&mut written)?;
        Ok(written)
    }

    fn persist_over(mut self, name: &OsStr) -> io::Result<()> {
        renameat(&self.folder.fd, &*self.name, &self.folder.fd, name)?;
        self.is_there = false;
        Ok(())
    }

    fn persist_new(mut self, name: &OsStr) -> io::Result<()> {
        self.folder.move_new(self.name.as_ref(), self.folder, name)?;
        self.is_there = false;
        Ok(())
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if self.is_there {
            // One that cannot be removed is found by `validate`.
            let _ = unlinkat(&self.folder.fd, &*self.name, AtFlags::empty());
        }
    }
}

/// Returns a name that nothing has yet and that does not count.
pub(super) fn temporary_name() -> String {
    format!("{TEMPORARY}{:016x}.tmp", rand::random::<u64>())
}

#[allow(clippy::unnecessary_cast, reason = "the type is narrower on macOS")]
fn mode_bits(mode: u32) -> Mode {
    Mode::from_raw_mode(mode as rustix::fs::RawMode)
}

/// Returns the system's error without the path, which is named anew.
pub(super) fn of_system(error: DiskError) -> io::Error {
    error.source
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;

    use super::*;

    const NAME: &str = "note.md";

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_never_overwrites_and_is_private() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let path = root.path().join(NAME);
        folder.write_new(NAME.as_ref(), &[b"o", b"ne"], PRIVATE).unwrap();
        let error = folder.write_new(NAME.as_ref(), &[b"two"], PRIVATE).unwrap_err();
        assert_eq!(error.reason(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(mode_of(&path), 0o600);
        folder.write_new("run".as_ref(), &[b"#!"], PROGRAM).unwrap();
        assert_eq!(mode_of(&root.path().join("run")), 0o700);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let (path, name) = (root.path().join(NAME), OsStr::new(NAME));
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let replace = |before: &[u8], after: &[u8], mode| {
            folder.replace_if(name, before, after, mode).unwrap()
        };
        assert_eq!(replace(b"zero", b"two", None), Replaced::ChangedMeanwhile);
        assert_eq!(folder.remove_if(name, b"zero").unwrap(), Replaced::ChangedMeanwhile);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(replace(b"one", b"two", None), Replaced::Yes);
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(mode_of(&path), 0o640);
        assert_eq!(replace(b"two", b"three", Some(PRIVATE)), Replaced::Yes);
        assert_eq!(mode_of(&path), 0o600);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
        assert_eq!(folder.remove_if(name, b"three").unwrap(), Replaced::Yes);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_link_is_neither_written_through_nor_cleared_away_with_what_it_leads_to() {
        let root = tempfile::tempdir().unwrap();
        let (inside, outside) = (root.path().join("inside"), root.path().join("outside"));
        fs::create_dir_all(inside.join("made")).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join(NAME), "one").unwrap();
        let link = |name: &str, to: &Path| std::os::unix::fs::symlink(to, inside.join(name));
        link(NAME, &outside.join(NAME)).unwrap();
        link("folder", &outside).unwrap();
        link("made/folder", &outside).unwrap();
        let folder = Folder::open(&inside).unwrap();
        let name = OsStr::new(NAME);
        assert!(folder.replace_if(name, b"one", b"two", None).unwrap_err().is_link());
        assert!(folder.remove_if(name, b"one").unwrap_err().is_link());
        assert!(folder.make_private(name).unwrap_err().is_link());
        assert!(folder.create_folders("folder/new".as_ref()).unwrap_err().is_link());
        folder.unmake("made".as_ref());
        folder.unmake("folder".as_ref());
        assert_eq!(fs::read(outside.join(NAME)).unwrap(), b"one");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
        assert_eq!(fs::read_dir(&inside).unwrap().count(), 1);
    }

    #[test]
    fn folders_that_were_made_for_nothing_go_again() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let (_, made) = folder.make_folders("a/b".as_ref()).unwrap();
        made.take_back();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
        let (_, made) = folder.make_folders("a/b".as_ref()).unwrap();
        fs::write(root.path().join("a/other"), "x").unwrap();
        made.take_back();
        assert!(root.path().join("a/other").exists() && !root.path().join("a/b").exists());
    }
}
