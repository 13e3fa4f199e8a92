//! A folder in which an editor works on one text; held by a lock that the editor inherits, so that a
//! leftover is told from one in use.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::disk::DiskError;
use crate::disk::editor_files::{is_backup, is_blank, is_trace, is_without_text};
use crate::disk::folder::{EntryKind, Folder};
use crate::disk::write::PRIVATE;
use crate::failure::{Explain, Failure};

/// The file that holds what the text is for, and in a second line its name.
const LABEL: &str = "label";

/// What the text is to replace in the end.
const ORIGINAL: &str = "original";

/// How often to look whether somebody holds a workbench, and how long to wait in between.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

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
///
/// Editors work by paths; everything else here goes by the folder as it was opened.
pub struct Workbench {
    parent: Folder,
    folder: Folder,
    text: PathBuf,
    // Held until the workbench is dropped, and by an editor that outlives us; `None` while we look
    // whether there is such a one.
    lock: Option<Folder>,
    keep: bool,
    // What the editor found there, which may be a text that is not for a disk.
    began: Option<Zeroizing<Vec<u8>>>,
    /// Whether that is the text of a killed run.
    is_taken_over: bool,
}

/// What an editor left in a workbench besides the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorFiles {
    /// What it saved under other names.
    pub others: Vec<PathBuf>,
    /// What it had not saved when it was ended: its swap files, and what it rescued.
    pub unsaved: Vec<PathBuf>,
    /// Backups of a text that is neither the one it began with nor the one it saved.
    pub backups: Vec<PathBuf>,
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

/// A workbench whose place another folder has taken while the editor worked.
#[derive(Debug, thiserror::Error)]
#[error("another folder took its place while the editor worked; what was typed may lie there")]
struct Exchanged;

impl From<Exchanged> for std::io::Error {
    fn from(exchanged: Exchanged) -> Self {
        Self::other(exchanged)
    }
}

/// An editor that has ended without saving, and left a program behind that works on the text: it went
/// into the background, and what is typed there now must find its place.
#[derive(Debug, thiserror::Error)]
#[error("the editor went into the background and still has it open")]
struct StillOpen;

impl From<StillOpen> for std::io::Error {
    fn from(open: StillOpen) -> Self {
        Self::other(open)
    }
}

/// A workbench that a killed run left behind.
#[derive(Debug, Clone)]
pub struct Leftover {
    parent: Folder,
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
    pub fn set_up(parent: &Folder, prefix: &str, job: &Job<'_>) -> Result<Self, DiskError> {
        let name = format!("{prefix}{:012x}", rand::random::<u64>() >> 16);
        let folder = parent.create_new_folder(name.as_ref())?;
        // Whoever looks for leftovers just now holds it for a moment.
        let lock = Some(lock(&folder, FlockOperation::LockExclusive)?);
        let (parent, text) = (parent.clone(), folder.path().join(job.name));
        let began = Some(Zeroizing::new(job.text.to_vec()));
        // Dropped on the way out of a failure, it takes the folder along.
        let bench = Self { parent, folder, text, lock, keep: false, began, is_taken_over: false };
        let label = format!("{}\n{}\n", job.label, job.name);
        let put = |folder: &Folder, name: &OsStr, bytes| folder.write_new(name, &[bytes], PRIVATE);
        put(&bench.folder, LABEL.as_ref(), label.as_bytes())?;
        put(&bench.folder, ORIGINAL.as_ref(), job.original)?;
        put(&bench.folder, job.name.as_ref(), job.text)?;
        for (name, content) in job.beside {
            let path = Path::new(name);
            let folder = bench.folder.create_folders(path.parent().unwrap_or(Path::new("")))?;
            put(&folder, path.file_name().unwrap_or_default(), content.as_bytes())?;
        }
        Ok(bench)
    }

    /// Takes over what a killed run left.
    ///
    /// # Errors
    /// Fails when somebody else has just taken it.
    pub fn take_over(leftover: &Leftover) -> Result<Self, DiskError> {
        let folder = leftover.open()?;
        let lock = Some(lock(&folder, FlockOperation::NonBlockingLockExclusive)?);
        let (parent, text) = (leftover.parent.clone(), leftover.text.clone());
        // Until the text is at hand the folder stays.
        let (keep, is_taken_over) = (true, true);
        let mut bench = Self { parent, folder, text, lock, keep, began: None, is_taken_over };
        bench.began = bench.read(&bench.text)?.map(Zeroizing::new);
        bench.keep = false;
        Ok(bench)
    }

    /// Returns the file for the editor.
    pub fn text(&self) -> &Path {
        &self.text
    }

    /// Reads what the editor saved; `None` when it removed the file. A text that is there and cannot
    /// be read is left where it is; so is the text of a killed run of which the editor left nothing, and
    /// one that is still open elsewhere.
    ///
    /// # Errors
    /// Fails when the file cannot be read, when the editor has saved nothing and still has it open, and
    /// when the text of a killed run cannot be put back.
    pub fn saved(&mut self) -> Result<Option<Vec<u8>>, DiskError> {
        let saved = self.require_in_place().and_then(|()| self.read(&self.text));
        let saved = saved.and_then(|saved| {
            self.require_closed(saved.as_deref())?;
            self.put_back(saved.as_deref()).map(|()| saved)
        });
        self.keep |= saved.is_err();
        saved
    }

    /// Puts the text of a killed run back when the editor left nothing of it, or what it began as: only
    /// `discard` throws it away.
    fn put_back(&mut self, saved: Option<&[u8]>) -> Result<(), DiskError> {
        let taken = self.began.as_ref().filter(|_| self.is_taken_over);
        let Some(text) = taken.filter(|text| !is_blank(text)) else {
            return Ok(());
        };
        let original = self.folder.read_if_there(ORIGINAL.as_ref())?.map(Zeroizing::new);
        let is_original =
            |text: &[u8]| original.as_ref().is_some_and(|original| **original == text);
        let is_left = |saved: &[u8]| !is_blank(saved) && !is_original(saved);
        if is_original(text) || saved.is_some_and(is_left) {
            return Ok(());
        }
        self.keep = true;
        self.folder.put_in_locked(self.text.file_name().unwrap_or_default(), text)
    }

    /// Fails when nothing was saved, and somebody else still holds the folder: what the editor started
    /// inherits our hold on it. A program that is left behind by an editor that did save, such as one
    /// that keeps the clipboard, is no reason to leave a text unfiled.
    fn require_closed(&mut self, saved: Option<&[u8]>) -> Result<(), DiskError> {
        if saved.is_some_and(|saved| self.began.as_ref().is_none_or(|began| **began != *saved)) {
            return Ok(());
        }
        self.lock = None;
        for attempt in 1.. {
            match lock(&self.folder, FlockOperation::NonBlockingLockExclusive) {
                Ok(lock) => self.lock = Some(lock),
                // Whoever looks for leftovers just now holds it for a moment.
                Err(error) if error.reason() == ErrorKind::WouldBlock && attempt < LOOKS => {
                    std::thread::sleep(BETWEEN_LOOKS);
                    continue;
                }
                Err(error) if error.reason() == ErrorKind::WouldBlock => {
                    return Err(DiskError::new("take what was typed from", &self.text, StillOpen));
                }
                Err(error) => return Err(error),
            }
            break;
        }
        Ok(())
    }

    /// Reads something that the editor left.
    ///
    /// # Errors
    /// Fails when it is not there or cannot be read.
    pub fn required(&self, path: &Path) -> Result<Vec<u8>, DiskError> {
        self.folder.read(path.strip_prefix(self.folder.path()).unwrap_or(path))
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
        self.folder.read_if_there(path.file_name().unwrap_or_default().as_ref())
    }

    /// Fails when the path that the editor was given leads to another folder now: what it saved may be
    /// there.
    fn require_in_place(&self) -> Result<(), DiskError> {
        match self.folder.is_at_its_path()? {
            true => Ok(()),
            false => Err(DiskError::new("find again", self.folder.path(), Exchanged)),
        }
    }

    /// Returns what the editor left besides the text. If that cannot be told, the folder stays.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn besides(&mut self) -> Result<EditorFiles, DiskError> {
        let besides = besides(&self.folder, &self.text);
        self.keep |= besides.is_err();
        besides
    }

    /// Fails when the editor left something besides a text that it did not save: a swap file, or
    /// what it saved under another name. The folder stays then.
    ///
    /// # Errors
    /// Names what was left, and fails when the folder cannot be read.
    pub fn require_nothing_beside(&mut self) -> Result<(), Failure> {
        let EditorFiles { others, unsaved, backups } = self.besides()?;
        match unsaved.into_iter().chain(others).chain(backups).next() {
            Some(path) => {
                self.keep = true;
                Err(LeftBeside(path).into())
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
        let original = self.folder.read(ORIGINAL.as_ref());
        self.keep |= original.is_err();
        original
    }

    /// Writes the text anew, whole or not at all; for a text that no editor works on.
    ///
    /// # Errors
    /// Fails when the disk refuses; the text is as it was then.
    pub fn put(&mut self, text: &[u8]) -> Result<(), DiskError> {
        self.folder.put_in_locked(self.text.file_name().unwrap_or_default(), text)
    }

    /// Removes the folder when the workbench is dropped, whatever was said before: the text has its place.
    pub fn clear(&mut self) {
        self.keep = false;
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
            self.parent.unmake(self.folder.path().file_name().unwrap_or_default());
        }
    }
}

impl Leftover {
    /// Returns what an editor left in it besides the text.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn besides(&self) -> Result<EditorFiles, DiskError> {
        besides(&self.open()?, &self.text)
    }

    /// Reads what the text was for, and its name, from what [`LABEL`] holds.
    fn new(parent: &Folder, name: &OsStr, label: &[u8]) -> Self {
        let (folder, label) = (parent.path().join(name), String::from_utf8_lossy(label));
        let mut lines = label.lines();
        let label = lines.next().unwrap_or_default().to_owned();
        let text = lines.next().filter(|text| Path::new(text).components().count() == 1);
        let text = folder.join(text.unwrap_or("note.md"));
        Self { parent: parent.clone(), folder, text, label }
    }

    fn name(&self) -> &OsStr {
        self.folder.file_name().unwrap_or_default()
    }

    fn open(&self) -> Result<Folder, DiskError> {
        let missing = || self.parent.failed("open the folder", self.name().as_ref(), Errno::NOENT);
        self.parent.open_below(self.name().as_ref())?.ok_or_else(missing)
    }
}

/// Finds the workbenches in `parent`, of a name that begins with `prefix`, that nobody uses, sorted by
/// name. One that cannot be read is among them: nobody knows what is in it.
///
/// # Errors
/// Fails when `parent` cannot be read.
pub fn leftovers(parent: &Folder, prefix: &str) -> Result<Vec<Leftover>, DiskError> {
    let begins = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(prefix));
    let mut found = Vec::new();
    for entry in parent.entries()? {
        // In a folder that all may write to, somebody else could lay out something that looks like ours.
        if entry.kind == EntryKind::Folder && begins(&entry.name) && parent.is_own(&entry.name)? {
            let unread = |_| Some(Leftover::new(parent, &entry.name, &[]));
            found.extend(leftover(parent, &entry.name).unwrap_or_else(unread));
        }
    }
    Ok(found)
}

/// Removes what a killed run left.
///
/// # Errors
/// Fails when somebody uses it again or it cannot be removed.
pub fn discard(leftover: &Leftover) -> Result<(), DiskError> {
    let mut bench = Workbench::take_over(leftover)?;
    bench.keep();
    leftover.parent.remove_all(leftover.name())
}

/// Finds what an editor left in a folder besides the text and what was put there.
fn besides(folder: &Folder, text: &Path) -> Result<EditorFiles, DiskError> {
    let mut found = EditorFiles::default();
    for entry in folder.entries()? {
        let (name, path) = (entry.name.to_string_lossy(), folder.path().join(&entry.name));
        if entry.kind == EntryKind::Folder {
            if let Some(inner) = folder.open_below(entry.name.as_ref())? {
                texts_in(&inner, text.extension(), &mut found.others)?;
            }
            continue;
        }
        let is_put_there = path == text || name == LABEL || name == ORIGINAL;
        if entry.kind != EntryKind::File || is_put_there || folder.size_of(&entry.name)? == 0 {
            continue;
        }
        match is_trace(&name) {
            true if is_without_text(&name) => {}
            true if is_backup(&name) => {
                let says = |file: &Path| -> Result<Option<Zeroizing<Vec<u8>>>, DiskError> {
                    let read = folder.read_if_there(file.file_name().unwrap_or_default().as_ref());
                    Ok(read?.map(Zeroizing::new))
                };
                let backup = says(&path)?;
                if backup != says(text)? && backup != says(Path::new(ORIGINAL))? {
                    found.backups.push(path);
                }
            }
            true => found.unsaved.push(path),
            false => found.others.push(path),
        }
    }
    Ok(found)
}

/// Finds the texts in a folder that is not ours: somebody may have saved there. Editors keep their own
/// things in such folders too, so that only what is named like the text counts.
fn texts_in(
    folder: &Folder,
    ending: Option<&OsStr>,
    found: &mut Vec<PathBuf>,
) -> Result<(), DiskError> {
    for entry in folder.entries()? {
        let is_text = Path::new(&entry.name).extension() == ending;
        if entry.kind == EntryKind::Folder {
            if let Some(inner) = folder.open_below(entry.name.as_ref())? {
                texts_in(&inner, ending, found)?;
            }
        } else if entry.kind == EntryKind::File && is_text && folder.size_of(&entry.name)? > 0 {
            found.push(folder.path().join(&entry.name));
        }
    }
    Ok(())
}

/// Looks into a workbench; `None` when it is in use, or gone.
fn leftover(parent: &Folder, name: &OsStr) -> Result<Option<Leftover>, DiskError> {
    let Some(folder) = parent.open_below(name.as_ref())? else { return Ok(None) };
    match lock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Err(error) if error.reason() == ErrorKind::WouldBlock => return Ok(None),
        locked => drop(locked?),
    }
    // One that was just made is not locked yet; nothing of anybody is in it.
    if folder.entries()?.is_empty() {
        return Ok(None);
    }
    let label = folder.read_if_there(LABEL.as_ref())?.unwrap_or_default();
    Ok(Some(Leftover::new(parent, name, &label)))
}

/// Locks a folder; whoever inherits the descriptor holds the lock on.
fn lock(folder: &Folder, how: FlockOperation) -> Result<Folder, DiskError> {
    let attempt = || -> Result<Folder, Errno> {
        let again = folder.again()?;
        flock(&again.fd, how)?;
        rustix::io::fcntl_setfd(&again.fd, rustix::io::FdFlags::empty())?;
        Ok(again)
    };
    attempt().map_err(|errno| folder.failed("lock", Path::new(""), errno))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;

    use super::*;

    fn opened(root: &tempfile::TempDir) -> Folder {
        Folder::open(root.path()).unwrap()
    }

    const JOB: Job<'_> =
        Job { name: "note.md", label: "c-7f3k", original: b"old", text: b"text", beside: &[] };

    #[test]
    fn a_workbench_in_use_is_no_leftover_and_a_kept_one_is() {
        let root = tempfile::tempdir().unwrap();
        let mut bench = Workbench::set_up(&opened(&root), "edit-", &JOB).unwrap();
        assert!(leftovers(&opened(&root), "edit-").unwrap().is_empty());
        bench.keep();
        let folder = bench.folder.path().to_owned();
        drop(bench);
        let found = leftovers(&opened(&root), "edit-").unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].label, "c-7f3k");
        assert_eq!(Workbench::take_over(&found[0]).unwrap().original().unwrap(), b"old");
        assert!(!folder.exists());
    }

    #[test]
    fn what_stands_besides_the_text_is_told_apart() {
        let root = tempfile::tempdir().unwrap();
        let mut bench = Workbench::set_up(&opened(&root), "edit-", &JOB).unwrap();
        for name in [".note.md.swp", "note.md~", "final.md", "#note.md#", "note.md.save"] {
            fs::write(bench.folder.path().join(name), "text").unwrap();
        }
        fs::write(bench.folder.path().join("note.md.bak"), "what was typed").unwrap();
        fs::write(bench.folder.path().join("note.md.orig"), "old").unwrap();
        fs::write(bench.folder.path().join(".note.md.un~"), "how to undo").unwrap();
        fs::write(bench.folder.path().join("empty.md"), "").unwrap();
        fs::create_dir_all(bench.folder.path().join("saved/here")).unwrap();
        fs::write(bench.folder.path().join("saved/here/note.md"), "elsewhere").unwrap();
        fs::write(bench.folder.path().join("saved/state.json"), "{}").unwrap();
        let besides = bench.besides().unwrap();
        let at = |name: &str| bench.folder.path().join(name);
        let mut others = besides.others;
        others.sort();
        assert_eq!(others, [at("final.md"), at("saved/here/note.md")]);
        assert_eq!(bench.required(&others[1]).unwrap(), b"elsewhere");
        let mut unsaved = besides.unsaved;
        unsaved.sort();
        assert_eq!(unsaved, [at("#note.md#"), at(".note.md.swp"), at("note.md.save")]);
        assert_eq!(besides.backups, [at("note.md.bak")]);
    }

    #[test]
    fn a_folder_without_a_label_or_a_text_is_found_all_the_same() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("edit-x");
        fs::create_dir(&folder).unwrap();
        // One that is just being made is nobody's.
        assert!(leftovers(&opened(&root), "edit-").unwrap().is_empty());
        fs::write(folder.join("note.md"), "text").unwrap();
        let found = leftovers(&opened(&root), "edit-").unwrap();
        assert_eq!((found.len(), found[0].label.as_str()), (1, ""));
        discard(&found[0]).unwrap();
        assert!(leftovers(&opened(&root), "edit-").unwrap().is_empty());
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one() {
        let root = tempfile::tempdir().unwrap();
        let mut parent = opened(&root);
        let mut bench = Workbench::set_up(&parent, "edit-", &JOB).unwrap();
        let (folder, file) = (bench.folder.path().to_owned(), bench.text.clone());
        // What is no folder cannot be listed.
        let no_folder = || std::sync::Arc::new(fs::File::open(&file).unwrap());
        bench.folder.fd = no_folder();
        assert!(bench.besides().is_err() && bench.require_nothing_beside().is_err());
        drop(bench);
        assert!(folder.join("note.md").exists(), "the folder stays");
        let mut found = leftovers(&parent, "edit-").unwrap().remove(0);
        (parent.fd, found.parent.fd) = (no_folder(), no_folder());
        assert!(found.besides().is_err() && leftovers(&parent, "edit-").is_err());
    }

    #[test]
    fn a_workbench_that_cannot_be_read_is_a_leftover_all_the_same() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("edit-x");
        fs::create_dir_all(folder.join(LABEL)).unwrap();
        let found = leftovers(&opened(&root), "edit-").unwrap();
        assert_eq!((found.len(), found[0].label.as_str()), (1, ""));
        // Whom no mode stops is never refused.
        fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
        let found = leftovers(&opened(&root), "edit-").unwrap();
        assert_eq!((found.len(), &found[0].text), (1, &folder.join("note.md")));
        fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    }

    #[test]
    fn whatever_the_editor_left_goes_with_the_workbench() {
        let root = tempfile::tempdir().unwrap();
        let bench = Workbench::set_up(&opened(&root), "edit-", &JOB).unwrap();
        fs::write(bench.folder.path().join(".note.md.swp"), "text").unwrap();
        drop(bench);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
