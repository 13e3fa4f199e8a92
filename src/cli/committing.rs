//! `--commit`: what a command has written becomes a commit whose message names ids and nobody.

use std::path::Path;

use clap::ArgMatches;

use crate::commands::args::committing::is_to_commit;
use crate::disk::write::take_written;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::commit_message::message;
use crate::record::chart::git::Git;
use crate::record::chart::git_commit::Committed;
use crate::record::chart::part::Part;

const NOTHING: &str = "Nothing was written, so nothing is committed.";

/// git has made a commit that lacks something.
#[derive(Debug, thiserror::Error)]
#[error("git has committed, and left out {}", .0.join(", "))]
struct LeftOut(Vec<String>);

impl Explain for LeftOut {
    fn hint(&self) -> Option<String> {
        Some("It is written and in no commit; a hook of your repository has taken it out. Look at `git status`.".into())
    }
}

/// Returns the command that was called, in the words in which it is typed, if it is to commit what it
/// writes.
pub fn verb(matches: &ArgMatches) -> Option<String> {
    let (mut words, mut below) = (Vec::new(), matches);
    while let Some((word, matches)) = below.subcommand() {
        words.push(word);
        below = matches;
    }
    is_to_commit(below).then(|| words.join(" "))
}

/// Runs a command and commits what it has written; whatever else is changed or staged stays as it is, be it
/// written by others meanwhile.
pub fn with_commit(
    chart: &Chart,
    verb: &str,
    output: &mut Output<'_>,
    run: impl FnOnce(&mut Output<'_>) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let git = Git::of(chart)?;
    take_written();
    let outcome = run(output)?;
    let written = take_written();
    let inside = |path: &Path| Some(path.strip_prefix(chart.root()).ok()?.to_str()?.to_owned());
    let paths = written.iter().filter_map(|path| inside(path));
    let paths: Vec<String> = paths.filter(|path| Part::of(path).is_some()).collect();
    // Without a path, git would take everything.
    if paths.is_empty() {
        output.status(NOTHING);
        return Ok(outcome);
    }
    match git.commit_written(&paths, |paths| message(verb, paths))? {
        Committed::Nothing => output.status(NOTHING),
        Committed::GoesAlong(unfinished) => output.status(format_args!(
            "A {} is not ended; what was written goes along with it.",
            unfinished.noun()
        )),
        // A hook may take something out again.
        Committed::Done { left_out, .. } if !left_out.is_empty() => {
            return Err(LeftOut(left_out).into());
        }
        Committed::Done { message, .. } => output
            .status(format_args!("Committed: {}.", message.lines().next().unwrap_or_default())),
    }
    Ok(outcome)
}
