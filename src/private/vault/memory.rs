//! What this machine remembers of a vault: which sealed files there were, the digests of their bytes, and
//! what the versions are called that it has sealed itself; no text. It is kept outside of the vault, so
//! that what another device does to the files, or a program that carries them, is noticed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::DiskError;
use crate::disk::tree::Tree;
use crate::disk::write::Replaced;
use crate::domain::digest::sha256;
use crate::domain::note_id::SealedId;
use crate::private::vault::kind::Kind;
use crate::private::vault::{Vault, VaultError};

/// A sealed file of the vault.
pub type FileName = (Kind, SealedId);

/// What is remembered of a sealed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RememberedFile {
    /// The digest of its bytes.
    pub digest: String,
    /// What the version in it is called, if this machine has sealed it.
    pub version: Option<String>,
}

/// What is remembered of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The files.
    pub files: BTreeMap<FileName, RememberedFile>,
    /// The digest of the list of recipients on which the last two copies were made one.
    pub agreed_copies: Option<String>,
}

/// What a run has done to sealed files and has not written down yet.
#[derive(Clone, Debug, Default)]
pub struct Notebook(Arc<Mutex<Vec<Done>>>);

/// What lies under a name now, if anything.
type Done = (FileName, Option<RememberedFile>);

impl Notebook {
    /// Notes that a file holds these bytes, or that it was removed.
    pub fn note(&self, file: FileName, sealed: Option<&Sealed>) {
        let remembered = sealed.map(|sealed| RememberedFile {
            digest: sha256(&sealed.bytes),
            version: sealed.version.clone(),
        });
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((file, remembered));
    }

    fn take(&self) -> Vec<Done> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sealed bytes on their way into the vault, and what the version in them is called: the vault itself
/// cannot look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What the version is called, if that is known.
    pub version: Option<String>,
}

/// The head of the file; the other lines are `NAME DIGEST VERSION`.
const HEAD: &str =
    "# What this machine remembers of the sealed files of a vault; no text (docs/VAULT.md).\n";

/// What stands in the place of what is not known.
const UNKNOWN: &str = "-";

/// The name of the line that is no file's.
const LIST: &str = "recipients";

impl Memory {
    fn read(text: &str) -> Self {
        let mut memory = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let [name, digest, version] = words[..] else { continue };
            if name == LIST {
                memory.agreed_copies = Some(digest.to_owned());
            } else if let Some(file) = file_of(name) {
                let version = (version != UNKNOWN).then(|| version.to_owned());
                memory.files.insert(file, RememberedFile { digest: digest.to_owned(), version });
            }
        }
        memory
    }

    fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        if let Some(digest) = &self.agreed_copies {
            text.push_str(&format!("{LIST} {digest} {UNKNOWN}\n"));
        }
        for ((kind, id), RememberedFile { digest, version }) in &self.files {
            let version = version.as_deref().unwrap_or(UNKNOWN);
            let name = format!("{}/{id}{}", kind.folder(), kind.ending());
            text.push_str(&format!("{name} {digest} {version}\n"));
        }
        text
    }
}

/// Reads the path of a sealed file in the vault.
pub(super) fn file_of(path: &str) -> Option<FileName> {
    Kind::IN_THE_VAULT.into_iter().find_map(|kind| {
        let rest = path.strip_prefix(kind.folder())?.strip_prefix('/')?;
        Some((kind, rest.strip_suffix(kind.ending())?.parse().ok()?))
    })
}

impl Vault {
    /// Returns what this machine remembers; `None` when it has not seen the vault before.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn memory(&self) -> Result<Option<Memory>, DiskError> {
        let file = self.memory_file();
        let Some(tree) = Tree::open_if_there(file.parent().unwrap_or(&file))? else {
            return Ok(None);
        };
        let bytes = tree.read_if_there(&file)?;
        Ok(bytes.map(|bytes| Memory::read(&String::from_utf8_lossy(&bytes))))
    }

    /// Returns the sealed files that this machine remembers and that are not there.
    ///
    /// # Errors
    /// Fails when a folder or what is remembered cannot be read.
    pub fn gone(&self) -> Result<Vec<FileName>, VaultError> {
        let Some(memory) = self.memory()? else { return Ok(Vec::new()) };
        let there = self.all()?;
        Ok(memory.files.into_keys().filter(|file| there.binary_search(file).is_err()).collect())
    }

    /// Forgets a file that is not there any more, and is not to be.
    pub fn forget(&self, file: &FileName) {
        self.notebook().note(file.clone(), None);
    }

    /// Notes what the version is called that a file holds, which was opened.
    pub fn note_version(&self, file: &FileName, sealed: &Sealed) {
        self.notebook().note(file.clone(), Some(sealed));
    }

    /// Returns every sealed file, sorted.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn all(&self) -> Result<Vec<FileName>, DiskError> {
        let mut all = Vec::new();
        for kind in Kind::IN_THE_VAULT {
            all.extend(self.shelf(kind).ids(None)?.into_iter().map(|id| (kind, id)));
        }
        all.sort();
        Ok(all)
    }

    /// Writes down what this run has done, and the files that were not known here. `change` does more.
    ///
    /// # Errors
    /// Fails when a file cannot be read or the disk refuses; what was remembered still is then.
    pub fn write_down(&self, change: impl Fn(&mut Memory)) -> Result<(), VaultError> {
        let noted = self.notebook().take();
        // What cannot be looked through is for the command itself to tell.
        let there = self.all().unwrap_or_default();
        let file = self.memory_file();
        let folder = file.parent().unwrap_or(&file).to_owned();
        // Another run may write at the same moment.
        loop {
            let tree = Tree::open_if_there(&folder)?;
            let before = tree.map(|tree| tree.read_if_there(&file)).transpose()?.flatten();
            let text = before.as_deref().map(String::from_utf8_lossy);
            let mut memory = text.map(|text| Memory::read(&text)).unwrap_or_default();
            for (file, remembered) in &noted {
                match remembered {
                    Some(remembered) => memory.files.insert(file.clone(), remembered.clone()),
                    None => memory.files.remove(file),
                };
            }
            for file in &there {
                if !memory.files.contains_key(file)
                    && let Some(bytes) = self.shelf(file.0).read_if_there(&file.1)?
                {
                    let digest = sha256(&bytes);
                    memory.files.insert(file.clone(), RememberedFile { digest, version: None });
                }
            }
            change(&mut memory);
            let after = memory.write();
            if before.as_deref() == Some(after.as_bytes())
                || before.is_none() && memory == Memory::default()
            {
                return Ok(());
            }
            let tree = Tree::create(&folder)?;
            let written = match &before {
                None => tree.write_new(&file, after.as_bytes()).map(|()| Replaced::Yes),
                Some(before) => tree.replace_private_if(&file, before, after.as_bytes()),
            };
            match written {
                Ok(Replaced::Yes) => return Ok(()),
                Ok(Replaced::ChangedMeanwhile) => {}
                Err(error) if error.reason() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Returns where it is remembered: in a folder beside that of the list that was agreed to.
    fn memory_file(&self) -> PathBuf {
        let list = self.agreed();
        let state = list.parent().and_then(Path::parent).unwrap_or(list);
        state.join("seen").join(list.file_name().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_back_and_what_is_no_line_of_it_left_out() {
        let mut memory = Memory { agreed_copies: Some("sha256:1".into()), ..Memory::default() };
        let file = (Kind::Note, "c-7f3k/2026-11-24-1400-2".parse().unwrap());
        let version = Some("0a".to_owned());
        memory.files.insert(file, RememberedFile { digest: "sha256:2".into(), version });
        let file = (Kind::Removal, "c-7f3k/2026-11-24-1400".parse().unwrap());
        memory.files.insert(file, RememberedFile { digest: "sha256:3".into(), version: None });
        assert_eq!(Memory::read(&memory.write()), memory);
        let more = format!("{}\nx\nclients/../x sha256:4 -\n", memory.write());
        assert_eq!(Memory::read(&more), memory);
    }
}
