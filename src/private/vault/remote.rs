//! A copy of a vault on another machine: its sealed files come into a folder here and go back from there. No
//! key is needed for that, and nothing is opened, neither here nor there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder};
use crate::disk::outside::{self, create_folders, unmake};
use crate::disk::tree::Tree;
use crate::failure::{Explain, Failure};
use crate::private::vault::kind::Kind;
use crate::private::vault::{MARKER, RECIPIENTS};
use crate::programs::sftp::{Address, in_folder, make_folder, quoted};

/// What a file is called there while it is on its way, behind its name.
const ON_ITS_WAY: &str = ".casenotes-upload.tmp";

/// The copy of another machine, as it lies in a folder of this one.
pub struct RemoteCopy<'a> {
    address: &'a Address,
    folder: PathBuf,
    // What each file held there, by its path from the root.
    came: BTreeMap<String, Vec<u8>>,
}

/// A copy of another machine that is not used.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// Something else lies there.
    #[error("{0} is not empty, and no vault")]
    NoVault(String),
    /// There is no vault.
    #[error("{0} is no vault")]
    NothingThere(String),
    /// Another device was there at the same time.
    #[error("`{0}` changed there meanwhile; what was taken there so far is whole")]
    ChangedMeanwhile(String),
}

impl Explain for RemoteError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoVault(_) => {
                "Name the folder of the other copy, or an empty one for a new copy.".into()
            }
            Self::NothingThere(_) => {
                "Name the folder of the other copy; `casenotes vault sync` with it makes one, on the device that has the vault.".into()
            }
            Self::ChangedMeanwhile(_) => {
                "Run the command again; this machine has everything.".into()
            }
        })
    }
}

/// Brings what a copy of this machine begins with, the name of the vault and its list of recipients, into a
/// folder that must not be there yet; there, nothing is made.
///
/// # Errors
/// Fails when the connection does, or no vault lies there.
pub fn fetch_beginning(address: &Address, folder: &Path) -> Result<(), Failure> {
    create_folders(folder)?;
    let there = in_folder(address, folder, "ls -1a\n")?;
    if !there.iter().any(|name| name.trim() == MARKER) {
        return Err(RemoteError::NothingThere(address.to_string()).into());
    }
    in_folder(address, folder, &format!("get {MARKER}\nget {RECIPIENTS}\n"))?;
    Ok(())
}

impl<'a> RemoteCopy<'a> {
    /// Brings all of the copy into a folder of this machine, which must not be there yet; the folder there is
    /// made if it is not there.
    ///
    /// # Errors
    /// Fails when the connection does, or something else lies there; nothing is changed there then.
    pub fn fetch(address: &'a Address, folder: &Path) -> Result<Self, Failure> {
        create_folders(folder)?;
        make_folder(address)?;
        let there = in_folder(address, folder, "ls -1a\n")?;
        let there: BTreeSet<&str> = there
            .iter()
            .map(|line| line.trim())
            .filter(|name| !matches!(*name, "." | ".."))
            .collect();
        let is_foreign = |name: &&&str| **name != ".git" && !name.ends_with(ON_ITS_WAY);
        if !there.contains(MARKER) && there.iter().any(|name| is_foreign(&name)) {
            return Err(RemoteError::NoVault(address.to_string()).into());
        }
        let mut commands = String::new();
        for name in [MARKER, RECIPIENTS].into_iter().filter(|name| there.contains(name)) {
            commands.push_str(&format!("get {name}\n"));
        }
        for name in
            Kind::IN_THE_VAULT.map(Kind::folder).iter().filter(|name| there.contains(**name))
        {
            commands.push_str(&format!("get -r {name}\n"));
        }
        if !commands.is_empty() {
            in_folder(address, folder, &commands)?;
        }
        let mut copy = Self { address, folder: folder.to_owned(), came: BTreeMap::new() };
        // What was cut off on its way there is nobody's version.
        for (path, bytes) in copy.files()? {
            match path.ends_with(ON_ITS_WAY) {
                true => unmake(&[&folder.join(&path)]),
                false => drop(copy.came.insert(path, bytes)),
            }
        }
        Ok(copy)
    }

    /// Gives back what is in the folder now: new files first, then those that are other ones, then away with
    /// those that are gone. Each is written beside its place and has its name in one step; whenever it is cut
    /// off, each file there is the old or the new one, whole.
    ///
    /// # Errors
    /// Fails when the connection does, or another device has written there meanwhile.
    pub fn give_back(&self) -> Result<(), Failure> {
        let now = self.files()?;
        let (mut new, mut replaced) = (Vec::new(), Vec::new());
        for (path, bytes) in &now {
            match self.came.get(path) {
                None => new.push(path.as_str()),
                Some(came) if came != bytes => replaced.push(path.as_str()),
                Some(_) => {}
            }
        }
        // By the marker a folder is a vault, and so it comes last.
        new.sort_by_key(|path| (*path == MARKER, path.to_owned()));
        let gone: Vec<&str> =
            self.came.keys().filter(|path| !now.contains_key(*path)).map(String::as_str).collect();
        let mut commands = String::new();
        for folder in folders_of(&new) {
            commands.push_str(&format!("-mkdir {0}\n-chmod 700 {0}\n", quoted(&folder)));
        }
        for path in &new {
            // `-l` gives no name that is taken.
            commands.push_str(&sent(path, "rename -l"));
        }
        if !commands.is_empty() {
            in_folder(self.address, &self.folder, &commands)?;
        }
        self.require_unchanged(&[&replaced[..], &gone].concat())?;
        let mut commands = String::new();
        for path in &replaced {
            commands.push_str(&sent(path, "rename"));
        }
        for path in &gone {
            commands.push_str(&format!("rm {}\n", quoted(path)));
        }
        if !commands.is_empty() {
            in_folder(self.address, &self.folder, &commands)?;
        }
        Ok(())
    }

    /// Fails when one of some files is not there any more as it came.
    fn require_unchanged(&self, paths: &[&str]) -> Result<(), Failure> {
        if paths.is_empty() {
            return Ok(());
        }
        let look = self.folder.with_extension("look");
        create_folders(&look)?;
        let commands: String = paths
            .iter()
            .enumerate()
            .map(|(at, path)| format!("get {} {at}\n", quoted(path)))
            .collect();
        let looked = in_folder(self.address, &look, &commands);
        let mut outcome = looked.map(drop).map_err(Failure::from);
        for (at, path) in paths.iter().enumerate() {
            let there = outside::read_if_there(&look.join(at.to_string()));
            if outcome.is_ok() && there?.as_ref() != self.came.get(*path) {
                outcome = Err(RemoteError::ChangedMeanwhile((*path).to_owned()).into());
            }
        }
        unmake(&[&look]);
        outcome
    }

    /// Returns the files in the folder, by their paths from its root.
    fn files(&self) -> Result<BTreeMap<String, Vec<u8>>, DiskError> {
        let mut found = BTreeMap::new();
        read_into(Tree::open(&self.folder)?.root(), "", &mut found)?;
        Ok(found)
    }
}

fn read_into(
    folder: &Folder,
    prefix: &str,
    found: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), DiskError> {
    for entry in folder.entries()? {
        let name = entry.name.to_string_lossy();
        match entry.kind {
            EntryKind::Folder => {
                if let Some(inner) = folder.open_in(&name)? {
                    read_into(&inner, &format!("{prefix}{name}/"), found)?;
                }
            }
            EntryKind::File => {
                let bytes = folder.read(name.as_ref().as_ref())?;
                found.insert(format!("{prefix}{name}"), bytes);
            }
            EntryKind::Link | EntryKind::Other => {}
        }
    }
    Ok(())
}

/// Returns the folders on the way to some files, the outer ones first.
fn folders_of(paths: &[&str]) -> BTreeSet<String> {
    let above = paths.iter().flat_map(|path| Path::new(path).ancestors().skip(1));
    above.map(|folder| folder.to_string_lossy().into_owned()).filter(|it| !it.is_empty()).collect()
}

/// Returns the commands that send a file and give it its name by `rename`.
fn sent(path: &str, rename: &str) -> String {
    let (path, on_its_way) = (quoted(path), quoted(&format!("{path}{ON_ITS_WAY}")));
    format!("put -f {path} {on_its_way}\n{rename} {on_its_way} {path}\n")
}
