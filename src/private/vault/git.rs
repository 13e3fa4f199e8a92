//! Whether git could carry the vault to another machine.

use std::path::{Path, PathBuf};

use crate::disk::place;
use crate::programs::git::Program;

/// What git says of a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repository {
    /// It lies in none, or in one without a remote.
    Alone,
    /// It lies in one that has a remote; the path is that of its `.git`.
    Remote(PathBuf),
    /// It lies in one, and git is not there or refuses to say.
    Silent(PathBuf),
}

/// Asks git about the repository that holds a folder. Where there is none, nothing is asked.
pub fn repository(root: &Path) -> Repository {
    let Some(top) = place::git_work_tree(root) else { return Repository::Alone };
    let git = top.join(".git");
    match Program::in_folder(top).ask(&["remote"]) {
        Ok(remotes) if remotes.is_empty() => Repository::Alone,
        Ok(_) => Repository::Remote(git),
        Err(_) => Repository::Silent(git),
    }
}
