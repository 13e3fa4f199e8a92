//! `casenotes show`: prints one progress note as it stands, and what was added to it.

use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::record::chart::Chart;

/// Show a progress note
///
/// What was added to a signed note follows it, in the order in which it was written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes show mul
  casenotes show c-7f3k/2026-11-20")]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// The note alone, without what was added to it
    #[arg(long)]
    alone: bool,
}

/// Prints the note.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let id = chart.find(&args.note)?;
    let note_files = chart.note_files(&id)?;
    output.record(&note_files.note)?;
    let front = ProgressNote::parse(&note_files.note).front;
    let judged = note_files.judge(&front, &chart.trust()?);
    if !judged.is_signed() && !judged.is_draft() {
        output.warning(format_args!(
            "the note says that it is signed, and its signature does not hold; run `casenotes validate {id}`"
        ));
    }
    if args.alone {
        return Ok(Outcome::Done);
    }
    for added in &judged.amendments {
        output.data(&format!("\n--- {}\n\n", added.file.name))?;
        output.record(&added.file.bytes)?;
    }
    for added in judged.amendments.iter().filter(|added| !added.holds()) {
        output.warning(format_args!(
            "{} does not hold; run `casenotes validate {id}`",
            added.file.name
        ));
    }
    Ok(Outcome::Done)
}
