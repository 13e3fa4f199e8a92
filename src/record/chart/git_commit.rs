//! A commit of what one command has written, and of nothing else.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use crate::disk::outside::hold;
use crate::disk::place;
use crate::failure::Failure;
use crate::programs::git::{GitError, asked};
use crate::record::chart::git::{Git, feed, records};
use crate::record::chart::git_files;
use crate::record::chart::git_merge::Unfinished;

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
        written: &[String],
        message: impl Fn(&[String]) -> String,
    ) -> Result<Committed, Failure> {
        let _held = hold(self.folder())?;
        self.stage(written)?;
        if let Some(unfinished) = self.unfinished()? {
            return Ok(Committed::GoesAlong(unfinished));
        }
        let base = self.base("HEAD")?;
        let staged = ["diff-index", "--cached", "--no-renames", "--name-only", "-z", &base];
        let staged = self.run(&staged)?;
        let staged: Vec<&str> = records(&staged).collect();
        let ours = staged.iter().filter_map(|path| self.in_chart(path));
        let mut paths: Vec<String> = ours.filter(|path| written.contains(path)).collect();
        paths.sort();
        if paths.is_empty() {
            return Ok(Committed::Nothing);
        }
        let message = message(&paths);
        let commit = ["commit", "--quiet", "--message", &message];
        match paths.len() == staged.len() {
            true => self.feed_paths(&commit, None)?,
            // Something else is staged and stays so: git makes an index of what is committed alone, for
            // which it reads the whole of the last version.
            false => self.feed_paths(&[&commit[..], &["--only"]].concat(), Some(&paths))?,
        }
        let made = ["diff-tree", "-r", "--no-renames", "--name-only", "-z", &base, "HEAD"];
        let made = self.run(&made)?;
        let made: BTreeSet<String> = records(&made).filter_map(|it| self.in_chart(it)).collect();
        let left_out = paths.into_iter().filter(|path| !made.contains(path)).collect();
        Ok(Committed::Done { message, left_out })
    }

    /// Returns a path of the repository as it is seen from the chart, if it is of the chart.
    fn in_chart(&self, path: &str) -> Option<String> {
        path.strip_prefix(self.places.prefix.as_str()).map(str::to_owned)
    }

    /// Tells git of files as they are, those that it is told to ignore among them.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn stage(&self, paths: &[String]) -> Result<(), GitError> {
        git_files::on_the_way(self.program.folder(), paths)?;
        for _ in 0..TRIES {
            let staged = self.add(paths);
            match staged {
                // Another git is at work, which takes moments.
                Err(GitError::Refused { .. }) if self.is_index_held() => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                staged => return staged,
            }
        }
        self.add(paths)
    }

    /// Puts the files into the index, and takes those out of it that are gone; of the others, git looks at
    /// none.
    fn add(&self, paths: &[String]) -> Result<(), GitError> {
        self.feed_to(&["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], paths)
    }

    fn is_index_held(&self) -> bool {
        place::is_there(&self.folder().join("index.lock")).unwrap_or_default()
    }

    /// Commits with a git of the user's own: all that is staged, or some paths alone.
    fn feed_paths(&self, args: &[&str], paths: Option<&[String]>) -> Result<(), GitError> {
        let Some(paths) = paths else { return self.feed_to(args, &[]) };
        let args = [&["--literal-pathspecs"], args].concat();
        let args = [&args[..], &["--pathspec-from-file=-", "--pathspec-file-nul"]].concat();
        self.feed_to(&args, paths)
    }

    /// Runs a git of the user's own that reads paths.
    fn feed_to(&self, args: &[&str], paths: &[String]) -> Result<(), GitError> {
        let mut command = self.program.writing();
        command.args(args);
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
