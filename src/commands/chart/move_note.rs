//! `casenotes move`: a note that was filed with the wrong client goes to the right one, and says so.

use crate::authorization::protection::reason_of_move;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::rule::Rule;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::additions::look_at_the_clock;
use crate::record::chart::misfiling::{
    UnsoundClientFile, log_what_left, require_protection, tell_what_left,
};
use crate::record::chart::moves::{MovedNote, Trail};
use crate::record::chart::relocation::{relocate_after, require_movable, take_along};
use crate::record::chart::signing::{Nobody, Signing, require_reason};
use crate::record::chart::{Chart, ChartError};
use crate::record::client::{ClientFile, SELF_PAY_RESTRICTED};
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

/// A note that is not moved, because a restriction in its client's file would be lost.
#[derive(Debug, thiserror::Error)]
enum MoveError {
    #[error(
        "the client file of `{}` keeps the session from health plans{}, and that of `{to}` does not",
        id.client,
        Rule::Restriction
    )]
    Restricted { id: NoteId, to: ClientId, entries: String },
}

impl Explain for MoveError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Restricted { to, entries, .. } => format!(
                "Run `casenotes client edit {to} --set '{SELF_PAY_RESTRICTED}={entries}'` first."
            ),
        })
    }
}

/// Fails when the old client's file restricts the session and the new one's does not.
fn require_restriction(chart: &Chart, id: &NoteId, to: &ClientId) -> Result<(), Failure> {
    let read = |client: &ClientId| -> Result<_, Failure> {
        let bytes = chart.read_client(client)?.unwrap_or_default();
        Ok(ClientFile::parse_for(&String::from_utf8_lossy(&bytes), &[SELF_PAY_RESTRICTED]))
    };
    let (old, doubt) = read(&id.client)?;
    if doubt.is_none() && !old.restricts(id.stem.minute()) {
        return Ok(());
    }
    let (new, doubt) = read(to)?;
    if let Some(why) = doubt {
        return Err(UnsoundClientFile(to.clone(), why).into());
    }
    if new.restricts(id.stem.minute()) {
        return Ok(());
    }
    let minute = id.stem.minute().format("%Y-%m-%d %H:%M").to_string();
    let entries: Vec<_> =
        new.self_pay_restricted.iter().chain([&minute]).map(|it| it.trim()).collect();
    let entries = entries.join("; ");
    Err(MoveError::Restricted { id: id.clone(), to: to.clone(), entries }.into())
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
    require_restriction(chart, &id, &args.to)?;
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
