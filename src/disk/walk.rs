//! What lies in the folders of others: every name once, and nothing behind a link.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder};

/// A folder that is walked through.
pub struct Walk {
    root: Folder,
}

/// Something that was met on the way.
#[derive(Debug)]
pub struct Met {
    /// Where it is below the folder.
    pub inside: PathBuf,
    /// What it is; a folder is met only if nobody went into it.
    pub kind: EntryKind,
    /// Why it could not be gone into, if it is a folder that should have been.
    pub error: Option<DiskError>,
}

impl Walk {
    /// Opens the folder, which may itself be reached through links.
    ///
    /// # Errors
    /// Fails when there is no such folder or it may not be read.
    pub fn of(root: &Path) -> Result<Self, DiskError> {
        Folder::open(root).map(|root| Self { root })
    }

    /// Returns what lies in the folder and those below it, sorted, without the folders that are gone into.
    ///
    /// # Errors
    /// Fails when the folder itself cannot be read; of those below it, each says so.
    pub fn everything(&self, is_gone_into: impl Fn(&OsStr) -> bool) -> Result<Vec<Met>, DiskError> {
        let mut found = Vec::new();
        let mut open = vec![PathBuf::new()];
        while let Some(inside) = open.pop() {
            let entries = self.root.open_below(&inside).and_then(|folder| match folder {
                Some(folder) => folder.entries(),
                None => Ok(Vec::new()),
            });
            let entries = match entries {
                Err(error) if inside.as_os_str().is_empty() => return Err(error),
                Err(error) => {
                    found.push(Met { inside, kind: EntryKind::Folder, error: Some(error) });
                    continue;
                }
                Ok(entries) => entries,
            };
            for entry in entries {
                let path = inside.join(&entry.name);
                match entry.kind {
                    EntryKind::Folder if is_gone_into(&entry.name) => open.push(path),
                    kind => found.push(Met { inside: path, kind, error: None }),
                }
            }
        }
        found.sort_by(|a, b| a.inside.cmp(&b.inside));
        Ok(found)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_met_and_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::create_dir_all(path("a/b")).unwrap();
        fs::create_dir(path(".hidden")).unwrap();
        fs::write(path("a/b/c.md"), "c").unwrap();
        fs::write(path(".hidden/d"), "d").unwrap();
        symlink("a", path("link")).unwrap();
        symlink("..", path("a/b/up")).unwrap();
        let walk = Walk::of(root.path()).unwrap();
        let found = walk.everything(|name| !name.as_encoded_bytes().starts_with(b".")).unwrap();
        let told: Vec<_> =
            found.iter().map(|met| (met.inside.to_str().unwrap(), met.kind)).collect();
        assert_eq!(
            told,
            [
                (".hidden", EntryKind::Folder),
                ("a/b/c.md", EntryKind::File),
                ("a/b/up", EntryKind::Link),
                ("link", EntryKind::Link),
            ]
        );
    }
}
