//! What `validate` finds in the clone that a chart lies in.

use crate::disk::place;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::Failure;
use crate::guard::doubt;
use crate::record::chart::Chart;
use crate::record::chart::clone::{Lack, lacks};
use crate::record::chart::git::Git;
use crate::record::merge::settling::subject_of;
use crate::rules::chart::subject::CloneState;
use crate::rules::finding::Finding;
use crate::rules::{self};

/// Checks that nothing is left of a merge, and, where there is a server, that nothing is lost or mixed in
/// this clone.
///
/// # Errors
/// Fails when git does not answer as it promises. A chart without git, or with one that does not look into
/// its repository, has nothing to be checked.
pub fn check(chart: &Chart, found: &mut Vec<Finding>) -> Result<(), Failure> {
    if place::git_work_tree(chart.root()).is_none() {
        return Ok(());
    }
    let Ok(git) = Git::of(chart) else { return Ok(()) };
    let mut paths: Vec<String> = git.unmerged()?.into_iter().map(|version| version.path).collect();
    paths.dedup();
    for path in paths {
        let target = subject_of(&path);
        rules::check(&CloneState::Unmerged { target }, &chart.root().join(path), found);
    }
    let facts = git.facts()?;
    if facts.is_shallow {
        rules::check(&CloneState::Shallow, chart.root(), found);
    }
    if !facts.has_server {
        return Ok(());
    }
    let lacks = lacks(&git)?;
    let names: Vec<&str> = lacks.iter().filter_map(Lack::hook).collect();
    let hooks = match names.as_slice() {
        [] => None,
        [one] => Some(format!("the hook {one}")),
        many => Some(format!("the hooks {}", many.join(", "))),
    };
    let merging = lacks.contains(&Lack::Merging).then(|| "what tells git how to merge".to_owned());
    let words: Vec<String> = hooks.into_iter().chain(merging).collect();
    if !words.is_empty() {
        let state = CloneState::Unguarded { lacks: words.join(", and ") };
        rules::check(&state, chart.root(), found);
    }
    Ok(())
}

/// Reports of which of some clients something came changed or removed and is not back; without a client, all
/// that is in doubt.
///
/// # Errors
/// Fails when git does or a file cannot be read.
pub fn check_doubts(
    chart: &Chart,
    clock: &dyn Clock,
    clients: Option<&[&ClientId]>,
    found: &mut Vec<Finding>,
) -> Result<(), Failure> {
    for doubt in doubt::left(chart, clock)? {
        let is_asked = match (clients, &doubt.client) {
            (None, _) => true,
            (Some(clients), Some(client)) => clients.contains(&client),
            (Some(_), None) => false,
        };
        if is_asked {
            let path = doubt.client.as_ref().map(|client| chart.client_folder(client));
            let path = path.unwrap_or_else(|| chart.root().to_owned());
            rules::check(&CloneState::InDoubt { command: doubt.command() }, &path, found);
        }
    }
    Ok(())
}
