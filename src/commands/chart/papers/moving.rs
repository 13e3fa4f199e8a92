//! A document or a questionnaire that was filed with the wrong client goes to the right one.

use crate::commands::chart::papers::Meant;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::protection::reason_of_move;
use crate::output::Output;
use crate::record::chart::misfiling::{
    Kept, log_what_left, require_protection, require_restriction, tell_what_left,
};
use crate::record::chart::moves::Trail;
use crate::record::chart::paper_relocation::{relocate, require_movable, take_signature_along};
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signed_papers::{ReadPaper, SignedPaper};
use crate::record::chart::signing::{Nobody, require_reason};
use crate::record::chart::{Chart, ChartError};
use crate::record::disclosure::misfiled::Misfiled;
use crate::record::signature::verdict::Standing;
use crate::rules::nameless::require_nameless;

/// To whom, and why.
#[derive(Debug, clap::Args)]
pub struct MovingArgs {
    /// Whose it is
    #[arg(long, value_name = "CLIENT")]
    to: ClientId,
    /// Why it was with somebody else; no client is named in it
    #[arg(short, long)]
    reason: String,
    /// Why it never belonged to a record under 42 CFR Part 2, or of a couple or family, in which it lay;
    /// goes into the reason
    #[arg(long, value_name = "WHY")]
    never_belonged: Option<String>,
}

/// What is not moved.
#[derive(Debug, thiserror::Error)]
enum MoveError {
    #[error("`{0}` is with that client already")]
    SameClient(SignedPaper),
    #[error("`{0}` cannot be moved: what it says or its signature do not hold")]
    Unsound(SignedPaper),
}

impl Explain for MoveError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::SameClient(_) => "Name another client.".into(),
            Self::Unsound(id) => format!("Run `casenotes validate {id} --deep` and mend it first."),
        })
    }
}

/// Moves it with all its files, and prints its new id.
///
/// # Errors
/// Fails when it may not be moved, and when the disk refuses; it is whole in one of the places then.
pub fn run(
    meant: Meant<'_>,
    args: &MovingArgs,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Meant { kind, reference } = meant;
    require_reason(&args.reason)?;
    if let Some(why) = &args.never_belonged {
        require_reason(why)?;
    }
    chart.require_client(&args.to)?;
    meant.require_named()?;
    let id = match SignedPaper::find(kind, reference, chart) {
        Err(ChartError::PaperMoved { noun, name, to }) => {
            let moved = ChartError::PaperMoved { noun, name, to: to.clone() };
            return take_along(meant, args, &to, chart, output)?.ok_or(moved.into());
        }
        found => found?,
    };
    if *id.client() == args.to {
        return Err(MoveError::SameClient(id).into());
    }
    let reason = reason_of_move(&args.reason, args.never_belonged.as_deref());
    require_nameless(chart, &reason, id.client())?;
    let trust = chart.trust()?;
    let (paper, old) = (chart.signed_paper(&id, &trust)?, id.paper_id());
    // Of one that a killed run has begun to move, bytes and signature may have gone before.
    if !is_begun(chart, &old, kind, &args.to, &paper)? {
        if paper.is_broken || paper.standing == Standing::Unsound {
            return Err(MoveError::Unsound(id).into());
        }
        if let SignedPaper::Document(id) = &id {
            chart.require_filed_bytes(&chart.document(id)?)?;
        }
    }
    require_movable(chart, &old, kind)?;
    let at = SessionTime::new(clock.now());
    if args.never_belonged.is_none() {
        require_protection(chart, id.client(), &args.to, &trust, at.date())?;
    }
    require_kept(&paper, &args.to, chart)?;
    let by = author.ok_or(Nobody("moves it"))?;
    let new = id.with(&args.to);
    let [old_id, new_id] = [&id, &new].map(ToString::to_string);
    let it = Misfiled {
        client: id.client(),
        old: &old_id,
        to: &args.to,
        new: &new_id,
        what: &format!("1 {}", id.noun()),
        names: &[],
    };
    let has_left = log_what_left(chart, it, at, output)?;
    relocate(chart, &old, kind, &args.to, &Trail { by: &by, at, reason: &reason })?;
    output.data(&format!("{new}\n"))?;
    output.status(format_args!("Moved {id} to {new}."));
    tell_what_left(&has_left, id.client(), &args.to, output);
    Ok(Outcome::Done)
}

/// Fails when it would lose what keeps it from health plans: one that is restricted by what is said of it stays
/// so, and one whose day is has that day with the other client as well.
fn require_kept(paper: &ReadPaper, to: &ClientId, chart: &Chart) -> Result<(), Failure> {
    let Some(day) = paper.id.day().filter(|_| !paper.restricted) else { return Ok(()) };
    let kept = Kept {
        from: paper.id.client(),
        to,
        what: "what bears this day",
        entry: &day.to_string(),
        is_restricted_with: &|client, file| {
            let days = chart.restricted_days(client, std::iter::once(day), file)?;
            Ok(days.contains(&day))
        },
    };
    require_restriction(chart, &kept)
}

/// Takes along what came late to where it was; `None` where nothing has.
fn take_along(
    meant: Meant<'_>,
    args: &MovingArgs,
    now: &PaperId,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Option<Outcome>, Failure> {
    let NoteRef::Prefix(client, _) = meant.reference else { return Ok(None) };
    if now.client != args.to {
        return Ok(None);
    }
    let old = PaperId { client: client.clone(), name: now.name.clone() };
    if !take_signature_along(chart, &old, now, meant.kind)? {
        return Ok(None);
    }
    output.data(&format!("{now}\n"))?;
    output.status(format_args!("Took the signature of {old} along to {now}."));
    Ok(Some(Outcome::Done))
}

/// Tells whether all of it lies with another client already, and a trail says so.
fn is_begun(
    chart: &Chart,
    old: &PaperId,
    kind: PaperKind,
    to: &ClientId,
    paper: &ReadPaper,
) -> Result<bool, Failure> {
    let new = PaperId { client: to.clone(), name: old.name.clone() };
    let there = chart.tree().read_if_there(&chart.paper_path(&new, kind))?;
    Ok(chart.has_paper_trail(kind, old, &new)? && there.as_ref() == Some(&paper.text))
}
