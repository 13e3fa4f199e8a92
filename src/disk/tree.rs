//! A tree of files whose root is held open. Everything in it is reached from there, by descriptors that
//! were opened without following a link: whatever is exchanged while we run, nothing is read or written
//! outside (docs/decisions/0017).

use std::ffi::OsStr;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder, none_if_missing};
use crate::disk::outside;
use crate::disk::read::OpenFile;
use crate::disk::staged::Stage;
use crate::disk::write::{Files, PRIVATE, Replaced};

/// An open tree. Its methods take paths that begin with that of the root, or are relative to it.
#[derive(Clone, Debug)]
pub struct Tree {
    root: Folder,
}

impl Tree {
    /// Opens the tree at a path, which may be reached through links.
    ///
    /// # Errors
    /// Fails when there is no such folder or it may not be read.
    pub fn open(root: &Path) -> Result<Self, DiskError> {
        Folder::open(root).map(|root| Self { root })
    }

    /// The same, or `None` when there is no such folder.
    ///
    /// # Errors
    /// As [`Tree::open`], except for a folder that does not exist.
    pub fn open_if_there(root: &Path) -> Result<Option<Self>, DiskError> {
        none_if_missing(Self::open(root))
    }

    /// Makes the folder of a tree, if it is not there, and opens it.
    ///
    /// # Errors
    /// Fails when it cannot be made.
    pub fn create(root: &Path) -> Result<Self, DiskError> {
        outside::create_folders(root)?;
        Self::open(root)
    }

    /// Returns where the tree is.
    pub fn path(&self) -> &Path {
        self.root.path()
    }

    /// Returns the folder at the root.
    pub fn root(&self) -> &Folder {
        &self.root
    }

    /// Opens a folder of the tree; `None` when there is no such folder.
    ///
    /// # Errors
    /// Fails when it may not be read, and on a link in any part of the path.
    pub fn folder(&self, path: &Path) -> Result<Option<Folder>, DiskError> {
        self.root.open_below(self.inside(path)?)
    }

    /// Tells what is at a path; `None` when there is nothing.
    ///
    /// # Errors
    /// Fails when it cannot be looked at, and on a link on the way there.
    pub fn kind_of(&self, path: &Path) -> Result<Option<EntryKind>, DiskError> {
        match self.place(path)? {
            Some((folder, name)) => folder.kind_of(name),
            None => Ok(None),
        }
    }

    /// Tells whether there is a regular file at a path.
    ///
    /// # Errors
    /// As [`Tree::kind_of`].
    pub fn has_file(&self, path: &Path) -> Result<bool, DiskError> {
        Ok(self.kind_of(path)? == Some(EntryKind::File))
    }

    /// Tells whether there is anything at a path.
    ///
    /// # Errors
    /// As [`Tree::kind_of`].
    pub fn has(&self, path: &Path) -> Result<bool, DiskError> {
        Ok(self.kind_of(path)?.is_some())
    }

    /// Reads a regular file.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, on anything but a regular file, and past 64 MiB.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, DiskError> {
        self.root.read(self.inside(path)?)
    }

    /// Reads a regular file, or `None` when there is no such file.
    ///
    /// # Errors
    /// As [`Tree::read`], except for a file that does not exist.
    pub fn read_if_there(&self, path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
        self.root.read_if_there(self.inside(path)?)
    }

    /// Opens a regular file of any size; `None` when there is no such file.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, and on anything but a regular file.
    pub fn open_file(&self, path: &Path) -> Result<Option<OpenFile>, DiskError> {
        match self.place(path)? {
            Some((folder, name)) => none_if_missing(folder.open_file(name)),
            None => Ok(None),
        }
    }

    /// Opens a regular file of any size that must be there.
    ///
    /// # Errors
    /// As [`Tree::open_file`], and when there is no such file.
    pub fn open_known(&self, path: &Path) -> Result<OpenFile, DiskError> {
        let (folder, name) = self.place_of("read", path)?;
        folder.open_file(name)
    }

    /// Writes a file that must not exist yet, readable by its owner alone, and the folders on the way to
    /// it; these go again if the file cannot be written.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is such a file; nothing is changed then.
    pub fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
        let (parent, name) = self.split(path)?;
        let (folder, made) = self.root.make_folders(parent)?;
        folder.write_new(name, &[bytes], PRIVATE).inspect_err(|_| made.take_back())
    }

    /// Writes a file under the first free of the names that `path` gives for some numbers, and returns its
    /// number; `None` when all are taken.
    ///
    /// # Errors
    /// Fails when the file cannot be written; nothing half-written stays.
    pub fn write_numbered(
        &self,
        numbers: RangeInclusive<u16>,
        path: impl Fn(u16) -> PathBuf,
        bytes: &[u8],
    ) -> Result<Option<u16>, DiskError> {
        for number in numbers {
            match self.write_new(&path(number), bytes) {
                Ok(()) => return Ok(Some(number)),
                Err(error) if error.reason() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Writes a folder that must not exist yet, with its files, in one step.
    ///
    /// # Errors
    /// As [`Folder::write_new_folder`].
    pub fn write_new_folder(&self, path: &Path, files: &Files<'_>) -> Result<(), DiskError> {
        let (parent, name) = self.split(path)?;
        let (folder, made) = self.root.make_folders(parent)?;
        folder.write_new_folder(name, files).inspect_err(|_| made.take_back())
    }

    /// Adds the files that `fill` writes to a folder, or makes it with them: all of them, or none.
    ///
    /// # Errors
    /// As [`Folder::add_files`].
    pub fn add_files<E: From<DiskError>>(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut Stage<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (parent, name) = self.split(path)?;
        let (folder, made) = self.root.make_folders(parent)?;
        folder.add_files(name, fill).inspect_err(|_| made.take_back())
    }

    /// Replaces a file in one step if it still holds `expected`; its mode stays.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, and when the file cannot be read or written; the old
    /// content is whole then.
    pub fn replace_if(
        &self,
        path: &Path,
        expected: &[u8],
        bytes: &[u8],
    ) -> Result<Replaced, DiskError> {
        let (folder, name) = self.place_of("replace", path)?;
        folder.replace_if(name, expected, bytes, None)
    }

    /// Replaces a file in one step if it still holds `expected`; only its owner may read it then.
    ///
    /// # Errors
    /// As [`Tree::replace_if`].
    pub fn replace_private_if(
        &self,
        path: &Path,
        expected: &[u8],
        bytes: &[u8],
    ) -> Result<Replaced, DiskError> {
        let (folder, name) = self.place_of("replace", path)?;
        folder.replace_if(name, expected, bytes, Some(PRIVATE))
    }

    /// Removes a file if it still holds `expected`.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, and when the file cannot be read or removed.
    pub fn remove_if(&self, path: &Path, expected: &[u8]) -> Result<Replaced, DiskError> {
        let (folder, name) = self.place_of("remove", path)?;
        folder.remove_if(name, expected)
    }

    /// Removes a file for good.
    ///
    /// # Errors
    /// Fails when it is not there or may not be removed.
    pub fn remove(&self, path: &Path) -> Result<(), DiskError> {
        let (folder, name) = self.place_of("remove", path)?;
        folder.remove(name)
    }

    /// Gives a file or folder to its owner alone: mode 0600 or 0700.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, and when the mode may not be changed.
    pub fn make_private(&self, path: &Path) -> Result<(), DiskError> {
        if self.inside(path)?.as_os_str().is_empty() {
            return self.root.make_private(OsStr::new("."));
        }
        let (folder, name) = self.place_of("change the mode of", path)?;
        folder.make_private(name)
    }

    /// Makes a folder and those on the way to it, for their owner alone, and opens it.
    ///
    /// # Errors
    /// Fails on a link in any part of the path, and when one cannot be made; a folder that exists is
    /// fine.
    pub fn create_folders(&self, path: &Path) -> Result<Folder, DiskError> {
        self.root.create_folders(self.inside(path)?)
    }

    /// Removes what a command has made and then could not finish; what is not there is fine.
    pub fn unmake(&self, path: &Path) {
        if let Ok(Some((folder, name))) = self.place(path) {
            folder.unmake(name);
        }
    }

    /// Removes folders that a command has made and that are still empty, the inner ones first.
    pub fn unmake_empty(&self, folders: &[PathBuf]) {
        let inside: Vec<PathBuf> =
            folders.iter().filter(|folder| self.inside(folder).is_ok()).cloned().collect();
        outside::unmake_empty(&inside);
    }

    /// Opens the folder that something lies in, and returns its name there.
    fn place_of<'p>(
        &self,
        action: &'static str,
        path: &'p Path,
    ) -> Result<(Folder, &'p OsStr), DiskError> {
        let missing = || DiskError::new(action, path, io::Error::from(io::ErrorKind::NotFound));
        self.place(path)?.ok_or_else(missing)
    }

    fn place<'p>(&self, path: &'p Path) -> Result<Option<(Folder, &'p OsStr)>, DiskError> {
        let (parent, name) = self.split(path)?;
        Ok(self.root.open_below(parent)?.map(|folder| (folder, name)))
    }

    fn split<'p>(&self, path: &'p Path) -> Result<(&'p Path, &'p OsStr), DiskError> {
        let inside = self.inside(path)?;
        match (inside.parent(), inside.file_name()) {
            (Some(parent), Some(name)) => Ok((parent, name)),
            _ => Err(self.not_inside(path)),
        }
    }

    /// Returns a path as it is from the root.
    fn inside<'p>(&self, path: &'p Path) -> Result<&'p Path, DiskError> {
        let inside = path.strip_prefix(self.root.path()).unwrap_or(path);
        if inside.is_absolute() { Err(self.not_inside(path)) } else { Ok(inside) }
    }

    fn not_inside(&self, path: &Path) -> DiskError {
        let message = format!("it does not lie in {}", self.root.path().display());
        DiskError::new("use", path, io::Error::other(message))
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_cannot_be_looked_at_is_not_taken_for_missing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("file"), "text").unwrap();
        std::os::unix::fs::symlink("loop", root.path().join("loop")).unwrap();
        let tree = Tree::open(root.path()).unwrap();
        let (has, has_file) =
            (|path: &str| tree.has(path.as_ref()), |path: &str| tree.has_file(path.as_ref()));
        assert!(has("file").unwrap() && has_file("file").unwrap());
        assert!(has("loop").unwrap() && !has_file("loop").unwrap());
        for missing in ["gone", "gone/too"] {
            assert!(!has(missing).unwrap() && !has_file(missing).unwrap(), "{missing}");
        }
        let long = "n".repeat(300);
        for unknown in ["file/x", "loop/x", &long] {
            assert!(has(unknown).is_err() && has_file(unknown).is_err(), "{unknown}");
        }
    }
}
