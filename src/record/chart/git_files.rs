//! The files that git opens whatever they are: for one that is a pipe it would wait for ever.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk::folder::{EntryKind, Folder};
use crate::disk::place::{git_work_tree, may_hold_up};
use crate::parallel;
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

/// Returns the files in a chart and its folders, as git would find them, their paths from its root; of a
/// folder that is a repository of its own, that folder with `/` at its end.
///
/// # Errors
/// Names the first thing that git would wait for.
pub fn in_the_tree(chart: &Folder) -> Result<Vec<String>, GitError> {
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    look_into(chart, "", &mut found, &mut waiting)?;
    // Each client's folder by itself, on several threads.
    while !waiting.is_empty() {
        let folders = std::mem::take(&mut waiting);
        let look = |(name, folder): &(String, Folder)| {
            let (mut found, mut inside) = (Vec::new(), Vec::new());
            look_into(folder, name, &mut found, &mut inside).map(|()| (found, inside))
        };
        parallel::in_order(&folders, look, |looked| {
            let (files, inside) = looked?;
            found.extend(files);
            waiting.extend(inside);
            Ok::<(), GitError>(())
        })?;
    }
    Ok(found)
}

/// Adds the files of a folder, and opens the folders in it.
fn look_into(
    folder: &Folder,
    prefix: &str,
    found: &mut Vec<String>,
    inside: &mut Vec<(String, Folder)>,
) -> Result<(), GitError> {
    // A folder that cannot be read is git's to complain of.
    let entries = folder.entries().unwrap_or_default();
    if !prefix.is_empty() && entries.iter().any(|entry| entry.name == ".git") {
        found.push(prefix.to_owned());
        return Ok(());
    }
    for entry in entries {
        // What is not text is a stray thing, whatever it is called.
        let name = entry.name.to_string_lossy();
        let may_hold_up = matches!(entry.kind, EntryKind::Other | EntryKind::Link);
        if may_hold_up && IN_FOLDERS.contains(&&*name) {
            require_no_pipe(folder.path().join(&*name))?;
        }
        match entry.kind {
            EntryKind::Folder if name != ".git" => {
                if let Ok(Some(opened)) = folder.open_in(&name) {
                    inside.push((format!("{prefix}{name}/"), opened));
                }
            }
            EntryKind::File | EntryKind::Link => found.push(format!("{prefix}{name}")),
            EntryKind::Folder | EntryKind::Other => {}
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
