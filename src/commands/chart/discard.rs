//! `casenotes discard`: puts a draft away that was filed by mistake.

use crate::domain::clock::Clock;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::moves::Trail;
use crate::record::chart::signing::{Nobody, require_reason};

/// Put a draft away that was filed by mistake
///
/// It goes where lists and exports do not look, with who put it there, when and why, and comes back
/// with `casenotes restore`. A signed note is never discarded.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes discard c-7f3k/2026-11-23 --reason 'a second copy'")]
pub struct Args {
    /// Which note: CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// Why it is no part of the record; without a client's name
    #[arg(short, long)]
    reason: String,
}

/// A note that stays in the record.
#[derive(Debug, thiserror::Error)]
enum StaysError {
    #[error("the note `{0}` is signed, and a signed note is never discarded")]
    Signed(NoteId),
    #[error("something lies beside the note `{0}` that belongs to it")]
    HasCompanion(NoteId),
}

impl Explain for StaysError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Signed(id) => format!(
                "Say what was wrong with `casenotes amend {id} --kind correction --reason WHY`; `casenotes move` takes it to the right client."
            ),
            Self::HasCompanion(id) => format!("Run `casenotes validate {id}`: it says what it is."),
        })
    }
}

/// Puts the draft away.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    let id = chart.find_named(&args.note)?;
    let before = chart.read(&id)?;
    if chart.has_signature(&id)? || ProgressNote::parse(&before).front.is_marked() {
        return Err(StaysError::Signed(id).into());
    }
    chart.require_no_unsaved_edit(std::slice::from_ref(&id))?;
    if chart.has_companion(&chart.path(&id))? {
        return Err(StaysError::HasCompanion(id).into());
    }
    let by = author.ok_or(Nobody("discards it"))?;
    chart.tell_whose(&id.client, output);
    let at = SessionTime::new(clock.now());
    chart.discard(&id, &before, &Trail { by: &by, at, reason: args.reason.trim() })?;
    output.status(format_args!("Discarded {id}; `casenotes restore {id}` takes it back."));
    Ok(Outcome::Done)
}
