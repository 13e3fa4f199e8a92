//! `casenotes sync`: what waits is committed, what came is merged and told, and the server has it.

use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::guard::arrival::{crossed_merges, what_came};
use crate::guard::doubt;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::record::merge::exchange::{
    commit_what_waits, exchange, go_on_with_merge, told, used_after_revocation,
};
use crate::rules::report::findings::{self, short};

/// Exchange with the practice's server: commit what waits, merge what came, push
///
/// Says what came in the words of the practice: how many notes and additions, from whom, for which
/// clients. What two people have written in one place gets two places; what only you can choose is named,
/// and nothing is pushed before. If a colleague pushes meanwhile, it begins again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes sync")]
pub struct Args {}

/// Exchanges, and says what came.
pub fn run(
    chart: &Chart,
    clock: &dyn Clock,
    folder: &std::path::Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let git = Git::of(chart)?;
    go_on_with_merge(chart, &git, output)?;
    let waited = commit_what_waits(chart, &git)?;
    if waited > 0 {
        output.status(format_args!("Committed {} that waited.", counted(waited, "file")));
    }
    let exchanged = exchange(chart, &git, output)?;
    for line in told(&git, &exchanged)? {
        output.data(&format!("{line}\n"))?;
    }
    for sentence in used_after_revocation(chart, &git, &exchanged)? {
        output.warning(sentence);
    }
    let mut outcome = Outcome::Done;
    if let Some(before) = &exchanged.before {
        let found = what_came(chart, clock, before)?;
        for finding in &found {
            output.status(short(finding, folder).trim_end());
        }
        outcome = findings::outcome(&found, false);
        if !doubt::errors(found).is_empty() {
            doubt::remember(chart, &git, before)?;
        }
        for sentence in crossed_merges(chart, before)? {
            output.warning(sentence);
        }
    }
    match (&exchanged.came, exchanged.pushed) {
        (None, 0) => output.status("Nothing new on either side."),
        (_, 0) => output.status("Nothing of yours was waiting for the server."),
        (_, pushed) => {
            output.status(format_args!("The server has {} of yours.", counted(pushed, "commit")))
        }
    }
    Ok(outcome)
}
