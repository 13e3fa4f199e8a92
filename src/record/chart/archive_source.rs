//! Where the files of an archive lie: in a folder, or in a ZIP file, where they are read as they stand.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::disk::outside::open_given;
use crate::disk::read::{LARGEST, OpenFile, Reading};
use crate::disk::tree::Tree;
use crate::disk::walk::{Met, Walk};
use crate::disk::write::{NewFile, PRIVATE};
use crate::import::zipped::{Archive, MOST_MEMBERS, Member, Refused};

/// How the name of an archive ends that is one file.
pub const ENDING: &str = "zip";

/// How many files may lie in an archive that is one file.
pub const MOST_FILES: usize = MOST_MEMBERS;

/// Something that is read to its end.
pub trait Bytes {
    /// Returns where it is.
    fn path(&self) -> PathBuf;
    /// Returns how many there are.
    fn size(&self) -> u64;
    /// Hands all of them over.
    ///
    /// # Errors
    /// Fails when they cannot be read or `writer` fails.
    fn copy_to(&self, writer: &mut dyn Write) -> io::Result<()>;
}

impl Bytes for OpenFile {
    fn path(&self) -> PathBuf {
        OpenFile::path(self).to_owned()
    }
    fn size(&self) -> u64 {
        OpenFile::size(self)
    }
    fn copy_to(&self, writer: &mut dyn Write) -> io::Result<()> {
        OpenFile::copy_to(self, writer)
    }
}

/// Where the files of an archive lie.
pub enum Source {
    /// In a folder.
    Folder(Tree),
    /// In a ZIP file.
    Zip(Zip),
}

/// A ZIP file that is held open.
pub struct Zip {
    path: PathBuf,
    archive: Mutex<Archive<Reading>>,
}

impl Zip {
    fn archive(&self) -> MutexGuard<'_, Archive<Reading>> {
        self.archive.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.path()).finish()
    }
}

/// A ZIP file of which nothing is read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unread(Refused);

/// A member of a ZIP file.
struct Zipped<'a> {
    zip: &'a Zip,
    name: &'a str,
    at: usize,
    size: u64,
}

impl Bytes for Zipped<'_> {
    fn path(&self) -> PathBuf {
        self.zip.path.join(self.name)
    }
    fn size(&self) -> u64 {
        self.size
    }
    fn copy_to(&self, writer: &mut dyn Write) -> io::Result<()> {
        self.zip.archive().copy(self.at, writer)
    }
}

impl Source {
    /// Opens a folder, or a file whose name ends as that of a ZIP file does.
    ///
    /// # Errors
    /// Fails when it cannot be read, and on a ZIP file that is broken or made to do harm.
    pub fn open(path: &Path) -> Result<Self, DiskError> {
        match Tree::open(path) {
            Err(error) if error.reason() == io::ErrorKind::NotADirectory && is_zip(path) => {}
            opened => return opened.map(Self::Folder),
        }
        let file = open_given(path)?;
        let refused = |refused| DiskError::unread(path, io::Error::other(Unread(refused)));
        let archive = Archive::open(Reading::from(file)).map_err(refused)?;
        Ok(Self::Zip(Zip { path: path.to_owned(), archive: Mutex::new(archive) }))
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        match self {
            Self::Folder(tree) => tree.path(),
            Self::Zip(zip) => &zip.path,
        }
    }

    /// Returns everything that lies in it.
    ///
    /// # Errors
    /// Fails when the folder itself cannot be read; of those below it, each says so.
    pub fn everything(&self) -> Result<Vec<Met>, DiskError> {
        let zip = match self {
            Self::Folder(tree) => return Walk::of(tree.path())?.everything(|_| true),
            Self::Zip(zip) => zip,
        };
        let archive = zip.archive();
        let met = archive.members().iter().map(|member| Met {
            inside: PathBuf::from(&member.name),
            kind: match member.member {
                Member::File | Member::Large => EntryKind::File,
                Member::Link => EntryKind::Link,
                Member::Encrypted | Member::Unread => EntryKind::Other,
            },
            error: None,
        });
        Ok(met.collect())
    }

    /// Tells whether there is something of a name at its top.
    ///
    /// # Errors
    /// Fails when it cannot be looked at.
    pub fn has(&self, name: &str) -> Result<bool, DiskError> {
        match self {
            Self::Folder(tree) => tree.has(name.as_ref()),
            Self::Zip(zip) => Ok(zip.archive().position(name).is_some()),
        }
    }

    /// Opens a file; `None` when there is none.
    ///
    /// # Errors
    /// Fails on a link, and on anything but a regular file.
    pub fn open_file<'a>(
        &'a self,
        name: &'a str,
    ) -> Result<Option<Box<dyn Bytes + 'a>>, DiskError> {
        let zip = match self {
            Self::Folder(tree) => {
                let file = tree.open_file(name.as_ref())?;
                return Ok(file.map(|file| Box::new(file) as Box<dyn Bytes>));
            }
            Self::Zip(zip) => zip,
        };
        let archive = zip.archive();
        let Some(at) = archive.position(name) else { return Ok(None) };
        let size = archive.members()[at].size;
        Ok(Some(Box::new(Zipped { zip, name, at, size })))
    }

    /// Opens a file that must be there.
    ///
    /// # Errors
    /// As [`Source::open_file`], and when it is not there.
    pub fn open_known<'a>(&'a self, name: &'a str) -> Result<Box<dyn Bytes + 'a>, DiskError> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let path = || self.path().join(name);
        self.open_file(name)?.ok_or_else(|| DiskError::unread(&path(), missing()))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Fails when it cannot be read, and past 64 MiB.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, DiskError> {
        let file = self.open_known(name)?;
        let failed = |source| DiskError::unread(&file.path(), source);
        if file.size() > LARGEST {
            return Err(failed(io::Error::other("it is larger than 64 MiB")));
        }
        let mut bytes = Vec::new();
        file.copy_to(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}

/// Tells whether a name is that of a ZIP file.
pub fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ENDING))
}

/// A ZIP file that is being written: the same files give the same bytes, with any version of this program, because
/// nothing in it is compressed and nothing tells the time.
pub struct ZipFile<'f> {
    writer: ZipWriter<BufWriter<&'f mut NewFile>>,
}

impl<'f> ZipFile<'f> {
    /// Begins with an empty file.
    pub fn new(file: &'f mut NewFile) -> Self {
        Self { writer: ZipWriter::new(BufWriter::new(file)) }
    }

    /// Adds a member of so many bytes, which `make` writes.
    ///
    /// # Errors
    /// Fails when the disk or `make` does.
    pub fn add(
        &mut self,
        name: &str,
        size: u64,
        make: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(PRIVATE)
            .large_file(size > u64::from(u32::MAX));
        self.writer.start_file(name, options)?;
        make(&mut self.writer)
    }

    /// Writes what ends a ZIP file.
    ///
    /// # Errors
    /// Fails when the disk does.
    pub fn finish(self) -> io::Result<()> {
        self.writer.finish()?.flush()
    }
}
