//! Where a path really is, on what file system, and who may read it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::disk::DiskError;

/// What is at a path, links followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path without links.
    pub path: PathBuf,
    /// The permission bits.
    pub mode: u32,
    /// What the file system calls it: the same for a folder mounted in two places.
    pub identity: (u64, u64),
}

/// Looks at a path; `None` when nothing is there.
///
/// # Errors
/// Fails when the path cannot be looked at for another reason.
pub fn look(path: &Path) -> Result<Option<Place>, DiskError> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(DiskError::new("look at", path, source)),
    };
    let real = path.canonicalize().map_err(|source| DiskError::new("look at", path, source))?;
    Ok(Some(Place {
        path: real,
        mode: metadata.permissions().mode() & 0o777,
        identity: (metadata.dev(), metadata.ino()),
    }))
}

/// Tells whether there is anything at a path, be it a link that leads nowhere.
///
/// # Errors
/// Fails when the path cannot be looked at.
pub fn is_there(path: &Path) -> Result<bool, DiskError> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(DiskError::new("look at", path, source)),
    }
}

/// Tells whether a path leads to a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Tells whether a path leads to a pipe, a device or a socket: whoever opens it may wait for ever.
pub fn may_hold_up(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Returns where a path that may not exist yet would be, links in its folders followed.
pub fn real_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut missing = Vec::new();
    let mut at = absolute.as_path();
    loop {
        if let Ok(real) = at.canonicalize() {
            return missing.iter().rev().fold(real, |path, name| path.join(name));
        }
        match (at.parent(), at.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name.to_owned());
                at = parent;
            }
            _ => return absolute,
        }
    }
}

/// Returns the top of the git work tree that holds a folder, by its `.git`.
pub fn git_work_tree(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.join(".git").symlink_metadata().is_ok())
}

/// Tells whether a folder lies on a memory file system, so that nothing in it reaches a disk.
#[cfg(target_os = "linux")]
pub fn is_in_memory(folder: &Path) -> bool {
    // From linux/magic.h: tmpfs and ramfs.
    const TMPFS: i128 = 0x0102_1994;
    const RAMFS: i128 = 0x8584_58f6;
    rustix::fs::statfs(folder).is_ok_and(|fs| {
        let magic = i128::from(fs.f_type) & 0xffff_ffff;
        magic == TMPFS || magic == RAMFS
    })
}

/// Other systems do not tell.
#[cfg(not(target_os = "linux"))]
pub fn is_in_memory(_folder: &Path) -> bool {
    false
}

/// Tells whether a folder is ours alone, or not there yet.
pub fn is_own(folder: &Path) -> bool {
    match folder.symlink_metadata() {
        Ok(metadata) => {
            metadata.is_dir()
                && metadata.uid() == rustix::process::getuid().as_raw()
                && metadata.permissions().mode() & 0o077 == 0
        }
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Returns the number by which the system knows the user.
pub fn user_number() -> u32 {
    rustix::process::getuid().as_raw()
}

/// Tells whether a file may be run by its owner.
pub fn may_be_run(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o100 != 0)
}

/// Lets nobody but its owner enter a folder.
///
/// # Errors
/// Fails when the system refuses.
pub fn close(folder: &Path) -> Result<(), DiskError> {
    let closed = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    closed.map_err(|source| DiskError::new("close", folder, source))
}

/// Tells whether a thing belongs to the user, a link itself and not what it leads to; also when nothing
/// is there.
pub fn is_of_user(path: &Path) -> bool {
    path.symlink_metadata()
        .map_or(true, |metadata| metadata.uid() == rustix::process::geteuid().as_raw())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_there_and_what_lies_behind_a_file_is_unknown() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        fs::write(at("file"), "text").unwrap();
        std::os::unix::fs::symlink("gone", at("link")).unwrap();
        assert!(is_there(&at("link")).unwrap() && !is_there(&at("gone")).unwrap());
        assert!(is_there(&at("file/x")).is_err());
    }
}
