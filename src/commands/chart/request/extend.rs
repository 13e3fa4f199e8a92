//! `casenotes request extend`: more time, once, told to the client with its reason.

use crate::commands::chart::request::steps::{Context, StepArgs, line, take};
use crate::domain::moment::Day;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::requests::paper::{RequestPaper, Step};

/// Take more time, once
///
/// Within the first days the client is told in writing why, and until when (45 CFR 164.524(b)(2)(iii),
/// 164.526(b)(2)(ii), 164.528(c)(1)(ii)): 30 days more at most.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request extend c-7f3k --until 2027-01-10 --reason 'kept off site'")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
    /// Until when
    #[arg(long, value_name = "DAY")]
    until: Day,
    /// Why, as the client was told
    #[arg(long, short, value_name = "TEXT")]
    reason: String,
}

/// Files the extension.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let until = args.until.resolve(context.clock.now().date_naive())?;
    let paper = RequestPaper {
        step: Step::Extension,
        by: context.author,
        until: Some(until),
        reason: line("reason", Some(&args.reason))?,
        ..RequestPaper::default()
    };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}
