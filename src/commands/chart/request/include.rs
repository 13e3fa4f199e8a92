//! `casenotes request include`: the client wants request and denial to go along with the note.

use crate::commands::chart::request::steps::{Context, StepArgs, take};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::requests::paper::{RequestPaper, Step};

/// Let a denied request and its denial go along with the note
///
/// For a client who files no statement of disagreement and asks for this instead (45 CFR
/// 164.526(d)(1)(iii), (d)(5)(ii)).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request include c-7f3k")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
}

/// Files the wish.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let paper = RequestPaper { step: Step::Inclusion, ..RequestPaper::default() };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}
