//! `casenotes request rebut`: the practice's answer to a statement of disagreement.

use crate::commands::chart::request::steps::{
    Context, StepArgs, StepError, WordArgs, day_of, take,
};
use crate::domain::moment::Day;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::requests::paper::{RequestPaper, Step};

/// File the practice's rebuttal of that statement
///
/// The client gets a copy (45 CFR 164.526(d)(3)).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request rebut c-7f3k --text 'The calendar says Monday.'")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
    /// When the client got a copy [default: today]
    #[arg(long, value_name = "DAY")]
    copy_given: Option<Day>,
    #[command(flatten)]
    words: WordArgs,
}

/// Files the rebuttal.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = context.clock.now().date_naive();
    let paper = RequestPaper {
        step: Step::Rebuttal,
        by: context.author.take(),
        text: Some(args.words.read(&mut context.scribe)?.ok_or(StepError::NoWords)?),
        copy_given: Some(day_of(args.copy_given, today)?),
        ..RequestPaper::default()
    };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}
