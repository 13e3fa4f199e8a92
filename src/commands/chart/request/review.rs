//! `casenotes request review`: how another professional reviewed a denial of access.

use crate::commands::chart::request::steps::{Context, StepArgs, WordArgs, line, take};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::requests::paper::{self, RequestPaper, Step};

/// Write down how another professional reviewed a denial of access
///
/// A client may ask for it where access was denied for endangerment, for somebody else, or to a
/// representative; a licensed professional who did not take part in the denial reviews it (45 CFR
/// 164.524(a)(4), (d)(4)). If the denial falls, access is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request review c-7f3k --by 'Eli Sample' --outcome overturned")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
    /// Who reviewed it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// What became of it: upheld, overturned
    #[arg(long, value_name = "OUTCOME")]
    outcome: paper::Outcome,
    #[command(flatten)]
    words: WordArgs,
}

/// Files the review.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let paper = RequestPaper {
        step: Step::Review,
        by: line("by", Some(&args.by))?,
        outcome: Some(args.outcome),
        text: args.words.read(&mut context.scribe)?,
        ..RequestPaper::default()
    };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}
