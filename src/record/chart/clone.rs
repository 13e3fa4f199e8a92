//! What a clone of the chart has of its own, so that nothing of the record is lost or mixed in it: how git
//! merges, and what it asks before and after.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::disk::outside::{self, create_folders, write_new};
use crate::disk::write::Replaced;
use crate::disk::{DiskError, place};
use crate::failure::Failure;
use crate::programs::git::{GitError, Program, answer};
use crate::record::chart::Chart;
use crate::record::chart::git::Git;

/// What puts two versions of a file together, by the name it has in the settings of a clone.
const DRIVER: &str = "casenotes";

/// The settings of a clone. Where the program is not found, git takes that for a conflict. Between two
/// ancestors nobody can choose, so what both had before counts.
const SETTINGS: &[(&str, &str)] = &[
    ("merge.casenotes.name", "progress notes, by client, note and section"),
    ("merge.casenotes.driver", "casenotes merge-file %O %A %B %P"),
    ("merge.casenotes.recursive", "binary"),
    // A folder of a client is none that was renamed, and a note none of another client.
    ("merge.directoryRenames", "false"),
    ("merge.renames", "false"),
];

/// The lines of the chart's own attributes without which a clone that knows no driver mixes two files.
const UNMIXED: &[&str] = &[
    "clients/** -merge",
    "allowed_signers -merge",
    "casenotes.toml -merge",
    "templates/** -merge",
];

/// What git asks, and when; the command is put behind the name of the program.
pub const HOOKS: &[(&str, &str)] = &[
    ("pre-commit", "validate --staged"),
    // git asks no pre-commit hook when it merges by itself.
    ("pre-merge-commit", "validate --staged"),
    ("post-merge", "hooks run post-merge"),
    ("post-rewrite", "hooks run post-rewrite \"$@\""),
    ("pre-push", "hooks run pre-push \"$@\""),
];

/// What a clone lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A hook is not there, or nobody may run it.
    Hook(&'static str),
    /// git is not told how to merge.
    Merging,
}

impl Lack {
    /// Returns the hook that is lacking, if it is one.
    pub fn hook(&self) -> Option<&'static str> {
        match self {
            Self::Hook(name) => Some(name),
            Self::Merging => None,
        }
    }
}

/// Returns the attributes of a chart: some of its own, and what no clone may mix.
pub fn attributes(own: &str) -> String {
    with_missing(own, UNMIXED).unwrap_or_else(|| own.to_owned())
}

/// Tells git in this clone how to merge, and the chart's own attributes what a clone without us must not
/// do. Tells whether the attributes were changed, which is to be committed.
///
/// # Errors
/// Fails when git does, or a file cannot be written.
pub fn install_merging(chart: &Chart, git: &Git) -> Result<bool, Failure> {
    for (key, value) in SETTINGS {
        answer(git.program.writing().args(["config", "--local", key, value]))?;
    }
    let attributes = attributes_file(git)?;
    let folder = attributes.parent().unwrap_or(Path::new("."));
    create_folders(folder)?;
    let lines = own_attributes(git)?;
    append_missing(&attributes, &lines)?;
    let tracked = chart.root().join(".gitattributes");
    let Some(before) = chart.tree().read_if_there(&tracked)? else {
        chart
            .tree()
            .write_new(&tracked, with_missing("", UNMIXED).unwrap_or_default().as_bytes())?;
        return Ok(true);
    };
    match with_missing(&String::from_utf8_lossy(&before), UNMIXED) {
        None => Ok(false),
        Some(after) => {
            let replaced = chart.tree().replace_if(&tracked, &before, after.as_bytes())?;
            Ok(replaced == Replaced::Yes)
        }
    }
}

/// Clones a repository into a folder that must not exist yet, for its owner alone.
///
/// # Errors
/// Fails when git does; it says why itself.
pub fn clone_from(from: &OsStr, folder: &Path) -> Result<(), Failure> {
    let above = folder.parent().unwrap_or(Path::new("."));
    create_folders(above)?;
    let mut command = Program::in_folder(above).writing();
    command.args(["clone", "--quiet", "--"]).arg(from).arg(folder);
    let status = command.stderr(Stdio::inherit()).status().map_err(GitError::NoGit)?;
    match status.success() {
        true => Ok(place::close(folder)?),
        false => Err(GitError::Refused { command: "clone".to_owned(), status, said: None }.into()),
    }
}

/// Tells whether a clone has any version of anything.
///
/// # Errors
/// Fails when git does.
pub fn has_any_version(folder: &Path) -> Result<bool, GitError> {
    let mut command = Program::in_folder(folder).reading();
    Ok(!answer(command.args(["for-each-ref", "--count=1"]))?.is_empty())
}

/// Tells git in a clone who commits, and that what came is merged, where nobody has said so.
///
/// # Errors
/// Fails when git does.
pub fn introduce(git: &Git, name: &str) -> Result<(), GitError> {
    // A name in a history is enough; an address would be one more thing about a person.
    let defaults =
        [("user.name", name), ("user.email", "casenotes@localhost"), ("pull.rebase", "false")];
    for (key, value) in defaults {
        if answer(git.program.writing().args(["config", "--get", key])).is_err() {
            answer(git.program.writing().args(["config", "--local", key, value]))?;
        }
    }
    Ok(())
}

/// Returns what a clone lacks; nothing where the chart lies in no repository.
///
/// # Errors
/// Fails when git does.
pub fn lacks(git: &Git) -> Result<Vec<Lack>, GitError> {
    let (folder, _) = git.hooks()?;
    let mut lacks = Vec::new();
    for (name, command) in HOOKS {
        let path = folder.join(name);
        let text = outside::read_if_there(&path).ok().flatten().unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let command = command.trim_end_matches(" \"$@\"");
        // Behind the program may stand which configuration is meant.
        let asks = |line: &str| {
            let line = line.trim_start();
            !line.starts_with('#') && line.contains("casenotes") && line.contains(command)
        };
        if !text.lines().any(asks) || !place::may_be_run(&path) {
            lacks.push(Lack::Hook(name));
        }
    }
    let listed = git.run(&["config", "--null", "--get-regexp", r"^merge\."]).unwrap_or_default();
    // git writes the last part of a key in lower case.
    let is_set = |(key, value): &(&str, &str)| {
        let line = |found: &str| {
            found.split_once('\n').is_some_and(|(k, v)| k.eq_ignore_ascii_case(key) && v == *value)
        };
        listed.split('\0').any(line)
    };
    let attributes = outside::read_if_there(&attributes_file(git)?).ok().flatten();
    let attributes = String::from_utf8_lossy(&attributes.unwrap_or_default()).into_owned();
    let lines = own_attributes(git)?;
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    if !SETTINGS.iter().all(is_set) || with_missing(&attributes, &lines).is_some() {
        lacks.push(Lack::Merging);
    }
    Ok(lacks)
}

/// Returns where the clone's own attributes stand, which go before those of the chart.
fn attributes_file(git: &Git) -> Result<PathBuf, GitError> {
    let path = git.run(&["rev-parse", "--git-path", "info/attributes"])?;
    Ok(git.root().join(path.trim_end_matches('\n')))
}

/// Returns the lines of the clone's own attributes, whose paths are seen from the top of the repository.
fn own_attributes(git: &Git) -> Result<Vec<String>, GitError> {
    let prefix = &git.places.prefix;
    let line = |of: &&str| {
        let pattern = of.trim_end_matches(" -merge");
        let mut escaped = String::new();
        for c in prefix.chars() {
            if matches!(c, '*' | '?' | '[' | '\\' | ' ' | '!' | '#') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        match escaped.contains([' ', '"']) {
            // In quotes, git reads a backslash before it reads the pattern.
            true => {
                let quoted = escaped.replace('\\', "\\\\").replace('"', "\\\"");
                format!("\"{quoted}{pattern}\" merge={DRIVER}")
            }
            false => format!("{escaped}{pattern} merge={DRIVER}"),
        }
    };
    Ok(UNMIXED.iter().map(line).collect())
}

fn append_missing(path: &Path, lines: &[String]) -> Result<(), DiskError> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let before = outside::read_if_there(path)?;
    let text = String::from_utf8_lossy(before.as_deref().unwrap_or_default()).into_owned();
    let Some(after) = with_missing(&text, &lines) else { return Ok(()) };
    match before {
        None => write_new(path, after.as_bytes()),
        Some(before) => outside::replace_private_if(path, &before, after.as_bytes()).map(drop),
    }
}

/// Returns a text with the lines that it lacks behind its own; `None` when it lacks none.
fn with_missing(text: &str, lines: &[&str]) -> Option<String> {
    let missing: Vec<&str> = lines
        .iter()
        .copied()
        .filter(|line| !text.lines().any(|there| there.trim() == *line))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Some(format!("{text}{end}{}\n", missing.join("\n")))
}
