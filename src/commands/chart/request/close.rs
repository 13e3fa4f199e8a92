//! `casenotes request close`: it was done what was asked, or the client asks no more.

use crate::commands::chart::request::steps::{Context, StepArgs, find, take};
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::record::requests::docket::Docket;
use crate::record::requests::paper::{RequestPaper, Step};
use crate::text::is_same_name;

/// Write down that it was done what was asked
///
/// A request for amendment is closed by accepting or denying it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request close c-7f3k --disclosure c-7f3k/2026-11-24-0930")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
    /// The entry of the log of disclosures by which it was done
    #[arg(long, value_name = "DISCLOSURE")]
    disclosure: Option<NoteRef>,
    /// The client asks no more
    #[arg(long, conflicts_with = "disclosure")]
    withdrawn: bool,
}

/// An entry of the log by which a request was not done.
#[derive(Debug, thiserror::Error)]
#[error("the request was not done by `{id}`: {why}")]
struct NotDoneBy {
    id: PaperId,
    why: &'static str,
}

impl Explain for NotDoneBy {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes disclosures CLIENT` to find the entry by which the client got what was asked for, or leave `--disclosure` out.".into())
    }
}

/// Files the closing.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let chart = context.scribe.chart;
    let disclosure = match &args.disclosure {
        Some(reference) => {
            let (request, docket) = find(chart, &args.step.request, output)?;
            Some(done_by(reference, &request, &docket, chart)?)
        }
        None => None,
    };
    let paper = RequestPaper {
        step: Step::Closing,
        by: context.author,
        disclosure: disclosure.map(|id| id.name),
        withdrawn: args.withdrawn,
        ..RequestPaper::default()
    };
    take(&args.step, chart, context.clock, output, paper)
}

/// Finds the entry of the log by which a request was done, and fails when it cannot have been: it is of
/// another client, of another request, of another right, to somebody else or from before.
fn done_by(
    reference: &NoteRef,
    request: &PaperId,
    docket: &Docket,
    chart: &Chart,
) -> Result<PaperId, Failure> {
    let id = chart.find_paper(reference, PaperKind::Disclosure)?;
    if id.client != request.client {
        return Err(NotDoneBy { id, why: "it is an entry of another client" }.into());
    }
    let Paper { bytes, of } = chart.read_paper(&id, PaperKind::Disclosure)?;
    let Ok(entry) = DisclosureEntry::parse(&bytes, &of) else {
        return Err(NotDoneBy { id, why: "it cannot be read" }.into());
    };
    let asked = &docket.request;
    let is_elsewhere = |to: &String| !is_same_name(to, &entry.recipient);
    let why = if !entry.basis().is_some_and(|basis| basis.is_individual()) {
        "it is no disclosure to the client, or at the client's request"
    } else if entry.request.as_ref().is_some_and(|name| *name != docket.name) {
        "it was done for another request"
    } else if asked.recipient.as_ref().is_some_and(is_elsewhere) {
        "the request names another recipient"
    } else if entry.day() < asked.on {
        "it left before the request was received"
    } else {
        return Ok(id);
    };
    Err(NotDoneBy { id, why }.into())
}
