//! What is pushed, looked at before it leaves and before a server takes it: nothing that was signed or logged
//! may be missing in it, and nothing of a vault may be in any of its versions.

use std::path::Path;

use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::guard::growth::{Eyes, News, check_deed, deed_of};
use crate::guard::version::{Version, affected, note_path, scope};
use crate::note::progress_note::ProgressNote;
use crate::programs::git::GitError;
use crate::record::chart::git::{Change, Git, Kind, Objects, holds_bytes};
use crate::rules::finding::{Finding, Level};
use crate::rules::settings::policy;
use crate::rules::signatures::verdicts;
use crate::rules::{self};

/// What else than a branch is pushed, such as a tag, begins with something else.
const BRANCHES: &str = "refs/heads/";

/// A branch that is pushed, or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Its name on the server.
    pub branch: String,
    /// What it is there; `None` when it is not there yet.
    pub old: Option<String>,
    /// What it is to be; `None` when it is to go.
    pub new: Option<String>,
}

/// A push that no server of a practice takes.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The branch is to be removed.
    #[error("the branch `{0}` is to be removed from the server")]
    Removes(String),
    /// Versions that the server has are no part of it.
    #[error("the history of `{0}` was rewritten: versions that the server has are no part of it")]
    Rewrites(String),
    /// It has no version in common with the record.
    #[error("`{0}` is another history: no version of it is one of the record's")]
    Unrelated(String),
    /// git has told the hook something else than it promises.
    #[error("git has told the hook something unexpected")]
    Unclear,
}

impl Explain for PushError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Removes(_) => "Leave it: the history of a record is kept.".into(),
            Self::Rewrites(_) => {
                "Run `git merge` with what the server has, and push again without force.".into()
            }
            Self::Unrelated(_) => {
                "Clone the record anew and bring there what is yours, without force.".into()
            }
            Self::Unclear => "Use git 2.31 or newer.".into(),
        })
    }
}

impl Update {
    /// Reads what git tells a hook before a push: its own branch and version, then those of the server.
    pub fn before_push(lines: &str) -> Result<Vec<Self>, PushError> {
        Self::read(lines, |words| match words {
            [_, new, branch, old] => Some((*branch, *old, *new)),
            _ => None,
        })
    }

    /// Reads what git tells a hook before it takes a push.
    pub fn before_receiving(lines: &str) -> Result<Vec<Self>, PushError> {
        Self::read(lines, |words| match words {
            [old, new, branch] => Some((*branch, *old, *new)),
            _ => None,
        })
    }

    fn read<'l>(
        lines: &'l str,
        parts: impl Fn(&[&'l str]) -> Option<(&'l str, &'l str, &'l str)>,
    ) -> Result<Vec<Self>, PushError> {
        // As many zeros as a name has digits are no version.
        let version = |name: &str| name.bytes().any(|b| b != b'0').then(|| name.to_owned());
        let read = |line: &'l str| {
            let words: Vec<&str> = line.split(' ').collect();
            let (branch, old, new) = parts(&words).ok_or(PushError::Unclear)?;
            Ok(Self { branch: branch.to_owned(), old: version(old), new: version(new) })
        };
        lines.lines().map(read).collect()
    }
}

/// What a push is looked at with.
pub struct Look<'a> {
    /// The repository.
    pub git: &'a Git,
    /// From where paths are shown.
    pub root: &'a Path,
    /// What time it is.
    pub time: Option<SessionTime>,
    /// Whether the repository is a server's, which has the record on the branch that its `HEAD` names.
    pub is_server: bool,
}

impl Look<'_> {
    /// Returns what is wrong with a push.
    ///
    /// # Errors
    /// Fails when history is to be removed or rewritten, and when git does.
    pub fn at(&self, update: &Update) -> Result<Vec<Finding>, Failure> {
        let is_branch = update.branch.starts_with(BRANCHES);
        let new = match &update.new {
            Some(new) => new,
            None if is_branch => return Err(PushError::Removes(update.branch.clone()).into()),
            None => return Ok(Vec::new()),
        };
        let mut objects = self.git.objects()?;
        let mut found = Vec::new();
        // What the server has and this clone has not, only the server can compare.
        let mut old = update.old.clone().filter(|old| matches!(objects.has(old), Ok(true)));
        match &old {
            _ if !is_branch => {}
            Some(old) if !self.git.is_ancestor(old, new)? => {
                return Err(PushError::Rewrites(update.branch.clone()).into());
            }
            Some(_) => {}
            // A new branch of a record that is there has begun somewhere in it.
            None if self.is_server && self.git.has_commit()? => {
                old = self.git.merge_base("HEAD", new)?;
                if old.is_none() {
                    return Err(PushError::Unrelated(update.branch.clone()).into());
                }
            }
            None => {}
        }
        if let Some(old) = old.as_deref().filter(|_| is_branch) {
            self.compare(old, new, &mut objects, &mut found)?;
        }
        let mut look = |object: &str, path: &str| -> Result<(), Failure> {
            if let Some(bytes) = objects.read_blob(object)? {
                rules::check_staged_beside(&bytes, &self.root.join(path), &mut found);
            }
            Ok(())
        };
        // A tag may be of a file itself.
        look(new, &update.branch)?;
        let known = if self.is_server { "--all" } else { "--remotes" };
        for (object, path) in self.git.new_objects(new, old.as_deref(), known)? {
            look(&object, &path)?;
        }
        Ok(found)
    }

    fn compare(
        &self,
        old: &str,
        new: &str,
        objects: &mut Objects,
        found: &mut Vec<Finding>,
    ) -> Result<(), Failure> {
        let changes = self.git.changes_between(old, new)?;
        for change in &changes {
            if let Some(deed) = deed_of(change) {
                check_deed(self.root, &change.path, deed, found);
            }
        }
        let base = Version { files: self.git.tree_with(old, &scope(&changes, objects)?)? };
        let pushed = base.with(&changes);
        let mut news = News::default();
        let is_text = |change: &&Change| change.kind == Kind::File && !holds_bytes(&change.path);
        for change in changes.iter().filter(is_text) {
            if let Some(object) = &change.after {
                news.add(&change.path, &objects.read(object)?);
            }
        }
        let signatures = self.signatures(&pushed, &changes, objects)?;
        let now = |path: &str, objects: &mut Objects| pushed.read(path, objects);
        let content = |path: &str, objects: &mut Objects| pushed.content(path, objects);
        let (root, time, base) = (self.root, self.time, &base);
        let mut eyes = Eyes { root, time, base, objects, now: &now, content: &content };
        found.extend(eyes.find_lost(&changes, &affected(&changes), &news)?);
        found.extend(signatures);
        Ok(())
    }

    /// Checks the signatures of what is pushed. One that was made when its key did not hold any more, or
    /// by another clock, is told of: it was made by somebody who did not know, and cannot be taken back.
    fn signatures(
        &self,
        pushed: &Version,
        changes: &[Change],
        objects: &mut Objects,
    ) -> Result<Vec<Finding>, GitError> {
        let settings = pushed.settings(objects)?;
        let trust = pushed.trust(&settings, objects)?;
        let mut found = Vec::new();
        for id in affected(changes) {
            let Some(note_files) = pushed.note_files(self.root, &id, objects)? else { continue };
            let note = ProgressNote::parse(&note_files.note);
            let judged = note_files.judge(&note.front, &trust);
            let mut path = || self.root.join(note_path(&id, ".md"));
            verdicts::check(&note_files, &judged, &note, &trust, &mut path, &mut found);
        }
        let mut found = policy(&settings).0.apply(found);
        found.retain(|finding| finding.level == Level::Error);
        for finding in &mut found {
            if matches!(finding.code, "SG006" | "SG017") {
                finding.level = Level::Warning;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_tells_a_hook_is_read() {
        let none = "0".repeat(40);
        let read = Update::before_push(&format!("HEAD a1 refs/heads/main {none}\n")).unwrap();
        let update = Update { branch: "refs/heads/main".into(), old: None, new: Some("a1".into()) };
        assert_eq!(read, [update]);
        let read = Update::before_receiving(&format!("a1 {none} refs/heads/main\n")).unwrap();
        assert_eq!((read[0].old.as_deref(), read[0].new.as_deref()), (Some("a1"), None));
        assert!(Update::before_push("a b c\n").is_err());
        assert_eq!(Update::before_push("").unwrap(), []);
    }
}
