//! git, as far as a chart needs it: its repository, what is about to be committed, and what was.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::disk::place;
use crate::domain::client_id::ClientId;
use crate::domain::lfs_pointer::Content;
use crate::programs::git::{GitError, Places, Program, answer, answer_while, asked, places};
use crate::record::chart::layout::DocumentPart;
use crate::record::chart::note_files::ALLOWED_SIGNERS;
use crate::record::chart::part::Part;
use crate::record::chart::{Chart, MARKER, git_files};

/// The repository that a chart lies in. Paths are seen from the root of the chart.
pub struct Git {
    pub(super) program: Program,
    pub(super) places: Places,
}

/// What differs between a version and the files as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The full name of the version.
    pub version: String,
    /// Each file that does, those that are in no version yet among them.
    pub files: Vec<Change>,
    /// The files that git is told to ignore and that are in no commit.
    pub ignored: BTreeSet<String>,
}

/// The files in a chart that git does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Untracked {
    /// Those that it is told to ignore.
    pub ignored: BTreeSet<String>,
    /// The others.
    pub others: BTreeSet<String>,
}

/// A commit that is being made, as git tells the hook which runs us.
#[derive(Clone, Copy, Debug)]
pub struct Hook<'a> {
    /// The folder in which it runs: the top of the work tree.
    pub folder: &'a Path,
    /// The repository, where git has named it.
    pub git_dir: Option<&'a Path>,
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
    /// What kind of thing it is.
    pub kind: Kind,
}

/// What a thing is in git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// Nothing any more.
    Nothing,
    /// A symbolic link.
    Link,
    /// A commit of another repository: a submodule, or one that lies in the chart.
    Repository,
    /// Two versions of which none was chosen yet.
    Unmerged,
}

/// Reads objects one after the other, from one git.
pub struct Objects {
    // Dropped before the rest: git ends when its input does.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    child: Child,
}

impl Git {
    /// Finds the repository of a chart.
    ///
    /// # Errors
    /// Fails when there is no git or no repository, and when git does not look into it.
    pub fn of(chart: &Chart) -> Result<Self, GitError> {
        git_files::of_the_repository(chart.root())?;
        let program = Program::in_folder(chart.root());
        let refused = |error| match error {
            GitError::Refused { .. } => why_refused(chart.root(), error),
            error => error,
        };
        let places = places(chart.root(), None).map_err(refused)?;
        Ok(Self { program: program.without_filters()?, places })
    }

    /// Takes the repository of a server, which has no work tree, as git shows it to the hook that runs us:
    /// with what was pushed and is not taken yet.
    pub fn of_server(folder: &Path) -> Self {
        let [top, own, shared] = [folder; 3].map(Path::to_owned);
        let places = Places { top, own, shared, prefix: String::new() };
        Self { program: Program::in_folder(folder).in_quarantine(), places }
    }

    /// Takes the index that a running commit uses instead of the repository's own.
    #[must_use]
    pub fn with_index(self, index: Option<&Path>) -> Self {
        Self { program: self.program.with_index(index), ..self }
    }

    /// Returns what is about to be committed beside the chart, in the repository that it lies in. Paths
    /// are seen from the top of that; which is returned, too.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn staged_beside(&self) -> Result<(PathBuf, Vec<Change>), GitError> {
        let Places { top, prefix, .. } = &self.places;
        if prefix.is_empty() {
            return Ok((self.root().to_owned(), Vec::new()));
        }
        let mut changes = self.staged_against(&self.base("HEAD")?, &["--no-relative"])?;
        changes.retain(|change| !change.path.starts_with(prefix));
        Ok((top.clone(), changes))
    }

    /// Returns what differs between a version, by its full name, and what is about to be committed.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn staged_since(&self, name: &str) -> Result<Vec<Change>, GitError> {
        self.staged_against(name, &["--relative"])
    }

    /// What `git add --intent-to-add` has named is in no commit yet, and so is not among it.
    fn staged_against(&self, name: &str, options: &[&str]) -> Result<Vec<Change>, GitError> {
        let args = ["diff-index", "--cached", "--ita-invisible-in-index"];
        self.changes(&[&args[..], RAW, options, &[name]].concat())
    }

    /// Returns what differs between a version and the files as they are, untracked ones included.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn changed_since(&self, chart: &Chart, version: &str) -> Result<Changed, GitError> {
        let base = self.base(version)?;
        // One git looks at every file it knows, and another names them meanwhile.
        let (known, compared) = std::thread::scope(|scope| {
            let naming = scope.spawn(|| self.known());
            let compared = self.unlike(chart, &base);
            (naming.join().unwrap_or(Err(GitError::Unclear)), compared)
        });
        let (mut changes, there) = compared?;
        let Untracked { ignored, others: mut untracked } = self.untracked(there, &known?)?;
        for change in &mut changes {
            // What was taken out of the index and lies there all the same is told of twice.
            if untracked.remove(change.path.as_str()) {
                change.kind = Kind::File;
            }
        }
        self.leave_out_touched(chart, &mut changes)?;
        changes.extend(untracked.into_iter().map(|path| Change {
            path,
            before: None,
            after: None,
            kind: Kind::File,
        }));
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Changed { version: base, files: changes, ignored })
    }

    /// Returns the files that git knows and that look unlike a version, changed or touched alone, and the
    /// files that there are.
    fn unlike(&self, chart: &Chart, base: &str) -> Result<(Vec<Change>, Vec<String>), GitError> {
        let args = [&["diff-index"], RAW, &["--relative", base]].concat();
        let mut compare = self.program.reading();
        let (raw, there) = answer_while(compare.args(&args), || Self::files(chart))?;
        let changes = changes_of(&String::from_utf8_lossy(&raw))?;
        if changes.iter().filter(|change| change.may_be_touched()).count() <= MANY {
            return Ok((changes, there));
        }
        // All of them have got another time, such as in a copy of the chart: git looks at them once and
        // writes down what it has seen, if nobody holds its index; else they are looked at each time.
        let mut command = self.program.reading();
        command.args(["update-index", "-q", "--refresh"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().map_err(GitError::NoGit)?;
        Ok((self.changes(&args)?, there))
    }

    /// Leaves out what was touched and has the bytes it had. git is not asked to compare: it would run the
    /// filters of the repository, and write down what it found.
    fn leave_out_touched(&self, chart: &Chart, changes: &mut Vec<Change>) -> Result<(), GitError> {
        if !changes.iter().any(Change::may_be_touched) {
            return Ok(());
        }
        let mut objects = self.objects()?;
        let mut kept = Vec::with_capacity(changes.len());
        for change in changes.drain(..) {
            let is_same = match change.before.as_ref().filter(|_| change.may_be_touched()) {
                Some(before) if holds_bytes(&change.path) => {
                    let there = content_on_disk(chart, &change.path);
                    there.is_some_and(|there| objects.content(before).is_ok_and(|it| it == there))
                }
                Some(before) => {
                    // What cannot be read counts as changed.
                    let bytes = chart.tree().read_if_there(change.path.as_ref()).ok().flatten();
                    bytes.is_some() && bytes == objects.read_blob(before)?
                }
                None => false,
            };
            if !is_same {
                kept.push(change);
            }
        }
        *changes = kept;
        Ok(())
    }

    /// Tells whether git lfs keeps the bytes of a file elsewhere: what the attributes say of its path.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn is_kept_by_lfs(&self, path: &str) -> Result<bool, GitError> {
        // `PATH\0filter\0VALUE\0`
        let told = self.run(&["check-attr", "-z", "filter", "--", path])?;
        Ok(told.split('\0').nth(2) == Some("lfs"))
    }

    /// Returns the files in the chart and its folders. Whatever git is asked of them besides comes behind
    /// it, or is ended when it fails: git would wait for a pipe that lies where it expects a file.
    ///
    /// # Errors
    /// Names the first thing that git would wait for.
    pub fn files(chart: &Chart) -> Result<Vec<String>, GitError> {
        git_files::in_the_tree(chart.tree().root())
    }

    /// Returns the names of the files that git knows.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn known(&self) -> Result<String, GitError> {
        self.run(&["ls-files", "-z"])
    }

    /// Returns those of the files in a chart that are not among the [`known`](Self::known) ones.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn untracked(&self, mut there: Vec<String>, known: &str) -> Result<Untracked, GitError> {
        let known: HashSet<&str> = records(known).collect();
        // What lies in a folder that is a repository of its own is that one's affair.
        there.retain(|path| !known.contains(path.trim_end_matches('/')));
        if there.is_empty() {
            return Ok(Untracked::default());
        }
        // Behind a dot nothing is a pattern: git takes no literal ones here.
        let asked: String = there.iter().map(|path| format!("{HERE}{path}\0")).collect();
        let told = match self.run_on(&["check-ignore", "-z", "--stdin"], asked.into_bytes()) {
            Ok(told) => told,
            Err(GitError::Refused { status, .. }) if status.code() == Some(UNKNOWN) => {
                String::new()
            }
            Err(error) => return Err(error),
        };
        let ignored = records(&told).filter_map(|path| path.strip_prefix(HERE));
        let ignored: BTreeSet<String> = ignored.map(str::to_owned).collect();
        let mut others: BTreeSet<String> = there.into_iter().collect();
        others.retain(|path| !ignored.contains(path));
        Ok(Untracked { ignored, others })
    }

    /// Returns the object of each file of a version; none when there is no commit yet.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn tree(&self, version: &str) -> Result<BTreeMap<String, String>, GitError> {
        self.tree_of(version, &[])
    }

    /// Returns the object of each file of a version that is of some clients, or of no client: of many
    /// clients few are looked at.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn tree_with(
        &self,
        version: &str,
        clients: &BTreeSet<ClientId>,
    ) -> Result<BTreeMap<String, String>, GitError> {
        match clients.len() {
            ..=FEW => self.tree_of(version, &of_clients(clients)),
            _ => self.tree(version),
        }
    }

    fn tree_of(
        &self,
        version: &str,
        paths: &[String],
    ) -> Result<BTreeMap<String, String>, GitError> {
        let base = match is_full_name(version) {
            true => version.to_owned(),
            false => self.base(version)?,
        };
        let mut args = vec!["ls-tree", "-r", "-z", &base, "--"];
        args.extend(paths.iter().map(String::as_str));
        // `MODE TYPE OBJECT\tPATH`
        let listed = self.run(&args)?;
        Ok(records(&listed)
            .filter_map(|line| {
                let (words, path) = line.split_once('\t')?;
                let mut words = words.split(' ').skip(1);
                let object = words.next().filter(|kind| *kind == "blob").and(words.next())?;
                Some((path.to_owned(), object.to_owned()))
            })
            .collect())
    }

    /// Starts to read objects.
    ///
    /// # Errors
    /// Fails when git does not start.
    pub fn objects(&self) -> Result<Objects, GitError> {
        let mut command = self.program.reading();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        // Nobody reads along what it says, and a full pipe would hold it up.
        command.stderr(Stdio::null());
        let mut child = command.spawn().map_err(GitError::NoGit)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = BufReader::new(output.ok_or(GitError::Unclear)?);
        Ok(Objects { input, output, child })
    }

    /// Returns how many commits of the branch its upstream does not have, as far as is known here: nobody
    /// is asked over a network. A branch without an upstream has none that wait.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn unpushed(&self) -> Result<usize, GitError> {
        let upstream = ["rev-parse", "--verify", "--quiet", "@{upstream}"];
        if !self.has_commit()? || self.run(&upstream).is_err() {
            return Ok(0);
        }
        let count = self.run(&["rev-list", "--count", "@{upstream}..HEAD"])?;
        count.trim().parse().map_err(|_| GitError::Unclear)
    }

    /// Returns the folder of the hooks, and whether somebody has set it.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn hooks(&self) -> Result<(PathBuf, bool), GitError> {
        // As the user's own git sees it: one that only reads has no hooks.
        let asked = |args: &[&str]| answer(self.program.writing().args(args));
        let path = asked(&["rev-parse", "--git-path", "hooks"])?;
        let path = String::from_utf8(path).map_err(|_| GitError::Unclear)?;
        let is_set = asked(&["config", "--get", "core.hooksPath"]).is_ok();
        Ok((self.root().join(path.trim_end_matches('\n')), is_set))
    }

    pub(super) fn root(&self) -> &Path {
        self.program.folder()
    }

    pub(super) fn changes(&self, args: &[&str]) -> Result<Vec<Change>, GitError> {
        changes_of(&self.run(args)?)
    }

    /// Returns the full name of a version; for the last commit, where there is none yet, the name of
    /// nothing.
    pub(super) fn base(&self, version: &str) -> Result<String, GitError> {
        let commit = format!("{version}^{{commit}}");
        let found = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        match found {
            Ok(name) => Ok(name.trim_end().to_owned()),
            Err(GitError::Refused { status, .. }) if status.code() == Some(UNKNOWN) => {
                if version != "HEAD" || self.has_commit()? {
                    return Err(GitError::NoSuchVersion(version.to_owned()));
                }
                // The name of the tree without files depends on how the repository names its objects.
                let empty = self.run(&["hash-object", "-t", "tree", "--stdin"])?;
                Ok(empty.trim_end().to_owned())
            }
            Err(error) => Err(error),
        }
    }

    /// Tells whether there is a last commit: a branch that was not born yet has none, and one that cannot
    /// be read is an error.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn has_commit(&self) -> Result<bool, GitError> {
        match self.run(&["rev-parse", "--verify", "--quiet", "HEAD"]) {
            Ok(_) => Ok(true),
            Err(GitError::Refused { status, .. }) if status.code() == Some(UNKNOWN) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) fn run(&self, args: &[&str]) -> Result<String, GitError> {
        // A path that is not text is a stray thing, whatever it is called.
        Ok(String::from_utf8_lossy(&self.program.ask(args)?).into_owned())
    }

    /// Runs a git that reads `input`.
    pub(super) fn run_on(&self, args: &[&str], input: Vec<u8>) -> Result<String, GitError> {
        let mut command = self.program.reading();
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(GitError::NoGit)?;
        let stdin = child.stdin.take();
        // It answers before it has read all, and either pipe may be full.
        let feeding = std::thread::spawn(move || feed(stdin, &input));
        let output = child.wait_with_output().map_err(|_| GitError::Unclear)?;
        let fed = feeding.join().map_err(|_| GitError::Unclear)?;
        let status = output.status;
        match status.success() {
            true => fed.map(|()| String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(GitError::Refused { command: asked(&command), status, said: None }),
        }
    }
}

impl Change {
    /// Tells whether it may be no change: a file that is as it was, and has another time.
    fn may_be_touched(&self) -> bool {
        self.after.is_none() && self.before.is_some() && self.kind == Kind::File
    }
}

/// Reads what git tells of changes, as [`RAW`] asks for them.
fn changes_of(raw: &str) -> Result<Vec<Change>, GitError> {
    let mut changes = Vec::new();
    let mut parts = records(raw);
    // `:MODE MODE OBJECT OBJECT STATUS`, then the path.
    while let (Some(head), Some(path)) = (parts.next(), parts.next()) {
        let words: Vec<&str> = head.split(' ').collect();
        let [_, mode, before, after, status] = words[..] else { return Err(GitError::Unclear) };
        // As many zeros as a name has digits, 40 or 64, are no object.
        let object = |word: &str| word.bytes().any(|b| b != b'0').then(|| word.to_owned());
        let kind = match (mode, status) {
            (_, "U") => Kind::Unmerged,
            ("000000", _) => Kind::Nothing,
            ("120000", _) => Kind::Link,
            ("160000", _) => Kind::Repository,
            _ => Kind::File,
        };
        let (before, after) = (object(before), object(after));
        changes.push(Change { path: path.to_owned(), before, after, kind });
    }
    // What is unmerged is told of twice.
    let unmerged = changes.iter().filter(|change| change.kind == Kind::Unmerged);
    let unmerged: BTreeSet<String> = unmerged.map(|change| change.path.clone()).collect();
    changes.retain(|c| c.kind == Kind::Unmerged || !unmerged.contains(&c.path));
    Ok(changes)
}

/// Returns where a chart lies in the work tree that a commit is made in: itself, or another one of the
/// same repository (git-worktree(1)), which shares its hooks.
///
/// # Errors
/// Fails when the commit is of another repository: the chart would be judged by what is not its own.
pub fn in_tree_of_commit(chart: &Path, hook: Hook<'_>) -> Result<PathBuf, GitError> {
    // The usual case, in which git need not be asked: the chart is the top of an ordinary work tree.
    let own = chart.join(".git");
    let is_own = |git_dir: &Path| place::real_path(git_dir) == place::real_path(&own);
    if place::real_path(hook.folder) == place::real_path(chart)
        && place::is_folder(&own)
        && hook.git_dir.is_none_or(is_own)
    {
        return Ok(chart.to_owned());
    }
    let of = |folder: &Path, git_dir| {
        let found = places(folder, git_dir).ok()?;
        let [top, own, shared] =
            [found.top, found.own, found.shared].map(|path| place::real_path(&path));
        Some(Places { top, own, shared, prefix: found.prefix })
    };
    // Whoever is asked later says what is wrong with a chart in no repository.
    let (Some(here), Some(there)) = (of(hook.folder, hook.git_dir), of(chart, None)) else {
        return Ok(chart.to_owned());
    };
    let chart_in_tree = place::real_path(chart);
    let inside = chart_in_tree.strip_prefix(&there.top);
    match inside {
        _ if here.own == there.own => Ok(chart.to_owned()),
        Ok(inside) if here.shared == there.shared => {
            // An empty path would leave a separator behind.
            Ok(here.top.components().chain(inside.components()).collect())
        }
        _ => Err(GitError::OtherRepository { commit: here.top, chart: chart.to_owned() }),
    }
}

/// Says why git does not look into the repository of a chart, by what lies there and not by its words.
fn why_refused(root: &Path, error: GitError) -> GitError {
    match place::git_work_tree(root) {
        None => GitError::NoRepository(root.to_owned()),
        Some(top) if !place::is_of_user(top) || !place::is_of_user(&top.join(".git")) => {
            GitError::UnsafeOwner(top.to_owned())
        }
        Some(_) => error,
    }
}

/// Tells whether a version is called by its full name, of SHA-1 or SHA-256.
fn is_full_name(version: &str) -> bool {
    matches!(version.len(), 40 | 64) && version.bytes().all(|b| b.is_ascii_hexdigit())
}

pub(super) fn feed(input: Option<ChildStdin>, bytes: &[u8]) -> Result<(), GitError> {
    input.ok_or(GitError::Unclear)?.write_all(bytes).map_err(|_| GitError::Unclear)
}

impl Objects {
    /// Reads an object.
    ///
    /// # Errors
    /// Fails when git does not have it.
    pub fn read(&mut self, object: &str) -> Result<Vec<u8>, GitError> {
        self.read_blob(object)?.ok_or(GitError::Lacking)
    }

    /// Tells whether git has an object.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn has(&mut self, object: &str) -> Result<bool, GitError> {
        Ok(self.read_any(object)?.is_some())
    }

    /// Reads an object; `None` when git does not have it, as with the commit of a submodule, or when it is
    /// no file.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn read_blob(&mut self, object: &str) -> Result<Option<Vec<u8>>, GitError> {
        Ok(self.read_any(object)?.filter(|(is_file, _)| *is_file).map(|(_, bytes)| bytes))
    }

    /// Hands over the bytes of a file that git has, however many there are.
    ///
    /// # Errors
    /// Fails when git does not have it, and when `writer` does.
    pub fn pour(&mut self, object: &str, writer: &mut dyn Write) -> Result<(), GitError> {
        let length = self.begin(object)?.ok_or(GitError::Lacking)?.1;
        let mut bytes = (&mut self.output).take(length as u64);
        let poured = std::io::copy(&mut bytes, writer).map_err(|_| GitError::Unclear)?;
        let mut end = [0];
        self.output.read_exact(&mut end).map_err(|_| GitError::Unclear)?;
        if poured == length as u64 { Ok(()) } else { Err(GitError::Unclear) }
    }

    /// Returns the digest of a file that git has, or of the bytes that git lfs keeps for it.
    ///
    /// # Errors
    /// Fails when git does not have it.
    pub fn content(&mut self, object: &str) -> Result<String, GitError> {
        let mut content = Content::default();
        self.pour(object, &mut content)?;
        Ok(content.finish())
    }

    /// Reads an object, and tells whether it is a file.
    fn read_any(&mut self, object: &str) -> Result<Option<(bool, Vec<u8>)>, GitError> {
        let Some((is_file, length)) = self.begin(object)? else { return Ok(None) };
        let mut bytes = vec![0; length + 1];
        self.output.read_exact(&mut bytes).map_err(|_| GitError::Unclear)?;
        bytes.truncate(length);
        Ok(Some((is_file, bytes)))
    }

    /// Asks for an object; git answers whether it is a file, and how long it is, and then hands it over.
    fn begin(&mut self, object: &str) -> Result<Option<(bool, usize)>, GitError> {
        let input = self.input.as_mut().ok_or(GitError::Unclear)?;
        writeln!(input, "{object}").and_then(|()| input.flush()).map_err(|_| GitError::Unclear)?;
        let mut head = String::new();
        self.output.read_line(&mut head).map_err(|_| GitError::Unclear)?;
        if head.trim_end().ends_with(" missing") {
            return Ok(None);
        }
        // `OBJECT blob LENGTH`
        let length = head.trim_end().rsplit(' ').next().and_then(|length| length.parse().ok());
        let length: usize = length.ok_or(GitError::Unclear)?;
        Ok(Some((head.split(' ').nth(1) == Some("blob"), length)))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        self.input.take();
        let _ = self.child.wait();
    }
}

/// Tells whether a path is that of the bytes of a document, which may be of any size and may be kept by git
/// lfs.
pub fn holds_bytes(path: &str) -> bool {
    let of_bytes = |part| matches!(part, DocumentPart::Bytes | DocumentPart::Discarded);
    matches!(Part::of(path), Some(Part::Document(_, part)) if of_bytes(part))
}

/// Returns the digest of a file of the chart, or of the bytes that git lfs keeps for it; `None` for one that
/// is not there or cannot be read.
pub fn content_on_disk(chart: &Chart, path: &str) -> Option<String> {
    let file = chart.tree().open_file(path.as_ref()).ok().flatten()?;
    let mut content = Content::default();
    file.copy_to(&mut content).ok()?;
    Some(content.finish())
}
/// How a path begins that is none but from here.
const HERE: &str = "./";

/// So many files have another time than git remembers before it is worth while that git looks at all of them.
const MANY: usize = 50;

/// Of so many clients, folders are named one by one; of more, everything is read at once.
const FEW: usize = 100;

/// Returns the paths of the files of some clients, and of those that are no client's.
fn of_clients(clients: &BTreeSet<ClientId>) -> Vec<String> {
    let own = [ALLOWED_SIGNERS, MARKER, "templates/"].map(str::to_owned);
    let folders = clients.iter().map(|client| format!("clients/{client}/"));
    own.into_iter().chain(folders).collect()
}

/// How `git rev-parse --quiet --verify` ends when there is no such thing; 128 is a fault.
pub(super) const UNKNOWN: i32 = 1;

/// How git tells of changes: what it was and is, by the bytes, whatever the user likes to see.
/// Into a repository that lies in the chart it does not look: that one may name programs of its own to run.
pub(super) const RAW: &[&str] =
    &["--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty"];

pub(super) fn records(text: &str) -> impl Iterator<Item = &str> {
    text.split('\0').filter(|record| !record.is_empty())
}
