//! What a merge has brought that is not as it was signed or logged: it is remembered in this clone until it is
//! as it was, and until then nothing of those clients is signed or leaves.

use std::collections::{BTreeMap, BTreeSet};

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

/// Something came changed or removed that only grows, and is not back.
#[derive(Debug, thiserror::Error)]
#[error("what came from elsewhere has changed or removed something of {of} that was signed or logged", of = whose(.client.as_ref()))]
pub struct InDoubt {
    /// Of whom; `None` for what is of no client, such as the list of those who may sign.
    pub client: Option<ClientId>,
    /// The version that was here before it came, shortened.
    pub version: String,
    /// The command that brings it back, in the chart; `None` where that version had nothing of it.
    pub way_back: Option<String>,
}

impl InDoubt {
    /// Returns what a person runs next.
    pub fn command(&self) -> String {
        let shown = || format!("casenotes validate --changed {}", self.version);
        self.way_back.clone().unwrap_or_else(shown)
    }
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

fn whose(client: Option<&ClientId>) -> String {
    client.map_or_else(|| "the practice".to_owned(), |client| format!("`{client}`"))
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
    let left = not_back(chart, clock, &doubts)?;
    doubts.versions = left.iter().map(|(version, _)| version.clone()).collect();
    // What somebody else has added meanwhile stays, and the others are looked at once more.
    doubts.write()?;
    let is_asked = |it: &InDoubt| it.client.as_ref().is_some_and(|it| clients.contains(&it));
    match by_client(chart, left)?.into_iter().find(is_asked) {
        Some(doubt) => Err(doubt.into()),
        None => Ok(()),
    }
}

/// Returns what came changed or removed and is not back, client by client.
///
/// # Errors
/// Fails when git does or a file cannot be read.
pub fn left(chart: &Chart, clock: &dyn Clock) -> Result<Vec<InDoubt>, Failure> {
    let doubts = Doubts::of(chart)?;
    match doubts.versions.is_empty() {
        true => Ok(Vec::new()),
        false => by_client(chart, not_back(chart, clock, &doubts)?),
    }
}

/// Returns the versions of which something is not back, each with what that is.
fn not_back(
    chart: &Chart,
    clock: &dyn Clock,
    doubts: &Doubts,
) -> Result<Vec<(String, Vec<Finding>)>, Failure> {
    let git = Git::of(chart)?;
    let mut left = Vec::new();
    for version in &doubts.versions {
        // With what nobody has any more, nothing can be compared.
        match git.name_of(version) {
            Err(GitError::NoSuchVersion(_)) => continue,
            named => named?,
        };
        let found = errors(what_came(chart, clock, version)?);
        if !found.is_empty() {
            left.push((version.clone(), found));
        }
    }
    Ok(left)
}

/// Says of each client once what is in doubt, by the earliest version that had it.
fn by_client(chart: &Chart, left: Vec<(String, Vec<Finding>)>) -> Result<Vec<InDoubt>, Failure> {
    let git = Git::of(chart)?;
    let mut doubts: BTreeMap<Option<ClientId>, InDoubt> = BTreeMap::new();
    for (version, found) in left {
        let mut of_clients: BTreeMap<Option<ClientId>, Vec<Finding>> = BTreeMap::new();
        for finding in found {
            of_clients.entry(client_of(&inside(chart, &finding))).or_default().push(finding);
        }
        for (client, found) in of_clients {
            if !doubts.contains_key(&client) {
                let way_back = way_back(chart, &git, &version, &found)?;
                let version = short(&version);
                doubts.insert(client.clone(), InDoubt { client, version, way_back });
            }
        }
    }
    Ok(doubts.into_values().collect())
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
