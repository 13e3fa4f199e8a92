//! `casenotes document open`: shows a document in the program for its sort.

use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::programs::viewer;
use crate::record::chart::Chart;

/// Open a document in the program that shows its sort
///
/// The program gets the file in the chart, and not a copy that would stay behind. What it changes there,
/// `casenotes validate --deep` finds.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document open c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent, or CLIENT for the one of the latest day
    document: NoteRef,
    /// With which program [default: the one that the desktop has for it]
    #[arg(long, value_name = "PROGRAM")]
    with: Option<String>,
}

/// Opens the file.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let id = chart.find_document_now(&args.document)?;
    // It is a file, and no link to one.
    let file = chart.open_bytes(&chart.document(&id)?)?;
    chart.tell_whose(&id.client, output);
    viewer::open(args.with.as_deref(), file.path())?;
    Ok(Outcome::Done)
}
