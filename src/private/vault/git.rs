//! git, where it carries the vault between machines: whether it could, and what it has left unmerged.

use std::path::{Path, PathBuf};

use crate::disk::place;
use crate::private::vault::memory::{FileName, file_of};
use crate::programs::git::{GitError, Program};

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

/// What keeps git from merging sealed files, whose two versions are both whole and make no third.
pub const ATTRIBUTES: &str = "*.age -merge -diff -text\n";

/// Tells whether the attributes of a repository keep it from merging sealed files.
pub fn keeps_apart(attributes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(attributes);
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("*.age") && words.any(|word| word == "-merge" || word == "binary")
    })
}

/// Returns the sealed files of a repository that a merge has left without a choice: each version of each.
/// None where the folder is no repository of its own.
///
/// # Errors
/// Fails when git does.
pub fn unmerged(root: &Path) -> Result<Vec<(FileName, Vec<u8>)>, GitError> {
    if place::git_work_tree(root) != Some(root) {
        return Ok(Vec::new());
    }
    let git = Program::in_folder(root);
    let listed = git.ask(&["ls-files", "--unmerged", "-z"])?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut found = Vec::new();
    // `MODE OBJECT STAGE\tPATH`; stage 1 is what both began with.
    for line in listed.split('\0') {
        let Some((words, path)) = line.split_once('\t') else { continue };
        let mut words = words.split(' ').skip(1);
        let (Some(object), Some(stage)) = (words.next(), words.next()) else { continue };
        if let (Some(file), "2" | "3") = (file_of(path), stage) {
            found.push((file, git.ask(&["cat-file", "blob", object])?));
        }
    }
    Ok(found)
}
