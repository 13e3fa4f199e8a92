//! The one place where git is started: with the repository of the folder it is asked about and no
//! other, and so that reading runs nothing which the repository itself names.
//!
//! A chart may come from somebody else with its `.git`, and that holds programs to run: filters, a file
//! system monitor, hooks, a pager. None of them has a part in looking.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::failure::Explain;

/// Variables of git that say where it and the user's own settings are, and nothing of a repository.
const OF_THE_MACHINE: &[&str] =
    &["GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

/// How the variables begin that say who commits, and when.
const OF_A_COMMITTER: &[&str] = &["GIT_AUTHOR_", "GIT_COMMITTER_"];

/// Variables by which git shows what was pushed to the hook that may refuse it (git-receive-pack(1)).
const OF_QUARANTINE: &[&str] =
    &["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"];

/// Settings that name a program to run, or a file outside of the repository that says which.
const HARMLESS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.quotePath=false",
    "diff.external=",
    "log.showSignature=false",
];

/// What a filter of a repository may be told to run.
const FILTERS: &str = r"^filter\..*\.(clean|smudge|process|required)$";

/// git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git on this machine.
    #[error("git does not start")]
    NoGit(#[source] io::Error),
    /// The folder lies in no repository.
    #[error("the chart {} is not in a git repository", .0.display())]
    NoRepository(PathBuf),
    /// The repository belongs to another user, so git does not look into it.
    #[error("the repository {} belongs to another user, and git does not trust it", .0.display())]
    UnsafeOwner(PathBuf),
    /// A commit is being made in another repository than that of the chart.
    #[error("the commit that is being made is of {}, and the chart {} is in another repository", commit.display(), chart.display())]
    OtherRepository {
        /// The folder in which the commit is made.
        commit: PathBuf,
        /// The chart of the configuration.
        chart: PathBuf,
    },
    /// There is no such version.
    #[error("git knows no version `{0}`")]
    NoSuchVersion(String),
    /// git refused.
    #[error("`git {command}` ended with {status}")]
    Refused {
        /// What was asked.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// What git said, if it stands nowhere yet.
        said: Option<String>,
    },
    /// git would wait for a pipe that lies where it expects a file.
    #[error("{} is no regular file, and git would wait for it", .0.display())]
    NotAFile(PathBuf),
    /// The clone knows a text by its name alone, as one does that was made with `--filter`.
    #[error("this clone lacks a text of its history")]
    Lacking,
    /// git answered something else than it promises.
    #[error("git answered something unexpected")]
    Unclear,
}

impl Explain for GitError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoGit(_) => "Install git.".into(),
            Self::NoRepository(root) => format!("Run `git init` in {}.", root.display()),
            Self::UnsafeOwner(top) => format!(
                "If you trust it, run `git config --global --add safe.directory {}`; else make it your own with `chown`.",
                top.display()
            ),
            Self::OtherRepository { .. } => {
                "Name the chart of this repository in a configuration, and that with `--config` in the hook.".into()
            }
            Self::NoSuchVersion(_) => "Name a commit, a branch or a tag.".into(),
            Self::NotAFile(_) => "Remove it, or put a file in its place.".into(),
            Self::Refused { said: None, .. } => "What git said stands above.".into(),
            Self::Refused { said: Some(said), .. } if said.is_empty() => {
                "git did not say why.".into()
            }
            Self::Refused { said: Some(said), .. } => format!("git said: {said}"),
            Self::Lacking => "Run `git fetch --refetch --no-filter` in the chart, which brings all of them.".into(),
            Self::Unclear => "Use git 2.31 or newer.".into(),
        })
    }
}

/// git in one folder.
#[derive(Clone, Debug)]
pub struct Program {
    folder: PathBuf,
    index: Option<PathBuf>,
    filters: Vec<String>,
    is_quarantined: bool,
}

impl Program {
    /// git in a folder, which must lie in a repository for most that is asked; it is not asked yet.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), index: None, filters: Vec::new(), is_quarantined: false }
    }

    /// Looks at what was pushed and is not taken yet, which git shows to the hook that runs us.
    #[must_use]
    pub fn in_quarantine(self) -> Self {
        Self { is_quarantined: true, ..self }
    }

    /// Takes the index that a running commit uses instead of the repository's own.
    pub fn with_index(self, index: Option<&Path>) -> Self {
        Self { index: index.map(Path::to_owned), ..self }
    }

    /// Finds the filters that the repository names, so that none of them runs: git may want to compare
    /// a file, and then it would.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn without_filters(self) -> Result<Self, GitError> {
        let mut command = self.reading();
        let output = command.args(["config", "--null", "--name-only", "--get-regexp", FILTERS]);
        // It ends with 1 when there is none.
        let output = output.output().map_err(GitError::NoGit)?;
        let names = String::from_utf8_lossy(&output.stdout);
        let filters = names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(Self { filters: filters.collect(), ..self })
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns a git that reads: no transport, no lock, no prompt, no program of the repository.
    pub fn reading(&self) -> Command {
        let mut command = self.command(&[]);
        command.arg("--no-pager");
        for setting in HARMLESS {
            command.args(["-c", setting]);
        }
        // A name may hold `=`, which `-c` would take for the end of the key.
        command.env("GIT_CONFIG_COUNT", self.filters.len().to_string());
        for (at, name) in self.filters.iter().enumerate() {
            let value = if name.ends_with(".required") { "false" } else { "" };
            command.env(format!("GIT_CONFIG_KEY_{at}"), name);
            command.env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
        // What git 2.44 and older know instead of the one before.
        command.env("GIT_ALLOW_PROTOCOL", "");
        command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_ATTR_NOSYSTEM", "1");
        command
    }

    /// Returns a git that writes as the user's own would: with the hooks, filters and signing that the
    /// user has set.
    pub fn writing(&self) -> Command {
        self.command(OF_A_COMMITTER)
    }

    /// Asks a git that reads, and returns what it prints.
    ///
    /// # Errors
    /// Fails when git does, with what it said.
    pub fn ask<I: AsRef<OsStr>>(&self, args: &[I]) -> Result<Vec<u8>, GitError> {
        let mut command = self.reading();
        answer(command.args(args))
    }

    fn command(&self, kept: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder);
        // Variables that lead to another repository, or another part of this one: of a hook, or of
        // whatever runs us.
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_of_git(name)) {
            let text = name.to_string_lossy();
            let is_kept = OF_THE_MACHINE.contains(&&*text)
                || kept.iter().any(|start| text.starts_with(start))
                || self.is_quarantined && OF_QUARANTINE.contains(&&*text);
            if !is_kept {
                command.env_remove(&name);
            }
        }
        command.env("GIT_TERMINAL_PROMPT", "0");
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// What git is asked for where a repository lies, in the order of the fields of [`Places`].
const PLACES: [&str; 4] =
    ["--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--show-prefix"];

/// Returns where the repository lies in whose work tree a folder is.
///
/// `git_dir` is what git has told a hook: in a work tree beside the first, and where somebody has set it.
///
/// # Errors
/// Fails when git does: the folder is in no work tree, or git does not look into it.
pub fn places(folder: &Path, git_dir: Option<&Path>) -> Result<Places, GitError> {
    let asked = |what: &[&str]| {
        let mut command = Program::in_folder(folder).reading();
        if let Some(git_dir) = git_dir {
            command.env("GIT_DIR", git_dir);
        }
        let output = answer(command.arg("rev-parse").args(what))?;
        String::from_utf8(output).map_err(|_| GitError::Unclear)
    };
    let text = asked(&PLACES)?;
    let lines: Vec<String> = match text.split_inclusive('\n').count() == PLACES.len() {
        true => text.lines().map(str::to_owned).collect(),
        // A name with a line end in it is asked for by itself.
        false => PLACES
            .iter()
            .map(|what| Ok(asked(&[what])?.trim_end_matches('\n').to_owned()))
            .collect::<Result<_, GitError>>()?,
    };
    let [top, own, shared, prefix] =
        <[String; 4]>::try_from(lines).map_err(|_| GitError::Unclear)?;
    // A path that is not whole is seen from `folder`.
    Ok(Places { top: top.into(), own: own.into(), shared: folder.join(shared), prefix })
}

/// Where a repository lies.
#[derive(Clone, Debug)]
pub struct Places {
    /// The top of the work tree.
    pub top: PathBuf,
    /// What is of this work tree alone, its index among it.
    pub own: PathBuf,
    /// What all work trees share.
    pub shared: PathBuf,
    /// What leads from the top to the folder, with `/` at its end; empty at the top.
    pub prefix: String,
}

/// Runs a git and returns what it prints.
///
/// # Errors
/// Fails when git does, with what it said.
pub fn answer(command: &mut Command) -> Result<Vec<u8>, GitError> {
    let Output { status, stdout, stderr } = command.output().map_err(GitError::NoGit)?;
    answered(command, status, stdout, &stderr)
}

/// Runs a git while `look` looks at the files that this git may read, and returns what both have found. When
/// `look` fails, git is ended: it may wait for a pipe that lies where it expects a file.
///
/// # Errors
/// Fails as `look` does, and when git does, with what it said.
pub fn answer_while<T>(
    command: &mut Command,
    look: impl FnOnce() -> Result<T, GitError>,
) -> Result<(Vec<u8>, T), GitError> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(GitError::NoGit)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| all_of(stdout));
        let stderr = scope.spawn(|| all_of(stderr));
        let looked = look();
        if looked.is_err() {
            // If it has ended meanwhile, that is as good.
            let _ = child.kill();
        }
        let status = child.wait().map_err(|_| GitError::Unclear)?;
        let [stdout, stderr] =
            [stdout, stderr].map(|it| it.join().unwrap_or(Err(GitError::Unclear)));
        let looked = looked?;
        Ok((answered(command, status, stdout?, &stderr?)?, looked))
    })
}

fn all_of(pipe: Option<impl Read>) -> Result<Vec<u8>, GitError> {
    let mut bytes = Vec::new();
    let read = pipe.ok_or(GitError::Unclear)?.read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|_| GitError::Unclear)
}

fn answered(
    command: &Command,
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: &[u8],
) -> Result<Vec<u8>, GitError> {
    match status.success() {
        true => Ok(stdout),
        false => {
            Err(GitError::Refused { command: asked(command), status, said: Some(said(stderr)) })
        }
    }
}

/// Returns what a git is asked for: the first argument that is neither an option nor the value of one.
pub fn asked(command: &Command) -> String {
    let mut args = command.get_args().map(OsStr::to_string_lossy);
    while let Some(arg) = args.next() {
        match &*arg {
            "-C" | "-c" => drop(args.next()),
            arg if arg.starts_with('-') => {}
            arg => return arg.to_owned(),
        }
    }
    String::new()
}

/// Returns what git said on one line, without what a terminal would obey.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join(" ");
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn is_of_git(name: &OsString) -> bool {
    name.as_encoded_bytes().starts_with(b"GIT_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_is_named_without_its_options() {
        let git = Program::in_folder(Path::new("/nowhere"));
        let mut command = git.reading();
        assert_eq!(asked(command.args(["ls-tree", "-r"])), "ls-tree");
        assert_eq!(asked(git.writing().args(["commit", "--quiet"])), "commit");
        assert_eq!(asked(&git.writing()), "");
    }

    #[test]
    fn what_git_said_stands_on_one_line_and_commands_no_terminal() {
        assert_eq!(said(b"fatal: no\n\n\thint: \x1b[31mx\n"), "fatal: no hint: \u{fffd}[31mx");
        assert_eq!(said(b""), "");
    }
}
