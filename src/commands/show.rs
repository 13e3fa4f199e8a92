//! `casenotes show`: prints one progress note as it stands.

use crate::chart::Chart;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;

/// Show a progress note
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path
    note: NoteRef,
}

/// Prints the note.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let id = chart.find(&args.note)?;
    output.record(&chart.read(&id)?)?;
    Ok(Outcome::Done)
}
