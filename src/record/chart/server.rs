//! The bare repository of a practice, which all its clones pull from and push to.

use std::path::{Path, PathBuf};

use crate::disk::{outside, place};
use crate::failure::{Explain, Failure};
use crate::programs::git::{Program, answer};

/// What git asks on a server, and when.
pub const HOOKS: &[(&str, &str)] =
    &[("pre-receive", "hooks run pre-receive"), ("post-receive", "hooks run post-receive")];

/// The settings of a server: history only grows, and what is damaged is not taken.
const SETTINGS: &[(&str, &str)] = &[
    ("receive.denyNonFastForwards", "true"),
    ("receive.denyDeletes", "true"),
    ("receive.fsckObjects", "true"),
    ("core.sharedRepository", "0600"),
];

/// A folder that cannot be the repository of a server.
#[derive(Debug, thiserror::Error)]
enum ServerError {
    #[error("{} is the repository of somebody's work tree, and no server's", .0.display())]
    NotBare(PathBuf),
}

impl Explain for ServerError {
    fn hint(&self) -> Option<String> {
        Some("Name a folder of its own, such as `chart.git`.".into())
    }
}

/// Makes a bare repository, or takes the one that is there, and closes it: its owner alone may read it.
///
/// # Errors
/// Fails when it is the repository of a work tree, and when git or the disk refuses.
pub fn close(folder: &Path) -> Result<PathBuf, Failure> {
    outside::create_folders(folder)?;
    let git = Program::in_folder(folder);
    // What lies above it is another repository.
    if !place::is_there(&folder.join("HEAD"))? {
        if place::is_there(&folder.join(".git"))? {
            return Err(ServerError::NotBare(folder.to_owned()).into());
        }
        answer(git.writing().args(["init", "--quiet", "--bare", "."]))?;
    }
    if answer(git.reading().args(["rev-parse", "--is-bare-repository"]))? != b"true\n" {
        return Err(ServerError::NotBare(folder.to_owned()).into());
    }
    for (key, value) in SETTINGS {
        answer(git.writing().args(["config", "--local", key, value]))?;
    }
    place::close(folder)?;
    Ok(place::real_path(folder))
}
