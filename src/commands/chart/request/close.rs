//! `casenotes request close`: it was done what was asked, or the client asks no more.

use crate::commands::chart::request::steps::{Context, StepArgs, take};
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::papers::PaperKind;
use crate::record::requests::paper::{RequestPaper, Step};

/// Write down that it was done what was asked
///
/// A request for amendment is closed by accepting or denying it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub step: StepArgs,
    /// The entry of the log of disclosures by which it was done
    #[arg(long, value_name = "DISCLOSURE")]
    disclosure: Option<NoteRef>,
    /// The client asks no more
    #[arg(long, conflicts_with = "disclosure")]
    withdrawn: bool,
}

/// Files the closing.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let chart = context.scribe.chart;
    let find = |reference| chart.find_paper(reference, PaperKind::Disclosure);
    let disclosure = args.disclosure.as_ref().map(find).transpose()?;
    let paper = RequestPaper {
        step: Step::Closing,
        by: context.author,
        disclosure: disclosure.map(|id| id.name),
        withdrawn: args.withdrawn,
        ..RequestPaper::default()
    };
    take(&args.step, chart, context.clock, output, paper)
}
