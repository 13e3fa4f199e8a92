//! What git knows of a merge that is being made, and of versions that went apart.

use std::path::Path;
use std::process::Stdio;

use crate::disk::{outside, place};
use crate::programs::git::{GitError, answer, asked};
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
    /// A commit that is made again elsewhere.
    CherryPick,
    /// A commit that is taken back.
    Revert,
    /// A rebase.
    Rebase,
}

impl Unfinished {
    /// Returns what it is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Rebase => "rebase",
        }
    }
}

/// What git writes down of what it has begun.
const BEGUN: [(&str, Unfinished); 5] = [
    ("MERGE_HEAD", Unfinished::Merge),
    ("CHERRY_PICK_HEAD", Unfinished::CherryPick),
    ("REVERT_HEAD", Unfinished::Revert),
    ("rebase-merge", Unfinished::Rebase),
    ("rebase-apply", Unfinished::Rebase),
];

/// Where a clone pulls from and pushes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The name of it in the clone.
    pub remote: String,
    /// The branch there.
    pub branch: String,
}

/// Who has committed what: an author, and each file with what was done to it, `A`, `M` or `D`.
pub type Authored = (String, Vec<(char, String)>);

impl Git {
    /// Returns the other versions that are being merged: those that are `named`, as git tells a hook that
    /// runs before it writes them down, and those that it has written down.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn merge_heads(&self, named: &[String]) -> Result<Vec<String>, GitError> {
        let mut heads: Vec<String> = named.to_vec();
        let written = outside::read_if_there(&self.places.own.join("MERGE_HEAD"));
        let written = written.map_err(|_| GitError::Unclear)?.unwrap_or_default();
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
        for (name, unfinished) in BEGUN {
            if place::is_there(&self.places.own.join(name)).map_err(|_| GitError::Unclear)? {
                return Ok(Some(unfinished));
            }
        }
        Ok(None)
    }

    /// Returns the folder of what is of this work tree alone in the repository.
    pub fn folder(&self) -> &Path {
        &self.places.own
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

    /// Returns where this clone pulls from and pushes to: what its branch follows, else the only or the
    /// usual name there is.
    ///
    /// # Errors
    /// Fails when git does, and where no branch is checked out.
    pub fn server(&self) -> Result<Option<Server>, GitError> {
        let branch = self.run(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        let branch = branch.trim_end().to_owned();
        let setting = |key: &str| {
            let found = self.run(&["config", "--get", &format!("branch.{branch}.{key}")]);
            found.ok().map(|value| value.trim_end().to_owned())
        };
        if let (Some(remote), Some(there)) = (setting("remote"), setting("merge")) {
            let there = there.trim_start_matches("refs/heads/").to_owned();
            return Ok(Some(Server { remote, branch: there }));
        }
        let remotes = self.run(&["remote"])?;
        let mut names: Vec<&str> = remotes.lines().collect();
        names.sort_by_key(|name| *name != "origin");
        Ok(names.first().map(|name| Server { remote: (*name).to_owned(), branch }))
    }

    /// Fetches what the server has and returns its version; `None` when it has nothing yet.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn fetch(&self, server: &Server) -> Result<Option<String>, GitError> {
        let Server { remote, branch } = server;
        let name = format!("refs/heads/{branch}");
        let listed = self.write(&["ls-remote", remote, &name])?;
        if listed.trim().is_empty() {
            return Ok(None);
        }
        let kept = format!("+{name}:refs/remotes/{remote}/{branch}");
        self.write(&["fetch", "--quiet", remote, &kept])?;
        self.name_of(&format!("refs/remotes/{remote}/{branch}")).map(Some)
    }

    /// Gives the server what is here.
    ///
    /// # Errors
    /// Fails when git does: the server has more than was known, or does not take it.
    pub fn push(&self, server: &Server) -> Result<(), GitError> {
        let to = format!("HEAD:refs/heads/{}", server.branch);
        self.loud(&["push", "--quiet", "--set-upstream", &server.remote, &to])
    }

    /// Leaves the versions that are here alone, and takes another one instead; what is in no version stays
    /// as it is.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn go_to(&self, version: &str) -> Result<(), GitError> {
        self.loud(&["reset", "--quiet", "--keep", version])
    }

    /// Merges a version, without a look for what was renamed; tells whether it is merged, and not a
    /// conflict or refused.
    ///
    /// # Errors
    /// Fails when git does not start.
    pub fn merge(&self, version: &str) -> Result<bool, GitError> {
        let settings = ["-c", "merge.renames=false", "-c", "merge.directoryRenames=false"];
        // Before git 2.50 the strategy of every day looks for renames whatever it is told.
        let strategy = ["--strategy=recursive", "--strategy-option=no-renames"];
        let merge = [&["merge", "--quiet", "--no-edit"], &strategy[..], &[version]].concat();
        let merged = self.loud(&[&settings[..], &merge].concat());
        match merged {
            Ok(()) => Ok(true),
            Err(GitError::Refused { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends what was begun and has nothing left to be settled.
    ///
    /// # Errors
    /// Fails when git does, a hook included.
    pub fn go_on(&self, unfinished: Unfinished) -> Result<(), GitError> {
        let quiet = ["-c", "core.editor=true"];
        let args: &[&str] = match unfinished {
            Unfinished::Merge => &["commit", "--quiet", "--no-edit"],
            Unfinished::CherryPick => &["cherry-pick", "--continue"],
            Unfinished::Revert => &["revert", "--continue"],
            Unfinished::Rebase => &["rebase", "--continue"],
        };
        self.loud(&[&quiet[..], args].concat())
    }

    /// Returns the full name of a version.
    ///
    /// # Errors
    /// Fails when git does or there is no such version.
    pub fn name_of(&self, version: &str) -> Result<String, GitError> {
        self.base(version)
    }

    /// Counts the versions here that another one has not; all, without another.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn count_since(&self, other: Option<&str>) -> Result<usize, GitError> {
        let mut args = vec!["rev-list", "--count", "HEAD"];
        let not = other.map(|other| format!("^{other}"));
        args.extend(not.as_deref());
        self.run(&args)?.trim_end().parse().map_err(|_| GitError::Unclear)
    }

    /// Returns the names of both sides of what is being merged, as far as git has written them down.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn sides(&self) -> Result<(Option<String>, Option<String>), GitError> {
        let name = |head: &str| self.name_of(head).ok();
        let other = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD"];
        Ok((name("HEAD"), other.iter().find_map(|head| name(head))))
    }

    /// Tells whether a server has a version, as far as this clone knows.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn is_published(&self, version: &str) -> Result<bool, GitError> {
        let args = ["for-each-ref", "--count=1", "--contains", version, "refs/remotes"];
        Ok(!self.run(&args)?.trim().is_empty())
    }

    /// Says who has last committed a file in a version, and when; nothing where that is not known.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn last_author(&self, version: Option<&str>, path: &str) -> Result<String, GitError> {
        let Some(version) = version else { return Ok(String::new()) };
        let args = ["log", "-1", "--no-color", "--no-decorate", "--format=%an%x1f%as", version];
        let told = self.run(&[&args[..], &["--", path]].concat())?;
        Ok(match told.trim_end().split_once('\u{1f}') {
            Some((who, day)) => format!(", committed by {who} on {day}"),
            None => String::new(),
        })
    }

    /// Returns who has committed what between two versions, merges left out.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn authored(&self, old: Option<&str>, new: &str) -> Result<Vec<Authored>, GitError> {
        let range = old.map_or_else(|| new.to_owned(), |old| format!("{old}..{new}"));
        let args = ["log", "--no-merges", "--no-color", "--no-decorate", "--no-renames"];
        let form = ["--relative", "--name-status", "-z", "--format=%x1e%an", &range, "--"];
        let told = self.run(&[&args[..], &form].concat())?;
        let mut found: Vec<Authored> = Vec::new();
        let mut parts = told.split(['\0', '\n']).filter(|part| !part.is_empty());
        while let Some(part) = parts.next() {
            match part.strip_prefix('\u{1e}') {
                Some(author) => found.push((author.to_owned(), Vec::new())),
                None => {
                    let status = part.chars().next().ok_or(GitError::Unclear)?;
                    let path = parts.next().ok_or(GitError::Unclear)?;
                    let last = found.last_mut().ok_or(GitError::Unclear)?;
                    last.1.push((status, path.to_owned()));
                }
            }
        }
        Ok(found)
    }

    /// Runs the user's own git, and returns what it prints.
    fn write(&self, args: &[&str]) -> Result<String, GitError> {
        let printed = answer(self.program.writing().args(args))?;
        Ok(String::from_utf8_lossy(&printed).into_owned())
    }

    /// Runs the user's own git, which says itself what is the matter.
    fn loud(&self, args: &[&str]) -> Result<(), GitError> {
        let mut command = self.program.writing();
        command.args(args).stdout(Stdio::null()).stderr(Stdio::inherit());
        let status = command.status().map_err(GitError::NoGit)?;
        match status.success() {
            true => Ok(()),
            false => Err(GitError::Refused { command: asked(&command), status, said: None }),
        }
    }

    /// Returns the objects that a version has and an older one has not, each with a path it lies at, in
    /// whatever version between them; without an older one, those that `known` has not: `--remotes`, what a
    /// server is known to have, or `--all`, what is here already.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn new_objects(
        &self,
        new: &str,
        old: Option<&str>,
        known: &str,
    ) -> Result<Vec<(String, String)>, GitError> {
        let listed = self.run(&["rev-list", "--objects", new, "--not", old.unwrap_or(known)])?;
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
