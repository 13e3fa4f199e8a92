//! The files that git opens whatever they are: for one that is a pipe it would wait for ever.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk::folder::{EntryKind, Folder};
use crate::disk::place::{git_work_tree, may_hold_up};
use crate::programs::git::GitError;

/// What git reads of every folder of its work tree.
const IN_FOLDERS: [&str; 2] = [".gitignore", ".gitattributes"];

/// What git reads of its own folder before it says anything.
const OF_ITS_OWN: [&str; 8] = [
    "HEAD",
    "config",
    "config.worktree",
    "index",
    "commondir",
    "packed-refs",
    "info/exclude",
    "info/attributes",
];

/// Looks at what git reads of the repository that a chart lies in, if it lies in one.
///
/// # Errors
/// Names the first thing that is neither file nor folder.
pub fn of_the_repository(chart: &Path) -> Result<(), GitError> {
    let Some(top) = git_work_tree(chart) else { return Ok(()) };
    let own = top.join(".git");
    let in_own = OF_ITS_OWN.iter().map(|name| own.join(name));
    // Of the folders above the chart, git reads these as well.
    let above = chart.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
    let above = above.flat_map(|folder| IN_FOLDERS.map(|name| folder.join(name)));
    std::iter::once(own.clone()).chain(in_own).chain(above).try_for_each(require_no_pipe)
}

/// Looks at what git reads of the chart's own folders when it looks for new files.
///
/// # Errors
/// Names the first thing that is neither file nor folder.
pub fn in_the_tree(chart: &Folder) -> Result<(), GitError> {
    // A folder that cannot be read is git's to complain of.
    for entry in chart.entries().unwrap_or_default() {
        let Some(name) = entry.name.to_str() else { continue };
        match entry.kind {
            EntryKind::Folder if name != ".git" => {
                if let Ok(Some(folder)) = chart.open_in(name) {
                    in_the_tree(&folder)?;
                }
            }
            EntryKind::Other | EntryKind::Link if IN_FOLDERS.contains(&name) => {
                require_no_pipe(chart.path().join(name))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Looks at what git reads of the folders on its way to some files of a chart.
///
/// # Errors
/// Names the first thing that is neither file nor folder.
pub fn on_the_way(chart: &Path, paths: &[String]) -> Result<(), GitError> {
    let above = paths.iter().flat_map(|path| Path::new(path).ancestors().skip(1));
    let folders: BTreeSet<&Path> = above.collect();
    let read = folders.into_iter().flat_map(|folder| IN_FOLDERS.map(|name| folder.join(name)));
    read.map(|path| chart.join(path)).try_for_each(require_no_pipe)
}

fn require_no_pipe(path: PathBuf) -> Result<(), GitError> {
    if may_hold_up(&path) { Err(GitError::NotAFile(path)) } else { Ok(()) }
}
