//! A folder in which an editor works on one text; held by a lock that the editor inherits, so that a
//! leftover is told from one in use.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::disk::write::{create_folders, write_new};
use crate::disk::{DiskError, read};
use crate::failure::Explain;

/// The file that holds what the text is for, and in a second line its name.
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
    // Held until the workbench is dropped, and by an editor that outlives us.
    _lock: File,
    keep: bool,
}

/// What an editor left in a workbench besides the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Besides {
    /// What it saved under other names.
    pub others: Vec<PathBuf>,
    /// What it had not saved when it was ended: its swap files.
    pub unsaved: Vec<PathBuf>,
}

/// An editor that did not save the text, and left something else.
#[derive(Debug, thiserror::Error)]
#[error("the text was not saved, but the editor left {}", .0.display())]
pub struct LeftBeside(PathBuf);

impl Explain for LeftBeside {
    fn hint(&self) -> Option<String> {
        let path = self.0.display();
        Some(match is_trace(&self.0.to_string_lossy()) {
            true => format!("`vim -r {path}` shows what was not saved; its folder stays."),
            false => "Take what you need from it; its folder stays.".into(),
        })
    }
}

/// A workbench that a killed run left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The folder.
    pub folder: PathBuf,
    /// The text in it; it may be gone.
    pub text: PathBuf,
    /// What the text was for, as given to [`Workbench::set_up`]; empty when that is gone.
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
        // Whoever looks for leftovers just now holds it for a moment.
        let lock = lock(folder.path(), FlockOperation::LockExclusive)?;
        let text = folder.path().join(job.name);
        let label = format!("{}\n{}\n", job.label, job.name);
        write_new(&folder.path().join(LABEL), label.as_bytes())?;
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
        let lock = lock(&leftover.folder, FlockOperation::NonBlockingLockExclusive)?;
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

    /// Returns what the editor left besides the text.
    pub fn besides(&self) -> Besides {
        besides(&self.folder, &self.text)
    }

    /// Fails when the editor left something besides a text that it did not save: a swap file, or
    /// what it saved under another name. The folder stays then.
    ///
    /// # Errors
    /// Names what was left.
    pub fn require_nothing_beside(&mut self) -> Result<(), LeftBeside> {
        let Besides { others, unsaved } = self.besides();
        match unsaved.into_iter().chain(others).next() {
            Some(path) => {
                self.keep = true;
                Err(LeftBeside(path))
            }
            None => Ok(()),
        }
    }

    /// Reads what the text is to replace in the end. If that cannot be read, the text is left where
    /// it is.
    ///
    /// # Errors
    /// Fails when the file is gone.
    pub fn original(&mut self) -> Result<Vec<u8>, DiskError> {
        let original = read::read(&self.folder.join(ORIGINAL));
        self.keep |= original.is_err();
        original
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

/// Finds what an editor left in a folder besides the text and what was put there.
pub fn besides(folder: &Path, text: &Path) -> Besides {
    let mut found = Besides::default();
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in entries.filter(|entry| entry.metadata().is_ok_and(|m| m.is_file() && m.len() > 0))
    {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        if path == text || name == LABEL || name == ORIGINAL {
            continue;
        }
        // A backup holds what the text was; a swap file what it was to be.
        match is_trace(&name) {
            true if name.contains(".sw") => found.unsaved.push(path),
            true => {}
            false => found.others.push(path),
        }
    }
    found.others.sort();
    found.unsaved.sort();
    found
}

/// Tells whether editors give such names to swap, backup and undo files.
pub fn is_trace(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.starts_with(".#")
        || (name.contains('.') && matches!(ending, "swp" | "swo" | "swn" | "swx"))
        || matches!(ending, "bak" | "save" | "orig")
}

fn leftover(folder: &Path) -> Option<Leftover> {
    // In a folder that all may write to, somebody else could lay out something that looks like ours.
    let metadata = folder.symlink_metadata().ok()?;
    if !metadata.is_dir() || metadata.uid() != rustix::process::getuid().as_raw() {
        return None;
    }
    drop(lock(folder, FlockOperation::NonBlockingLockExclusive).ok()?);
    // One that was just made is not locked yet; nothing of anybody is in it.
    fs::read_dir(folder).ok()?.next()?.ok()?;
    let label = read::read(&folder.join(LABEL)).unwrap_or_default();
    let label = String::from_utf8_lossy(&label);
    let mut lines = label.lines();
    let label = lines.next().unwrap_or_default().to_owned();
    let name = lines.next().filter(|name| Path::new(name).components().count() == 1);
    let text = folder.join(name.unwrap_or("note.md"));
    Some(Leftover { folder: folder.to_owned(), text, label })
}

/// Locks a folder; whoever inherits the descriptor holds the lock on.
fn lock(path: &Path, how: FlockOperation) -> Result<File, DiskError> {
    let attempt = || -> std::io::Result<File> {
        let file = File::open(path)?;
        flock(&file, how)?;
        rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty())?;
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
    fn what_stands_besides_the_text_is_told_apart() {
        let root = tempfile::tempdir().unwrap();
        let bench = Workbench::set_up(root.path(), "edit-", &JOB).unwrap();
        for name in [".note.md.swp", "note.md~", "final.md"] {
            fs::write(bench.folder.join(name), "text").unwrap();
        }
        fs::write(bench.folder.join("empty.md"), "").unwrap();
        let besides = bench.besides();
        assert_eq!(besides.others, [bench.folder.join("final.md")]);
        assert_eq!(besides.unsaved, [bench.folder.join(".note.md.swp")]);
    }

    #[test]
    fn a_folder_without_a_label_or_a_text_is_found_all_the_same() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("edit-x");
        fs::create_dir(&folder).unwrap();
        // One that is just being made is nobody's.
        assert_eq!(leftovers(root.path(), "edit-"), []);
        fs::write(folder.join("note.md"), "text").unwrap();
        let found = leftovers(root.path(), "edit-");
        assert_eq!((found.len(), found[0].label.as_str()), (1, ""));
        discard(&found[0]).unwrap();
        assert_eq!(leftovers(root.path(), "edit-"), []);
    }

    #[test]
    fn editors_leftovers_are_known_by_name() {
        for name in [".a.md.swp", "a.md~", ".a.md.un~", "#a.md#", ".#a.md", "a.md.bak", "a.md.save"]
        {
            assert!(is_trace(name), "{name}");
        }
        for name in ["2026-11-24-1400.md.age", "swp", "note.md"] {
            assert!(!is_trace(name), "{name}");
        }
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
