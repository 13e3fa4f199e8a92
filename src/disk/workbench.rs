//! A folder in which an editor works on one text; held by a lock, so that a leftover is told from
//! one in use.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::disk::write::{create_folders, write_new};
use crate::disk::{DiskError, read};

/// The file whose lock says that a workbench is in use; it holds what the text is for.
const LABEL: &str = "label";

/// What the text is to replace in the end.
const ORIGINAL: &str = "original";

/// What an editor is to work on.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The name of the file; its ending tells the editor what it is.
    pub name: &'a str,
    /// What the text is for, as a later run reads it.
    pub label: &'a str,
    /// What the text is to replace in the end.
    pub original: &'a [u8],
    /// What the editor starts with.
    pub text: &'a [u8],
    /// Files that the editor wants to find there, by their path below the folder.
    pub beside: &'a [(&'a str, &'a str)],
}

/// A folder of its own for one text, removed with everything the editor left in it.
///
/// It is a folder, not a file, because editors put swap and backup files beside what they edit, and
/// because many of them save by renaming, which would take a lock on the text away.
pub struct Workbench {
    folder: PathBuf,
    text: PathBuf,
    // Held until the workbench is dropped.
    _lock: File,
    keep: bool,
}

/// A workbench that a killed run left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The folder.
    pub folder: PathBuf,
    /// The text in it.
    pub text: PathBuf,
    /// What the text was for, as given to [`Workbench::set_up`].
    pub label: String,
}

impl Workbench {
    /// Makes a folder in `parent`, of a random name that begins with `prefix`, with a text in it.
    ///
    /// `original` is what the text is to replace in the end; it is kept so that a later run can
    /// tell whether that changed meanwhile.
    ///
    /// # Errors
    /// Fails when the folder cannot be made; nothing is left behind then.
    pub fn set_up(parent: &Path, prefix: &str, job: &Job<'_>) -> Result<Self, DiskError> {
        let folder = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir_in(parent)
            .map_err(|source| DiskError::new("make a folder in", parent, source))?;
        let text = folder.path().join(job.name);
        write_new(&folder.path().join(LABEL), job.label.as_bytes())?;
        let lock = lock(&folder.path().join(LABEL))?;
        write_new(&folder.path().join(ORIGINAL), job.original)?;
        write_new(&text, job.text)?;
        for (name, content) in job.beside {
            let path = folder.path().join(name);
            create_folders(path.parent().unwrap_or(folder.path()))?;
            write_new(&path, content.as_bytes())?;
        }
        Ok(Self { folder: folder.keep(), text, _lock: lock, keep: false })
    }

    /// Takes over what a killed run left.
    ///
    /// # Errors
    /// Fails when somebody else has just taken it.
    pub fn take_over(leftover: &Leftover) -> Result<Self, DiskError> {
        let lock = lock(&leftover.folder.join(LABEL))?;
        let (folder, text) = (leftover.folder.clone(), leftover.text.clone());
        Ok(Self { folder, text, _lock: lock, keep: false })
    }

    /// Returns the file for the editor.
    pub fn text(&self) -> &Path {
        &self.text
    }

    /// Reads what the editor saved; `None` when it removed the file. A text that is there and cannot
    /// be read is left where it is.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn saved(&mut self) -> Result<Option<Vec<u8>>, DiskError> {
        let saved = read::read_if_there(&self.text);
        self.keep |= saved.is_err();
        saved
    }

    /// Reads what the text is to replace in the end.
    ///
    /// # Errors
    /// Fails when the file is gone.
    pub fn original(&self) -> Result<Vec<u8>, DiskError> {
        read::read(&self.folder.join(ORIGINAL))
    }

    /// Leaves the folder where it is when the workbench is dropped, and returns where the text is.
    pub fn keep(&mut self) -> PathBuf {
        self.keep = true;
        self.text.clone()
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        if !self.keep {
            // A folder that cannot be removed is found as a leftover by the next command.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Finds the workbenches in `parent`, of a name that begins with `prefix`, that nobody uses.
pub fn leftovers(parent: &Path, prefix: &str) -> Vec<Leftover> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<Leftover> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix)))
        .filter_map(|entry| leftover(&entry.path()))
        .collect();
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    found
}

/// Removes what a killed run left.
///
/// # Errors
/// Fails when somebody uses it again or it cannot be removed.
pub fn discard(leftover: &Leftover) -> Result<(), DiskError> {
    drop(Workbench::take_over(leftover)?);
    match leftover.folder.exists() {
        false => Ok(()),
        true => fs::remove_dir_all(&leftover.folder)
            .map_err(|source| DiskError::new("remove", &leftover.folder, source)),
    }
}

fn leftover(folder: &Path) -> Option<Leftover> {
    // In a folder that all may write to, somebody else could lay out something that looks like ours.
    let metadata = folder.symlink_metadata().ok()?;
    if !metadata.is_dir() || metadata.uid() != rustix::process::getuid().as_raw() {
        return None;
    }
    let label_path = folder.join(LABEL);
    let label = String::from_utf8(read::read(&label_path).ok()?).ok()?;
    drop(lock(&label_path).ok()?);
    let text = fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "md" || e == "toml"))?;
    Some(Leftover { folder: folder.to_owned(), text, label })
}

fn lock(path: &Path) -> Result<File, DiskError> {
    let attempt = || -> std::io::Result<File> {
        let file = File::open(path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        Ok(file)
    };
    attempt().map_err(|source| DiskError::new("lock", path, source))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use super::*;

    const JOB: Job<'_> =
        Job { name: "note.md", label: "c-7f3k", original: b"old", text: b"text", beside: &[] };

    #[test]
    fn a_workbench_in_use_is_no_leftover_and_a_kept_one_is() {
        let root = tempfile::tempdir().unwrap();
        let mut bench = Workbench::set_up(root.path(), "edit-", &JOB).unwrap();
        assert_eq!(leftovers(root.path(), "edit-"), []);
        bench.keep();
        let folder = bench.folder.clone();
        drop(bench);
        let found = leftovers(root.path(), "edit-");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].label, "c-7f3k");
        assert_eq!(Workbench::take_over(&found[0]).unwrap().original().unwrap(), b"old");
        assert!(!folder.exists());
    }

    #[test]
    fn whatever_the_editor_left_goes_with_the_workbench() {
        let root = tempfile::tempdir().unwrap();
        let bench = Workbench::set_up(root.path(), "edit-", &JOB).unwrap();
        fs::write(bench.folder.join(".note.md.swp"), "text").unwrap();
        drop(bench);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
