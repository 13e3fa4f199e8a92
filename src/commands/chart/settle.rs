//! `casenotes settle`: what two people have written in one place gets two places, or somebody chooses.

use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::record::merge::conflicts::{OnDisk, carry_out, conflicts, end, published, show};
use crate::record::merge::settling::{Keep, plan, subject_of, subjects};

/// Settle what a merge has left: show both sides, and keep both wherever both are true
///
/// Without arguments it goes through all that git holds two versions of. The second of two signed notes
/// of one minute is filed under the next number, with its signature; so are additions, authorizations and
/// entries of the log. An edit of a draft that was signed meanwhile is kept beside the note. What only a
/// person can choose is named, with who wrote what; edit the file and run it again, or give `--keep`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes settle
  casenotes settle c-7f3k/2026-11-20")]
pub struct Args {
    /// What to settle: notes by their ids, or files [default: everything]
    #[arg(value_name = "NOTE|PATH")]
    targets: Vec<String>,
    /// Which version stays where only one can: what is here, what is there, or both beside each other
    #[arg(long, value_enum, value_name = "SIDE")]
    keep: Option<KeepArg>,
    /// Show both sides and change nothing
    #[arg(long)]
    dry_run: bool,
    /// End the merge when nothing is left to settle
    #[arg(long)]
    commit: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum KeepArg {
    Here,
    There,
    Both,
}

/// A conflict that is not settled.
#[derive(Debug, thiserror::Error)]
enum SettleError {
    #[error("git holds no two versions of `{0}`")]
    NoConflict(String),
}

impl Explain for SettleError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoConflict(_) => "Run `casenotes settle --dry-run` to see what there is.".into(),
        })
    }
}

/// Settles, and says what became of each conflict.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let git = Git::of(chart)?;
    let conflicts = conflicts(chart, &git)?;
    for target in &args.targets {
        if !subjects(&conflicts).contains_key(&named(target)) {
            return Err(SettleError::NoConflict(target.clone()).into());
        }
    }
    if conflicts.is_empty() {
        output.status("Nothing is to be settled.");
        return if args.commit { end(&git, output) } else { Ok(Outcome::Done) };
    }
    let names: Vec<String> = args.targets.iter().map(|target| named(target)).collect();
    let asked = |subject: &str| names.is_empty() || names.iter().any(|name| name == subject);
    let keep = args.keep.map(|keep| match keep {
        KeepArg::Here => Keep::Here,
        KeepArg::There => Keep::There,
        KeepArg::Both => Keep::Both,
    });
    let planned = plan(&conflicts, &OnDisk(chart), published(&git)?, keep, &asked);
    show(chart, &git, &conflicts, &planned, output)?;
    if args.dry_run {
        return Ok(Outcome::Done);
    }
    carry_out(chart, &git, &planned)?;
    let left = git.unmerged()?;
    if left.is_empty() {
        if args.commit {
            return end(&git, output);
        }
        if git.unfinished()?.is_some() {
            output.hint("Nothing is left to settle: `casenotes settle --commit` ends the merge.");
        }
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Negative)
}

/// Returns the name of a conflict by what a person types: an id of a note, or a path in the chart.
fn named(target: &str) -> String {
    let target = target.trim_start_matches("./");
    subject_of(target)
}
