//! What `validate` finds in the clone that a chart lies in.

use crate::disk::place;
use crate::failure::Failure;
use crate::record::chart::Chart;
use crate::record::chart::clone::{Lack, lacks};
use crate::record::chart::git::Git;
use crate::record::chart::part::Part;
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
        let target = target_of(&path);
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

/// Returns what `settle` is told to settle a file: the note it is of, or its path.
fn target_of(path: &str) -> String {
    match (Part::of(path), path.split('/').collect::<Vec<_>>().as_slice()) {
        (Some(Part::Note(client, _)), [.., name]) => {
            format!("{client}/{}", name.split('.').next().unwrap_or(name))
        }
        _ => path.to_owned(),
    }
}
