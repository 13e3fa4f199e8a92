//! A commit of what one command has written, and of nothing else.

use std::process::Stdio;
use std::time::Duration;

use crate::disk::outside::hold;
use crate::disk::place;
use crate::failure::Failure;
use crate::programs::git::{GitError, asked};
use crate::record::chart::git::{Git, feed, records};
use crate::record::chart::git_merge::Unfinished;
use crate::record::chart::{Chart, git_files};

/// How often a git is asked again that found the index held by another one.
const TRIES: u32 = 100;

/// What became of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// There was nothing to be committed.
    Nothing,
    /// Something else is not ended, and takes it along.
    GoesAlong(Unfinished),
    /// It is made.
    Done {
        /// What it says.
        message: String,
        /// What a hook has taken out of it again.
        left_out: Vec<String>,
    },
}

impl Git {
    /// Commits some files and nothing else, those that git is told to ignore among them; one commit after
    /// the other, however many commands run at once.
    ///
    /// # Errors
    /// Fails when git does, a hook of the user's included.
    pub fn commit_written(
        &self,
        chart: &Chart,
        written: &[String],
        message: impl Fn(&[String]) -> String,
    ) -> Result<Committed, Failure> {
        let folder = self.folder()?;
        let _held = hold(&folder)?;
        let (there, gone): (Vec<&String>, Vec<&String>) =
            written.iter().partition(|path| chart.tree().has(path.as_ref()).unwrap_or(true));
        let mut paths: Vec<String> = there.into_iter().cloned().collect();
        if !gone.is_empty() {
            // What git has never known, it cannot take out.
            let gone: Vec<&str> = gone.into_iter().map(String::as_str).collect();
            let args = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--"];
            let known = self.run(&[&args[..], &gone].concat())?;
            paths.extend(records(&known).map(str::to_owned));
        }
        if paths.is_empty() {
            return Ok(Committed::Nothing);
        }
        self.stage(&paths)?;
        if let Some(unfinished) = self.unfinished()? {
            return Ok(Committed::GoesAlong(unfinished));
        }
        let mut paths = self.differing(&paths)?;
        paths.sort();
        if paths.is_empty() {
            return Ok(Committed::Nothing);
        }
        let message = message(&paths);
        self.feed_paths(&["commit", "--quiet", "--only", "--message", &message], &paths)?;
        let left_out = self.differing(&paths)?;
        Ok(Committed::Done { message, left_out })
    }

    /// Tells git of files as they are, those that it is told to ignore among them.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn stage(&self, paths: &[String]) -> Result<(), GitError> {
        git_files::on_the_way(self.program.folder(), paths)?;
        for _ in 0..TRIES {
            let staged = self.feed_paths(&["add", "--all", "--force"], paths);
            match staged {
                // Another git is at work, which takes moments.
                Err(GitError::Refused { .. }) if self.is_index_held()? => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                staged => return staged,
            }
        }
        self.feed_paths(&["add", "--all", "--force"], paths)
    }

    fn is_index_held(&self) -> Result<bool, GitError> {
        let lock = self.folder()?.join("index.lock");
        Ok(place::is_there(&lock).unwrap_or_default())
    }

    /// Returns which of some files differ between the last commit and what is staged.
    fn differing(&self, paths: &[String]) -> Result<Vec<String>, GitError> {
        let base = self.base("HEAD")?;
        let args = ["--literal-pathspecs", "diff-index", "--cached", "--no-renames", "--relative"];
        let mut args = args.to_vec();
        args.extend(["--no-ext-diff", "--name-only", "-z", base.as_str(), "--"]);
        args.extend(paths.iter().map(String::as_str));
        Ok(records(&self.run(&args)?).map(str::to_owned).collect())
    }

    /// Runs a git of the user's own that reads paths.
    fn feed_paths(&self, args: &[&str], paths: &[String]) -> Result<(), GitError> {
        let mut command = self.program.writing();
        command.arg("--literal-pathspecs").args(args);
        command.args(["--pathspec-from-file=-", "--pathspec-file-nul"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::inherit());
        let mut child = command.spawn().map_err(GitError::NoGit)?;
        let fed = feed(child.stdin.take(), paths.join("\0").as_bytes());
        let status = child.wait().map_err(|_| GitError::Unclear)?;
        match status.success() {
            true => fed,
            false => Err(GitError::Refused { command: asked(&command), status, said: None }),
        }
    }
}
