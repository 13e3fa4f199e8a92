//! git, as far as a chart needs it: its repository, what is about to be committed, and what was.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use crate::chart::Chart;
use crate::disk::DiskError;
use crate::failure::Explain;

/// Signed notes are signed byte by byte, so git must never change a line end.
const ATTRIBUTES: &str = "* -text\n*.md diff=markdown\n";

/// What must never be committed: texts in work, editors' leftovers, sealed notes and keys.
const IGNORE: &str = "\
.casenotes-*.tmp
.edit-*/
*.swp
*.swo
*~
.DS_Store
*.age
identity*
";

/// What became of making the chart a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repository {
    /// It is one.
    Made,
    /// There is no git on this machine, or git refused.
    NoGit,
}

/// Makes the chart a git repository of its own, with attributes and ignored names, if git is there.
///
/// It is one even inside the work tree of another, so that no other repository takes it in.
///
/// # Errors
/// Fails when the two files cannot be written.
pub fn init(chart: &Chart) -> Result<Repository, DiskError> {
    let tree = chart.tree();
    tree.write_new(".gitattributes".as_ref(), ATTRIBUTES.as_bytes())?;
    tree.write_new(".gitignore".as_ref(), IGNORE.as_bytes())?;
    tree.write_new("clients/.gitkeep".as_ref(), b"")?;
    let status = Command::new("git")
        .args(["init", "--quiet", "."])
        .current_dir(chart.root())
        // A variable that points elsewhere would make the repository there.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    Ok(match status {
        Ok(status) if status.success() => Repository::Made,
        _ => Repository::NoGit,
    })
}

/// The repository that a chart lies in. Paths are seen from the root of the chart.
pub struct Git {
    root: PathBuf,
    index: Option<PathBuf>,
}

/// git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git on this machine.
    #[error("git does not start")]
    NoGit(#[source] io::Error),
    /// The chart lies in no repository.
    #[error("the chart {} is not in a git repository", .0.display())]
    NoRepository(PathBuf),
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
    },
    /// git answered something else than it promises.
    #[error("git answered something unexpected")]
    Unclear,
}

impl Explain for GitError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoGit(_) => "Install git.".into(),
            Self::NoRepository(root) => format!("Run `git init` in {}.", root.display()),
            Self::NoSuchVersion(_) => "Name a commit, a branch or a tag.".into(),
            Self::Refused { .. } => "What git said stands above.".into(),
            Self::Unclear => "Use git 2.30 or newer.".into(),
        })
    }
}

/// A file that differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which file, from the root of the chart.
    pub path: String,
    /// The object it was; `None` when it was not there.
    pub before: Option<String>,
    /// The object it is; `None` when it is not there, and when it is in no version yet.
    pub after: Option<String>,
}

/// One commit that touched some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its short name.
    pub name: String,
    /// When it was authored, in RFC 3339.
    pub at: String,
    /// By whom.
    pub author: String,
    /// What it did to each file: `A`, `M` or `D`, and the path.
    pub files: Vec<(char, String)>,
}

/// Reads objects one after the other, from one git.
pub struct Objects {
    // Dropped before the rest: git ends when its input does.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    child: Child,
}

impl Git {
    /// Finds the repository of a chart; `index` is the one that a running commit uses.
    ///
    /// # Errors
    /// Fails when there is no git or no repository.
    pub fn of(chart: &Chart, index: Option<&Path>) -> Result<Self, GitError> {
        let git = Self { root: chart.root().to_owned(), index: index.map(Path::to_owned) };
        let mut command = git.command();
        command.args(["rev-parse", "--is-inside-work-tree"]).stderr(Stdio::null());
        let output = command.output().map_err(GitError::NoGit)?;
        match output.status.success() && output.stdout.starts_with(b"true") {
            true => Ok(git),
            false => Err(GitError::NoRepository(git.root)),
        }
    }

    /// Returns what differs between the last commit and what is about to be committed.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn staged(&self) -> Result<Vec<Change>, GitError> {
        let base = self.version("HEAD").unwrap_or_else(|_| EMPTY_TREE.to_owned());
        self.changes(&[
            "diff-index",
            "--cached",
            "--raw",
            "-z",
            "--no-renames",
            "--relative",
            &base,
        ])
    }

    /// Returns what is about to be committed beside the chart, in the repository that it lies in. Paths
    /// are seen from the top of that; which is returned, too.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn staged_beside(&self) -> Result<(PathBuf, Vec<Change>), GitError> {
        let line = |text: String| text.trim_end_matches('\n').to_owned();
        let prefix = line(self.run(&["rev-parse", "--show-prefix"])?);
        if prefix.is_empty() {
            return Ok((self.root.clone(), Vec::new()));
        }
        let top = PathBuf::from(line(self.run(&["rev-parse", "--show-toplevel"])?));
        let base = self.version("HEAD").unwrap_or_else(|_| EMPTY_TREE.to_owned());
        let mut changes = self.changes(&[
            "diff-index",
            "--cached",
            "--raw",
            "-z",
            "--no-renames",
            "--no-relative",
            &base,
        ])?;
        changes.retain(|change| !change.path.starts_with(&prefix));
        Ok((top, changes))
    }

    /// Returns what differs between a version and the files as they are, untracked ones included.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn changed_since(&self, version: &str) -> Result<Vec<Change>, GitError> {
        let base = match self.version(version) {
            Err(GitError::NoSuchVersion(name)) if name == "HEAD" => EMPTY_TREE.to_owned(),
            base => base?,
        };
        // Without this, a file that was only touched would count as changed.
        let _ = self.run(&["update-index", "-q", "--refresh"]);
        let mut changes =
            self.changes(&["diff-index", "--raw", "-z", "--no-renames", "--relative", &base])?;
        let untracked = self.run(&["ls-files", "-z", "--others", "--exclude-standard"])?;
        changes.extend(records(&untracked).map(|path| Change {
            path: path.to_owned(),
            before: None,
            after: None,
        }));
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// Returns the object of each file that is about to be committed.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn index(&self) -> Result<BTreeMap<String, String>, GitError> {
        // `MODE OBJECT STAGE\tPATH`
        let listed = self.run(&["ls-files", "-z", "--stage"])?;
        Ok(objects(&listed, 1))
    }

    /// Returns the object of each file of a version; none when there is no commit yet.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn tree(&self, version: &str) -> Result<BTreeMap<String, String>, GitError> {
        let Ok(version) = self.version(version) else { return Ok(BTreeMap::new()) };
        // `MODE TYPE OBJECT\tPATH`
        let listed = self.run(&["ls-tree", "-r", "-z", &version])?;
        Ok(objects(&listed, 2))
    }

    /// Starts to read objects.
    ///
    /// # Errors
    /// Fails when git does not start.
    pub fn objects(&self) -> Result<Objects, GitError> {
        let mut command = self.command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(GitError::NoGit)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = BufReader::new(output.ok_or(GitError::Unclear)?);
        Ok(Objects { input, output, child })
    }

    /// Returns the commits that touched some files, the latest first.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn log(&self, paths: &[String]) -> Result<Vec<Commit>, GitError> {
        if self.version("HEAD").is_err() {
            return Ok(Vec::new());
        }
        let mut args = vec![
            "-c",
            "core.quotePath=false",
            "log",
            "--format=%x1e%h%x1f%aI%x1f%an",
            "--name-status",
            "--no-renames",
            "--relative",
            "--",
        ];
        args.extend(paths.iter().map(String::as_str));
        let log = self.run(&args)?;
        let commits = log.split('\u{1e}').skip(1).filter_map(|text| {
            let (head, files) = text.split_once('\n').unwrap_or((text, ""));
            let mut parts = head.split('\u{1f}').map(str::to_owned);
            let files = files.lines().filter_map(|line| {
                let (status, path) = line.split_once('\t')?;
                Some((status.chars().next()?, path.to_owned()))
            });
            Some(Commit {
                name: parts.next()?,
                at: parts.next()?,
                author: parts.next()?,
                files: files.collect(),
            })
        });
        Ok(commits.collect())
    }

    /// Returns the folder of the hooks, and whether somebody has set it.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn hooks(&self) -> Result<(PathBuf, bool), GitError> {
        let path = self.run(&["rev-parse", "--git-path", "hooks"])?;
        let is_set = self.run(&["config", "--get", "core.hooksPath"]).is_ok();
        Ok((self.root.join(path.trim_end_matches('\n')), is_set))
    }

    /// Commits some files and nothing else.
    ///
    /// # Errors
    /// Fails when git does, a hook of the user's included.
    pub fn commit(&self, paths: &[String], message: &str) -> Result<(), GitError> {
        let with = |first: &[&str]| -> Result<(), GitError> {
            let mut command = self.command();
            command.env_remove("GIT_OPTIONAL_LOCKS").args(first).arg("--").args(paths);
            command.stdout(Stdio::null()).stderr(Stdio::inherit());
            let status = command.status().map_err(GitError::NoGit)?;
            let command = first[0].to_owned();
            if status.success() { Ok(()) } else { Err(GitError::Refused { command, status }) }
        };
        with(&["add", "--all"])?;
        with(&["commit", "--quiet", "--only", "--message", message])
    }

    fn changes(&self, args: &[&str]) -> Result<Vec<Change>, GitError> {
        let raw = self.run(args)?;
        let mut changes = Vec::new();
        let mut parts = records(&raw);
        // `:MODE MODE OBJECT OBJECT STATUS`, then the path.
        while let (Some(head), Some(path)) = (parts.next(), parts.next()) {
            let mut words = head.split(' ').skip(2);
            let (before, after) = (words.next(), words.next());
            let object = |word: Option<&str>| {
                word.filter(|word| word.bytes().any(|b| b != b'0')).map(str::to_owned)
            };
            let (before, after) = (object(before), object(after));
            changes.push(Change { path: path.to_owned(), before, after });
        }
        Ok(changes)
    }

    /// Returns the full name of a version.
    fn version(&self, name: &str) -> Result<String, GitError> {
        let commit = format!("{name}^{{commit}}");
        let found = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        match found {
            Ok(name) => Ok(name.trim_end().to_owned()),
            Err(GitError::Refused { .. }) => Err(GitError::NoSuchVersion(name.to_owned())),
            Err(error) => Err(error),
        }
    }

    fn run(&self, args: &[&str]) -> Result<String, GitError> {
        let output = self.command().args(args).output().map_err(GitError::NoGit)?;
        match output.status.success() {
            // A path that is not text is a stray thing, whatever it is called.
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => {
                let command = args.iter().find(|arg| !arg.starts_with('-')).copied();
                let command = command.unwrap_or_default().to_owned();
                Err(GitError::Refused { command, status: output.status })
            }
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root);
        // A hook runs with variables that lead elsewhere when seen from the chart; the index of the
        // commit that is being made is the one that counts.
        command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_PREFIX");
        command.env_remove("GIT_INDEX_FILE").env("GIT_OPTIONAL_LOCKS", "0");
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Objects {
    /// Reads an object.
    ///
    /// # Errors
    /// Fails when git does not have it.
    pub fn read(&mut self, object: &str) -> Result<Vec<u8>, GitError> {
        self.read_blob(object)?.ok_or(GitError::Unclear)
    }

    /// Reads an object; `None` when git does not have it, as with the commit of a submodule.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn read_blob(&mut self, object: &str) -> Result<Option<Vec<u8>>, GitError> {
        let input = self.input.as_mut().ok_or(GitError::Unclear)?;
        writeln!(input, "{object}").and_then(|()| input.flush()).map_err(|_| GitError::Unclear)?;
        let mut head = String::new();
        self.output.read_line(&mut head).map_err(|_| GitError::Unclear)?;
        if head.trim_end().ends_with(" missing") {
            return Ok(None);
        }
        // `OBJECT blob LENGTH`
        let length: usize = head
            .trim_end()
            .rsplit(' ')
            .next()
            .and_then(|length| length.parse().ok())
            .ok_or(GitError::Unclear)?;
        let mut bytes = vec![0; length + 1];
        self.output.read_exact(&mut bytes).map_err(|_| GitError::Unclear)?;
        bytes.truncate(length);
        Ok(Some(bytes))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        self.input.take();
        let _ = self.child.wait();
    }
}

/// The tree without files, which every git knows.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

fn records(text: &str) -> impl Iterator<Item = &str> {
    text.split('\0').filter(|record| !record.is_empty())
}

/// Reads lines of words, a tab and a path; the word at `at` is the object.
fn objects(listed: &str, at: usize) -> BTreeMap<String, String> {
    records(listed)
        .filter_map(|line| {
            let (words, path) = line.split_once('\t')?;
            Some((path.to_owned(), words.split(' ').nth(at)?.to_owned()))
        })
        .collect()
}
