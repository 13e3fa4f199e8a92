//! The only code that writes plain files and reads folders. It moves bytes and knows no meaning.

use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Explain;

pub mod folder;
pub mod place;
pub mod read;
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

impl DiskError {
    fn new(action: &'static str, path: &Path, source: impl Into<io::Error>) -> Self {
        Self { action, path: path.to_owned(), source: source.into() }
    }

    /// Returns the reason as the system says it.
    pub fn cause(&self) -> String {
        self.source.to_string()
    }

    /// Tells what sort of error the system reported.
    pub fn reason(&self) -> io::ErrorKind {
        self.source.kind()
    }
}

impl Explain for DiskError {
    fn hint(&self) -> Option<String> {
        match self.source.kind() {
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
