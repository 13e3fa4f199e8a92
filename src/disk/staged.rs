//! Many files at once, in a folder that is filled beside its place and counts from one moment on: as a new folder,
//! or as what is added to one that is there. Whatever interrupts it, all of them are there in the end, or none.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{
    FlockOperation, Mode, OFlags, RenameFlags, flock, mkdirat, openat, renameat, renameat_with,
};
use rustix::io::Errno;

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder, FolderEntry};
use crate::disk::write::{Files, MakeEach, TEMPORARY, of_system, temporary_name, write_pieces};

/// How the name of a folder ends whose files are all there and on the way into another folder, which the name
/// names.
const ARRIVING: &str = ".arriving.tmp";

/// How many folders are held open while files are written into them.
const AT_HAND: usize = 64;

/// What a folder beside others is that we have filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StagedKind {
    /// It was never full, and does not count.
    Unfinished,
    /// All of it counts, and is on the way to its place.
    Arriving,
}

/// Tells whether a name is that of a folder that a run of ours fills or has filled.
pub fn staged_kind(entry: &FolderEntry) -> Option<StagedKind> {
    let name = entry.name.to_str().filter(|_| entry.kind == EntryKind::Folder)?;
    let inner = name.strip_prefix(TEMPORARY)?;
    let is_random = |name: &str| name.len() == 16 && name.bytes().all(|b| b.is_ascii_hexdigit());
    match (inner.strip_suffix(ARRIVING), inner.strip_suffix(".tmp")) {
        (Some(_), _) => Some(StagedKind::Arriving),
        (None, Some(name)) if is_random(name) => Some(StagedKind::Unfinished),
        _ => None,
    }
}

/// A folder that is being filled; gone when it is dropped before it counts.
pub struct Stage<'f> {
    parent: &'f Folder,
    /// What it is for.
    target: &'f OsStr,
    name: OsString,
    folder: Folder,
    /// As long as it is held, nobody takes it for what a killed run has left.
    _held: Option<Folder>,
    counts: bool,
    /// The folders in it into which was written just now.
    at_hand: BTreeMap<PathBuf, Folder>,
    /// What was written.
    files: Vec<PathBuf>,
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if !self.counts {
            self.parent.unmake(&self.name);
        }
    }
}

impl<'f> Stage<'f> {
    fn begin(parent: &'f Folder, target: &'f OsStr) -> io::Result<Self> {
        // Where a folder cannot be held, nobody can take what lies in it for left either.
        let _whoever_clears_up_waits = parent.lock().ok();
        let name = OsString::from(temporary_name());
        mkdirat(&parent.fd, &name, Mode::RWXU)?;
        let folder = parent.open_below(name.as_ref()).map_err(of_system)?;
        let folder = folder.ok_or(Errno::NOENT)?;
        let held = folder.lock().ok();
        let at_hand = BTreeMap::from([(PathBuf::new(), folder.clone())]);
        let (counts, files) = (false, Vec::new());
        Ok(Self { parent, target, name, folder, _held: held, counts, at_hand, files })
    }

    /// Makes the folder and lets `fill` write into it; all of that is safe from a loss of power then.
    fn filled<E: From<DiskError>>(
        parent: &'f Folder,
        target: &'f OsStr,
        fill: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<Self, E> {
        let failed = |source: io::Error| parent.failed("create", Path::new(target), source);
        let mut stage = Self::begin(parent, target).map_err(failed)?;
        fill(&mut stage)?;
        sync_below(&stage.folder).map_err(failed)?;
        Ok(stage)
    }

    /// Writes a file at a place in the folder, which may lead into folders below; its owner alone may read it.
    ///
    /// # Errors
    /// Fails when the disk or `make` does.
    pub fn write<T>(
        &mut self,
        place: &str,
        make: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, DiskError> {
        let path = Path::new(place);
        let write = || -> io::Result<T> {
            let (inside, name) = path.parent().zip(path.file_name()).ok_or(Errno::INVAL)?;
            let folder = folder_at(inside, &mut self.at_hand)?;
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
            let private = Mode::RUSR | Mode::WUSR;
            let file = openat(&folder.fd, name, flags | OFlags::CLOEXEC, private)?;
            let mut file = File::from(file);
            let made = make(&mut file)?;
            file.sync_all()?;
            Ok(made)
        };
        let made = write().map_err(|source| {
            self.parent.failed("create", &Path::new(self.target).join(path), source)
        })?;
        self.files.push(path.to_owned());
        Ok(made)
    }

    /// Gives it its name, which nothing may have yet; all of it is there from then on.
    fn become_folder(mut self) -> io::Result<()> {
        let (parent, name) = (self.parent, self.target);
        renameat_with(&parent.fd, &self.name, &parent.fd, name, RenameFlags::NOREPLACE)?;
        self.counts = true;
        self.files.iter().for_each(|file| parent.tell_written(Path::new(name).join(file)));
        // What is not sure to be there tomorrow is not there: the caller is told that it failed.
        parent.sync().inspect_err(|_| parent.unmake(name))
    }

    /// Moves all files into a folder that is there. From the moment on at which this begins, the next run ends it.
    fn arrive(mut self, into: &Folder) -> io::Result<()> {
        let (parent, arriving) = (self.parent, arriving(self.target));
        renameat_with(&parent.fd, &self.name, &parent.fd, &arriving, RenameFlags::NOREPLACE)?;
        let began = std::mem::replace(&mut self.name, arriving);
        let mut moved = Vec::new();
        let arrived = parent
            .sync()
            .and_then(|()| move_all(&self.folder, into, &|_| true, Path::new(""), &mut moved));
        match &arrived {
            Ok(()) => self.files.iter().for_each(|file| into.tell_written(file)),
            // It must not count any more before the first of it goes. What cannot be put back counts, and so does
            // the rest.
            Err(_) => {
                let is_back = moved.iter().rev().all(Moved::put_back);
                let fd = &parent.fd;
                let is_begun = is_back && renameat(fd, &self.name, fd, &began).is_ok();
                match is_begun {
                    true => self.name = began,
                    false => self.counts = true,
                }
            }
        }
        arrived
    }
}

/// Returns what a folder is called whose files are on the way into the folder of a name.
fn arriving(name: &OsStr) -> OsString {
    [OsStr::new(TEMPORARY), name, OsStr::new(ARRIVING)].into_iter().collect()
}

/// Opens a folder below one that is being filled, and makes it first if it is not there.
fn folder_at(inside: &Path, at_hand: &mut BTreeMap<PathBuf, Folder>) -> io::Result<Folder> {
    if let Some(folder) = at_hand.get(inside) {
        return Ok(folder.clone());
    }
    let (above, name) = inside.parent().zip(inside.file_name()).ok_or(Errno::INVAL)?;
    let above = folder_at(above, at_hand)?;
    match mkdirat(&above.fd, name, Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(errno) => return Err(errno.into()),
    }
    let folder = above.open_below(name.as_ref()).map_err(of_system)?.ok_or(Errno::NOENT)?;
    if at_hand.len() >= AT_HAND {
        at_hand.retain(|path, _| path.as_os_str().is_empty());
    }
    at_hand.insert(inside.to_owned(), folder.clone());
    Ok(folder)
}

/// Makes the names in a folder and in all below it safe from a loss of power.
fn sync_below(folder: &Folder) -> io::Result<()> {
    for entry in folder.entries().map_err(of_system)? {
        if entry.kind == EntryKind::Folder
            && let Some(folder) = folder.open_below(entry.name.as_ref()).map_err(of_system)?
        {
            sync_below(&folder)?;
        }
    }
    folder.sync()
}

/// A file that has arrived.
struct Moved {
    from: Folder,
    to: Folder,
    name: OsString,
}

impl Moved {
    fn put_back(&self) -> bool {
        self.to.move_new(&self.name, &self.from, &self.name).is_ok()
    }
}

/// Moves the files of a folder, and of those below it, into another one, and never over a file that is another.
fn move_all(
    from: &Folder,
    to: &Folder,
    may: &dyn Fn(&Path) -> bool,
    inside: &Path,
    moved: &mut Vec<Moved>,
) -> io::Result<()> {
    for entry in from.entries().map_err(of_system)? {
        let (name, inside) = (entry.name.as_os_str(), inside.join(&entry.name));
        if entry.kind == EntryKind::Folder {
            let missing = || io::Error::from(Errno::NOENT);
            let from = from.open_below(name.as_ref()).map_err(of_system)?.ok_or_else(missing)?;
            let to = to.create_folders(name.as_ref()).map_err(of_system)?;
            move_all(&from, &to, may, &inside, moved)?;
            continue;
        }
        if entry.kind != EntryKind::File || !may(&inside) {
            return Err(io::Error::other(format!("`{}` does not belong there", inside.display())));
        }
        match from.move_new(name, to, name) {
            Ok(()) => moved.push(Moved { from: from.clone(), to: to.clone(), name: name.into() }),
            Err(Errno::EXIST) if is_same(from, to, name)? => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    to.sync()
}

fn is_same(one: &Folder, other: &Folder, name: &OsStr) -> io::Result<bool> {
    let read = |folder: &Folder| folder.read(Path::new(name)).map_err(of_system);
    Ok(read(one)? == read(other)?)
}

impl Folder {
    /// Writes a folder that must not exist yet, with its files, in one step; its owner alone may read
    /// it.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is something of that name. Whatever the
    /// error, no folder of that name is made.
    pub fn write_new_folder(&self, name: &OsStr, files: &Files<'_>) -> Result<(), DiskError> {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        self.write_new_folder_as_made(name, &names, &|at, writer| {
            write_pieces(&files[at].1, writer)
        })
    }

    /// The same for files that are made while they are written; `make` is asked for each by the place
    /// of its name, which may lead into folders below.
    ///
    /// # Errors
    /// As [`Folder::write_new_folder`].
    pub fn write_new_folder_as_made(
        &self,
        name: &OsStr,
        names: &[&str],
        make: &MakeEach<'_>,
    ) -> Result<(), DiskError> {
        let fill = |stage: &mut Stage<'_>| {
            names
                .iter()
                .enumerate()
                .try_for_each(|(at, name)| stage.write(name, |writer| make(at, writer)))
        };
        let stage = Stage::filled(self, name, fill)?;
        stage.become_folder().map_err(|source| self.failed("create", Path::new(name), source))
    }

    /// Adds the files that `fill` writes to a folder in this one, or makes it with them: all of them, or none. What a
    /// kill interrupts is ended by [`Folder::end_arrivals`].
    ///
    /// # Errors
    /// Fails when `fill` does, with [`io::ErrorKind::AlreadyExists`] when a file of one of the names is there and
    /// another, and when the disk refuses; none of them is there then.
    pub fn add_files<E: From<DiskError>>(
        &self,
        name: &OsStr,
        fill: impl FnOnce(&mut Stage<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let stage = Stage::filled(self, name, fill)?;
        if stage.files.is_empty() {
            return Ok(());
        }
        let add = || -> io::Result<()> {
            let _alone = self.lock()?;
            match self.open_below(name.as_ref()).map_err(of_system)? {
                None => stage.become_folder(),
                Some(into) => stage.arrive(&into),
            }
        };
        Ok(add().map_err(|source| self.failed("add to", Path::new(name), source))?)
    }

    /// Ends what killed runs have begun with the folders in this one: what counts is moved to its place if `may` says of
    /// the folder and the path in it that it belongs there, and what never counted is removed. Returns the folders to
    /// which something was added.
    ///
    /// # Errors
    /// Fails when something cannot be moved; it stays where it is then, and nothing of it is lost.
    pub fn end_arrivals(
        &self,
        may: &dyn Fn(&str, &Path) -> bool,
    ) -> Result<Vec<String>, DiskError> {
        let alone = self.lock();
        let _alone = alone.map_err(|source| self.failed("hold", Path::new(""), source))?;
        let (mut ended, entries) = (Vec::new(), self.entries()?);
        let is_left = |entry: &&FolderEntry| {
            staged_kind(entry) == Some(StagedKind::Arriving) && !self.is_in_use(entry)
        };
        for entry in entries.iter().filter(is_left) {
            let text = entry.name.to_string_lossy();
            let name = text.strip_prefix(TEMPORARY).and_then(|name| name.strip_suffix(ARRIVING));
            let name = name.unwrap_or_default();
            let end = || -> io::Result<()> {
                let missing = || io::Error::from(Errno::NOENT);
                let open = |name: &OsStr| {
                    self.open_below(name.as_ref()).map_err(of_system)?.ok_or_else(missing)
                };
                let (from, to) = (open(&entry.name)?, open(name.as_ref())?);
                move_all(&from, &to, &|inside| may(name, inside), Path::new(""), &mut Vec::new())
            };
            end().map_err(|source| self.failed("end the move of", entry.name.as_ref(), source))?;
            self.unmake(&entry.name);
            ended.push(name.to_owned());
        }
        self.clear_unfinished(&entries);
        Ok(ended)
    }

    /// Tells whether files are on the way into a folder in this one.
    ///
    /// # Errors
    /// Fails when it cannot be looked at.
    pub fn has_arriving(&self, name: &OsStr) -> Result<bool, DiskError> {
        Ok(self.kind_of(&arriving(name))?.is_some())
    }

    /// Removes the folders in this one that killed runs of ours were filling.
    pub(super) fn remove_unfinished(&self) {
        // What cannot be looked at now is looked at by the next run.
        if let (Ok(_alone), Ok(entries)) = (self.lock(), self.entries()) {
            self.clear_unfinished(&entries);
        }
    }

    fn clear_unfinished(&self, entries: &[FolderEntry]) {
        let unfinished = |entry: &&FolderEntry| staged_kind(entry) == Some(StagedKind::Unfinished);
        let left = entries.iter().filter(unfinished).filter(|entry| !self.is_in_use(entry));
        left.for_each(|entry| self.unmake(&entry.name));
    }

    /// Tells whether a run of ours is at work in a folder in this one.
    pub fn is_in_use(&self, entry: &FolderEntry) -> bool {
        let hold = || -> Result<(), Errno> {
            let Ok(Some(folder)) = self.open_below(entry.name.as_ref()) else { return Ok(()) };
            flock(&folder.again()?.fd, FlockOperation::NonBlockingLockExclusive)
        };
        hold() == Err(Errno::WOULDBLOCK)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::disk::write::PRIVATE;

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_folder_comes_whole_and_never_over_another() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let path = root.path().join("record");
        let write = |name: &str, files: &Files<'_>| folder.write_new_folder(name.as_ref(), files);
        write("record", &[("a", vec![b"o", b"ne"]), ("b", vec![b"two"])]).unwrap();
        assert_eq!(fs::read(path.join("b")).unwrap(), b"two");
        assert_eq!(mode_of(&path), 0o700);
        assert_eq!(mode_of(&path.join("a")), 0o600);
        fs::create_dir(root.path().join("empty")).unwrap();
        for taken in ["record", "empty"] {
            let error = write(taken, &[("a", vec![b"three"])]).unwrap_err();
            assert_eq!(error.reason(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read(path.join("a")).unwrap(), b"one");
        assert!(write("x", &[("a", vec![b"x"]), ("..", vec![b"x"])]).is_err());
        let fails = |_: usize, writer: &mut dyn Write| {
            writer.write_all(b"half")?;
            Err(io::Error::other("it could not be made"))
        };
        assert!(folder.write_new_folder_as_made("x".as_ref(), &["a"], &fails).is_err());
        let half = |writer: &mut dyn Write| fails(0, writer);
        assert!(folder.write_new_as_made("x".as_ref(), &half, PRIVATE).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);
    }

    fn put(root: &Path, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    fn texts(root: &Path) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for entry in fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            match path.is_dir() {
                true => {
                    let inner = texts(&path).into_iter();
                    all.extend(inner.map(|(path, text)| (format!("{name}/{path}"), text)));
                }
                false => all.push((name, fs::read_to_string(path).unwrap())),
            }
        }
        all.sort();
        all
    }

    #[test]
    fn what_is_added_comes_whole_or_not_at_all_and_never_over_another_file() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), &[("a/notes/1", "one")]);
        let folder = Folder::open(root.path()).unwrap();
        let add = |names: &[&str], text: &str| {
            folder.add_files("a".as_ref(), |stage| {
                names.iter().try_for_each(|name| {
                    stage.write(name, |writer| writer.write_all(text.as_bytes()))
                })
            })
        };
        add(&["notes/2", "papers/3"], "two").unwrap();
        let after = texts(root.path());
        assert_eq!(after.len(), 3, "{after:?}");
        // One name is taken by something else.
        let error = add(&["aaa", "notes/1", "zzz"], "three").unwrap_err();
        assert_eq!(error.reason(), io::ErrorKind::AlreadyExists);
        assert_eq!(texts(root.path()), after);
        // The same once more is no other file.
        add(&["notes/2", "papers/3"], "two").unwrap();
        assert_eq!(texts(root.path()), after);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_has_begun_is_ended_and_what_never_counted_goes() {
        let root = tempfile::tempdir().unwrap();
        put(
            root.path(),
            &[
                ("a/notes/1", "one"),
                (".casenotes-a.arriving.tmp/notes/2", "two"),
                (".casenotes-a.arriving.tmp/papers/3", "three"),
                (".casenotes-0123456789abcdef.tmp/notes/4", "half"),
                (".casenotes-mine/5", "not ours"),
            ],
        );
        let folder = Folder::open(root.path()).unwrap();
        let ended =
            || folder.end_arrivals(&|name, inside| name == "a" && inside != Path::new("papers/x"));
        assert_eq!(ended().unwrap(), ["a"]);
        let names: Vec<String> = texts(root.path()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [".casenotes-mine/5", "a/notes/1", "a/notes/2", "a/papers/3"]);
        // What does not belong there, or meets another file, stays where it is.
        for (path, text) in [("papers/x", "x"), ("notes/1", "another")] {
            put(root.path(), &[(&format!(".casenotes-a.arriving.tmp/{path}"), text)]);
            assert!(ended().is_err());
            assert!(root.path().join(".casenotes-a.arriving.tmp").join(path).exists());
            fs::remove_dir_all(root.path().join(".casenotes-a.arriving.tmp")).unwrap();
        }
        // One that is being filled is left alone.
        put(root.path(), &[(".casenotes-0123456789abcdef.tmp/4", "half")]);
        let filled = folder.open_in(".casenotes-0123456789abcdef.tmp").unwrap().unwrap();
        let held = filled.lock().unwrap();
        ended().unwrap();
        assert!(filled.path().exists());
        drop(held);
        ended().unwrap();
        assert!(!filled.path().exists());
    }
}
