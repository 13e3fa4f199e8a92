//! What a merge has brought that is not as it was signed or logged: it is remembered in this clone until it is
//! as it was, and until then nothing of those clients is signed or leaves.

use std::collections::BTreeSet;

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Explain, Failure};
use crate::guard::arrival::what_came;
use crate::guard::version::client_of;
use crate::programs::git::GitError;
use crate::record::chart::Chart;
use crate::record::chart::doubts::Doubts;
use crate::record::chart::git::Git;
use crate::rules::finding::{Finding, Level};

/// Something of a client came changed or removed that only grows.
#[derive(Debug, thiserror::Error)]
#[error(
    "what came from elsewhere has changed or removed something of `{client}` that was signed or logged"
)]
struct InDoubt {
    client: ClientId,
    version: String,
    way_back: Option<String>,
}

impl Explain for InDoubt {
    fn hint(&self) -> Option<String> {
        let shown = format!("`casenotes validate --changed {}` shows what", self.version);
        Some(match &self.way_back {
            Some(command) => format!("{shown}; `{command}` in the chart brings it back."),
            None => format!("{shown}."),
        })
    }
}

/// Remembers the version that was here before something came which is not as it was.
///
/// # Errors
/// Fails when git does or the file cannot be written.
pub fn remember(chart: &Chart, git: &Git, version: &str) -> Result<(), Failure> {
    let version = git.name_of(version)?;
    loop {
        let mut doubts = Doubts::of(chart)?;
        if doubts.versions.contains(&version) {
            return Ok(());
        }
        doubts.versions.push(version.clone());
        if doubts.write()? {
            return Ok(());
        }
    }
}

/// Fails when something of one of some clients came changed or removed, and is not back.
///
/// # Errors
/// Says how to see it and how to bring it back; fails as well when git does or a file cannot be read.
pub fn require_none(
    chart: &Chart,
    clock: &dyn Clock,
    clients: &[&ClientId],
) -> Result<(), Failure> {
    let mut doubts = Doubts::of(chart)?;
    if doubts.versions.is_empty() {
        return Ok(());
    }
    let git = Git::of(chart)?;
    let mut left = Vec::new();
    for version in doubts.versions {
        // With what nobody has any more, nothing can be compared.
        match git.name_of(&version) {
            Err(GitError::NoSuchVersion(_)) => continue,
            named => named?,
        };
        let found = errors(what_came(chart, clock, &version)?);
        if !found.is_empty() {
            left.push((version, found));
        }
    }
    doubts.versions = left.iter().map(|(version, _)| version.clone()).collect();
    // What somebody else has added meanwhile stays, and the others are looked at once more.
    doubts.write()?;
    for client in clients {
        for (version, found) in &left {
            let is_theirs = |it: &&Finding| client_of(&inside(chart, it)).as_ref() == Some(*client);
            let theirs: Vec<Finding> = found.iter().filter(is_theirs).cloned().collect();
            if !theirs.is_empty() {
                let way_back = way_back(chart, &git, version, &theirs)?;
                let (client, version) = ((*client).clone(), short(version));
                return Err(InDoubt { client, version, way_back }.into());
            }
        }
    }
    Ok(())
}

/// Returns the command that brings back what was lost of a version, if that had it.
///
/// # Errors
/// Fails when git does.
pub fn way_back(
    chart: &Chart,
    git: &Git,
    version: &str,
    found: &[Finding],
) -> Result<Option<String>, GitError> {
    let paths: Vec<String> = found.iter().map(|finding| inside(chart, finding)).collect();
    let clients: BTreeSet<ClientId> = paths.iter().filter_map(|path| client_of(path)).collect();
    let was = git.tree_with(version, &clients)?;
    let with_signatures = paths.iter().flat_map(|path| [path.clone(), format!("{path}.sig")]);
    let lost: BTreeSet<String> = with_signatures.filter(|path| was.contains_key(path)).collect();
    if lost.is_empty() {
        return Ok(None);
    }
    let lost: Vec<String> = lost.into_iter().collect();
    let version = short(&git.name_of(version)?);
    Ok(Some(format!(
        "git restore --source={version} --staged --worktree --overlay -- {}",
        lost.join(" ")
    )))
}

/// Returns those findings that are errors.
pub fn errors(mut found: Vec<Finding>) -> Vec<Finding> {
    found.retain(|finding| finding.level == Level::Error);
    found
}

fn inside(chart: &Chart, finding: &Finding) -> String {
    let path = finding.path.strip_prefix(chart.root()).unwrap_or(&finding.path);
    path.to_string_lossy().into_owned()
}

/// Shortens the name of a version, to as many digits as are unique in any record.
fn short(version: &str) -> String {
    version.get(..12).unwrap_or(version).to_owned()
}
