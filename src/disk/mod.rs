//! The only code that writes plain files and reads folders. It moves bytes and knows no meaning.
//!
//! What lies in chart and vault is reached through a [`tree::Tree`] alone; `outside` is for all else.

use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Explain;

mod beneath;
pub mod editor_files;
pub mod folder;
pub mod outside;
pub mod place;
pub mod read;
pub mod staged;
pub mod tree;
pub mod walk;
pub mod workbench;
pub mod write;

/// A file operation that failed, and on which path.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}", path.display())]
pub struct DiskError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

/// What is said of a pipe, a device, a socket or a folder in the place of a file.
const NOT_A_FILE: &str = "it is not a regular file";

/// A link, or another thing that is no folder, on the way to what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{} is {}", met.display(), if *is_link { "a symbolic link" } else { "not a folder" })]
struct InTheWay {
    met: PathBuf,
    is_link: bool,
}

impl From<InTheWay> for io::Error {
    fn from(met: InTheWay) -> Self {
        Self::new(io::ErrorKind::NotADirectory, met)
    }
}

impl DiskError {
    fn new(action: &'static str, path: &Path, source: impl Into<io::Error>) -> Self {
        let source = match source.into() {
            // There is nothing behind it that could be opened: a socket (open(2)).
            source if source.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) => {
                io::Error::other(NOT_A_FILE)
            }
            source => source,
        };
        Self { action, path: path.to_owned(), source }
    }

    /// Says of what is no plain file that it cannot be read, and why.
    pub fn unread(path: &Path, source: impl Into<io::Error>) -> Self {
        Self::new("read", path, source)
    }

    /// Returns what could not be worked on.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the reason as the system says it.
    pub fn cause(&self) -> String {
        self.source.to_string()
    }

    /// Tells whether a link stood in the way.
    pub fn is_link(&self) -> bool {
        let met = self.source.get_ref().and_then(|source| source.downcast_ref::<InTheWay>());
        met.is_some_and(|met| met.is_link)
    }

    /// Tells what sort of error the system reported.
    pub fn reason(&self) -> io::ErrorKind {
        self.source.kind()
    }
}

impl Explain for DiskError {
    fn hint(&self) -> Option<String> {
        match self.source.kind() {
            _ if self.is_link() => Some(
                "No link is followed in the chart or the vault: put there what it leads to, or remove it.".into(),
            ),
            io::ErrorKind::FileTooLarge => {
                Some("Raise the limit for the size of files (`ulimit -f`); nothing was changed.".into())
            }
            io::ErrorKind::AlreadyExists => {
                Some("Choose another name; what exists is never overwritten.".into())
            }
            io::ErrorKind::StorageFull => {
                Some("Make room on the disk and try again; nothing was changed.".into())
            }
            io::ErrorKind::PermissionDenied => {
                Some("Check who owns the file and its folder.".into())
            }
            io::ErrorKind::ReadOnlyFilesystem => {
                Some("The disk is mounted read-only; nothing was changed.".into())
            }
            _ => None,
        }
    }
}
