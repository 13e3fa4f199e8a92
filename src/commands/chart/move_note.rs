//! `casenotes move`: a note that was filed with the wrong client goes to the right one, and says so.

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::law::authorization::protection::reason_of_move;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::additions::look_at_the_clock;
use crate::record::chart::misfiling::{
    Kept, log_what_left, require_protection, require_restriction, tell_what_left,
};
use crate::record::chart::moves::{MovedNote, Trail};
use crate::record::chart::relocation::{relocate_after, require_movable, take_along};
use crate::record::chart::signing::{Nobody, Signing, require_reason};
use crate::record::chart::{Chart, ChartError};
use crate::record::disclosure::misfiled::Misfiled;
use crate::rules::nameless::require_nameless;

/// Move a note that was filed with the wrong client
///
/// A draft gets its right client. A signed note stays as it was signed, byte for byte, and gets a
/// signed correction that says where it was, since when and why. Where it lay, a line in `moved/`
/// says where it is now. What a colleague has added there meanwhile follows when the same command is
/// run again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes move c-7f3k/2026-11-20 --to c-2mxr --reason 'same first name'")]
pub struct Args {
    /// Which note: CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// Whose note it is
    #[arg(long, value_name = "CLIENT")]
    to: ClientId,
    /// Why it was with somebody else; leaves with the note, so no client is named in it
    #[arg(short, long)]
    reason: String,
    /// Why the note never belonged to a record under 42 CFR Part 2, or of a couple or family, in which it
    /// lay; goes into the reason
    #[arg(long, value_name = "WHY")]
    never_belonged: Option<String>,
}

/// Takes what came late to the place from which a note was moved to where the note is.
fn follow(
    chart: &Chart,
    name: String,
    moved: MovedNote,
    args: &Args,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let MovedNote { from, to } = &moved;
    let late = match to.client == args.to {
        true => take_along(chart, from, to)?,
        false => Vec::new(),
    };
    if late.is_empty() {
        return Err(ChartError::Moved { name, moved: Box::new(moved) }.into());
    }
    for addition in &late {
        output.data(&format!("{to}.{addition}\n"))?;
    }
    output.status(format_args!(
        "{} came late to {from} and {} with {to} now.",
        counted(late.len(), "addition"),
        if late.len() == 1 { "is" } else { "are" }
    ));
    Ok(Outcome::Done)
}

/// Moves the note and prints its new id.
pub fn run(
    args: &Args,
    mut signing: Signing<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    if let Some(why) = &args.never_belonged {
        require_reason(why)?;
    }
    let chart = signing.chart;
    chart.require_client(&args.to)?;
    let id = match chart.find_named(&args.note) {
        Err(ChartError::Moved { name, moved }) => {
            return follow(chart, name, *moved, args, output);
        }
        found => found?,
    };
    let reason = reason_of_move(&args.reason, args.never_belonged.as_deref());
    require_nameless(chart, &reason, &id.client)?;
    let trust = chart.trust()?;
    let note_files = chart.note_files(&id)?;
    require_movable(chart, &note_files, &args.to, &trust)?;
    if args.never_belonged.is_none() {
        let today = signing.clock.now().date_naive();
        require_protection(chart, &id.client, &args.to, &trust, today)?;
    }
    let minute = id.stem.minute();
    let kept = Kept {
        from: &id.client,
        to: &args.to,
        what: "the session",
        entry: &minute.format("%Y-%m-%d %H:%M").to_string(),
        is_restricted_with: &|_, file| Ok(file.restricts(minute)),
    };
    require_restriction(chart, &kept)?;
    let name = signing.name.clone().ok_or(Nobody("moves it"))?;
    let ready = if ProgressNote::parse(&note_files.note).front.is_marked() {
        Some(signing.ready(&trust, output)?)
    } else {
        None
    };
    let at = SessionTime::new(signing.clock.now());
    look_at_the_clock(&note_files, at, output)?;
    let trail = Trail { by: &name, at, reason: &reason };
    chart.require_no_unsaved_edit(std::slice::from_ref(&id))?;
    let mut has_left = Vec::new();
    let log = |new: &NoteId| {
        let what = format!("1 progress note, session of {}", id.stem.date());
        let [old, new_id] = [&id, new].map(ToString::to_string);
        let it = Misfiled {
            client: &id.client,
            old: &old,
            to: &new.client,
            new: &new_id,
            what: &what,
            names: &[],
        };
        has_left = log_what_left(chart, it, at, output)?;
        Ok(())
    };
    let new = relocate_after(chart, &note_files, &args.to, &trail, ready.as_ref(), log)?;
    output.data(&format!("{new}\n"))?;
    output.status(format_args!("Moved {id} to {new}."));
    tell_what_left(&has_left, &id.client, &args.to, output);
    Ok(Outcome::Done)
}
