//! What git knows of a merge that is being made, and of versions that went apart.

use crate::disk::outside;
use crate::programs::git::{GitError, answer};
use crate::record::chart::git::{Change, Git, RAW, UNKNOWN, records};

/// One of the versions of a file of which none was chosen yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmerged {
    /// Which file, from the root of the chart.
    pub path: String,
    /// Whose it is.
    pub side: Side,
    /// Its object.
    pub object: String,
}

/// Whose version of a file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What both began from.
    Base,
    /// What is here; in a rebase, what is there.
    Ours,
    /// The other.
    Theirs,
}

/// What a clone is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether it has not the whole history.
    pub is_shallow: bool,
    /// Whether there is a repository that it pulls from and pushes to.
    pub has_server: bool,
}

/// Something that git has begun and not ended, so that it commits no part of what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// A merge.
    Merge,
    /// A commit that is made again elsewhere, or taken back.
    Pick,
    /// A rebase.
    Rebase,
}

impl Unfinished {
    /// Returns what it is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Pick => "cherry-pick or revert",
            Self::Rebase => "rebase",
        }
    }
}

impl Git {
    /// Returns the other versions that are being merged: those that are `named`, as git tells a hook that
    /// runs before it writes them down, and those that it has written down.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn merge_heads(&self, named: &[String]) -> Result<Vec<String>, GitError> {
        let mut heads: Vec<String> = named.to_vec();
        let written = self.of_repository("MERGE_HEAD")?.unwrap_or_default();
        heads.extend(String::from_utf8_lossy(&written).lines().map(str::to_owned));
        heads.retain(|head| !head.is_empty());
        heads.sort();
        heads.dedup();
        Ok(heads)
    }

    /// Returns what git has begun and not ended.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn unfinished(&self) -> Result<Option<Unfinished>, GitError> {
        for (name, unfinished) in [
            ("MERGE_HEAD", Unfinished::Merge),
            ("CHERRY_PICK_HEAD", Unfinished::Pick),
            ("REVERT_HEAD", Unfinished::Pick),
            ("rebase-merge/done", Unfinished::Rebase),
            ("rebase-apply/applying", Unfinished::Rebase),
        ] {
            if self.of_repository(name)?.is_some() {
                return Ok(Some(unfinished));
            }
        }
        Ok(None)
    }

    /// Reads a file of the repository itself.
    fn of_repository(&self, name: &str) -> Result<Option<Vec<u8>>, GitError> {
        let path = self.run(&["rev-parse", "--git-path", name])?;
        let path = self.root().join(path.trim_end_matches('\n'));
        outside::read_if_there(&path).map_err(|_| GitError::Unclear)
    }

    /// Returns what this clone is like.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn facts(&self) -> Result<Facts, GitError> {
        let is_shallow = self.run(&["rev-parse", "--is-shallow-repository"])?.starts_with("true");
        let has_server = !self.run(&["remote"])?.trim().is_empty();
        Ok(Facts { is_shallow, has_server })
    }

    /// Returns the last version that two have in common, if there is one.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn merge_base(&self, a: &str, b: &str) -> Result<Option<String>, GitError> {
        match self.run(&["merge-base", "--end-of-options", a, b]) {
            Ok(base) => Ok(Some(base.trim_end().to_owned())),
            Err(GitError::Refused { status, .. }) if status.code() == Some(UNKNOWN) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Tells whether a version is one of those that another was made from.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn is_ancestor(&self, old: &str, new: &str) -> Result<bool, GitError> {
        match self.run(&["merge-base", "--is-ancestor", "--end-of-options", old, new]) {
            Ok(_) => Ok(true),
            Err(GitError::Refused { status, .. }) if status.code() == Some(UNKNOWN) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Returns what differs between two versions.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn changes_between(&self, old: &str, new: &str) -> Result<Vec<Change>, GitError> {
        let (old, new) = (self.base(old)?, self.base(new)?);
        self.changes(&[&["diff-tree", "-r"], RAW, &["--relative", &old, &new]].concat())
    }

    /// Returns the objects that a version has and an older one has not, each with a path it lies at, in
    /// whatever version between them; without an older one, those that no server is known to have.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn new_objects(
        &self,
        new: &str,
        old: Option<&str>,
    ) -> Result<Vec<(String, String)>, GitError> {
        let mut args = vec!["rev-list", "--objects", new, "--not"];
        match old {
            Some(old) => args.push(old),
            None => args.push("--remotes"),
        }
        let listed = self.run(&args)?;
        let with_path = |line: &str| {
            let (object, path) = line.split_once(' ')?;
            (!path.is_empty()).then(|| (object.to_owned(), path.to_owned()))
        };
        Ok(listed.lines().filter_map(with_path).collect())
    }

    /// Lets a server whose first branch nobody has name the one that was pushed.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn point_head_at(&self, branch: &str) -> Result<(), GitError> {
        if self.run(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            answer(self.program.writing().args(["symbolic-ref", "HEAD", branch]))?;
        }
        Ok(())
    }

    /// Returns the versions of each file of which none was chosen, in the order of their paths.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn unmerged(&self) -> Result<Vec<Unmerged>, GitError> {
        // `MODE OBJECT STAGE\tPATH`
        let listed = self.run(&["ls-files", "--unmerged", "-z"])?;
        let unmerged = records(&listed).map(|line| {
            let (words, path) = line.split_once('\t')?;
            let [_, object, stage] = words.split(' ').collect::<Vec<_>>()[..] else { return None };
            let side = match stage {
                "1" => Side::Base,
                "2" => Side::Ours,
                "3" => Side::Theirs,
                _ => return None,
            };
            Some(Unmerged { path: path.to_owned(), side, object: object.to_owned() })
        });
        unmerged.collect::<Option<_>>().ok_or(GitError::Unclear)
    }
}
