//! `casenotes move`: a note that was filed with the wrong client goes to the right one, and says so.

use crate::domain::client_id::ClientId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::record::chart::relocation::{NobodyMoves, Trail, relocate, require_movable};
use crate::record::chart::signing::{Signing, require_reason};

/// Move a note that was filed with the wrong client
///
/// A draft gets its right client. A signed note stays as it was signed, byte for byte, and gets a
/// signed correction that says where it was, since when and why. Where it lay, a line in `moved/`
/// says where it is now.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which note: CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// Whose note it is
    #[arg(long, value_name = "CLIENT")]
    to: ClientId,
    /// Why it was with somebody else; stands in the record
    #[arg(short, long)]
    reason: String,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// Moves the note and prints its new id.
pub fn run(
    args: &Args,
    mut signing: Signing<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    let chart = signing.chart;
    let id = chart.find_named(&args.note)?;
    chart.require_client(&args.to)?;
    let trust = chart.trust()?;
    let note_files = chart.note_files(&id)?;
    require_movable(chart, &note_files, &args.to, &trust)?;
    let name = signing.name.clone().ok_or(NobodyMoves("it"))?;
    let ready = if ProgressNote::parse(&note_files.note).front.is_marked() {
        Some(signing.ready(&trust, output)?)
    } else {
        None
    };
    let at = SessionTime::new(signing.clock.now());
    let trail = Trail { by: &name, at, reason: args.reason.trim() };
    chart.require_no_unsaved_edit(std::slice::from_ref(&id))?;
    let new = relocate(chart, &note_files, &args.to, &trail, ready.as_ref())?;
    output.data(&format!("{new}\n"))?;
    output.status(format_args!("Moved {id} to {new}."));
    Ok(Outcome::Done)
}
