//! `casenotes request disagree`: the client's own statement about a denied amendment.

use crate::commands::chart::request::steps::{Context, StepArgs, StepError, WordArgs, line, take};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::requests::paper::{RequestPaper, Step};

/// File the client's statement of disagreement with a denied amendment
///
/// It is the client's, is signed by no clinician, and goes along with the note whenever that leaves, with
/// request and denial (45 CFR 164.526(d)(2), (d)(5)(i)).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request disagree c-7f3k
  casenotes request disagree c-7f3k --from statement.txt")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
    /// Who wrote it [default: whoever asked]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    words: WordArgs,
}

/// Files the statement.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let paper = RequestPaper {
        step: Step::Disagreement,
        by: line("by", args.by.as_ref())?,
        text: Some(args.words.read(&mut context.scribe)?.ok_or(StepError::NoWords)?),
        ..RequestPaper::default()
    };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}
