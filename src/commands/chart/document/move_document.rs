//! `casenotes document move`: a document that was filed with the wrong client goes to the right one.

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::document::{DocumentId, DocumentName};
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::protection::reason_of_move;
use crate::output::Output;
use crate::record::chart::documents::Document;
use crate::record::chart::misfiling::{
    Kept, log_what_left, require_protection, require_restriction, tell_what_left,
};
use crate::record::chart::moves::Trail;
use crate::record::chart::paper_relocation::{relocate, require_movable, take_signature_along};
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signing::{Nobody, require_reason};
use crate::record::chart::{Chart, ChartError};
use crate::record::disclosure::misfiled::Misfiled;
use crate::record::signature::verdict::Standing;
use crate::rules::nameless::require_nameless;

/// Move a document that was filed with the wrong client
///
/// Its bytes, what is said of them and the signature go as they are; it goes on naming the client it was
/// filed with, and a line in `moved/` says where it is, since when and why. If it has left already, the
/// logs of both clients say so.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document move c-7f3k/2026-11-20-letter --to c-2mxr --reason 'same first name'")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent
    document: NoteRef,
    /// Whose document it is
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

/// A document that is not moved.
#[derive(Debug, thiserror::Error)]
enum MoveError {
    #[error("name the document that is meant, and not its client alone")]
    NotNamed,
    #[error("`{0}` is with that client already")]
    SameClient(DocumentId),
    #[error("`{0}` cannot be moved: what is said of it or its signature do not hold")]
    Unsound(DocumentId),
}

impl Explain for MoveError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotNamed => "Run `casenotes document list` to see what there is.".into(),
            Self::SameClient(_) => "Name another client.".into(),
            Self::Unsound(id) => format!("Run `casenotes validate {id} --deep` and mend it first."),
        })
    }
}

/// Moves the document and prints its new id.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    if let Some(why) = &args.never_belonged {
        require_reason(why)?;
    }
    chart.require_client(&args.to)?;
    if matches!(args.document, NoteRef::Latest(_)) {
        return Err(MoveError::NotNamed.into());
    }
    let id = match chart.find_document(&args.document) {
        Err(ChartError::PaperMoved { noun, name, to }) => {
            let moved = ChartError::PaperMoved { noun, name, to: to.clone() };
            return take_along(args, chart, &to, output)?.ok_or(moved.into());
        }
        found => found?,
    };
    if id.client == args.to {
        return Err(MoveError::SameClient(id).into());
    }
    let reason = reason_of_move(&args.reason, args.never_belonged.as_deref());
    require_nameless(chart, &reason, &id.client)?;
    let (trust, document) = (chart.trust()?, chart.document(&id)?);
    let kind = PaperKind::Document;
    let paper = PaperId { client: id.client.clone(), name: id.name.to_string() };
    // Of one that a killed run has begun to move, bytes and signature may have gone before.
    let is_begun = is_begun(chart, &paper, &args.to, &document)?;
    if !is_begun {
        if !document.problems.is_empty() || document.standing(&trust) == Standing::Unsound {
            return Err(MoveError::Unsound(id).into());
        }
        chart.require_filed_bytes(&document)?;
    }
    require_movable(chart, &paper, kind)?;
    let at = SessionTime::new(clock.now());
    if args.never_belonged.is_none() {
        require_protection(chart, &id.client, &args.to, &trust, at.date())?;
    }
    // One that is restricted by what is said of it stays so.
    if let Some(day) = id.name.day().filter(|_| !document.description.restricted) {
        let kept = Kept {
            from: &id.client,
            to: &args.to,
            what: "what bears this day",
            entry: &day.to_string(),
            is_restricted_by: &|file| file.restricts_day(day),
        };
        require_restriction(chart, &kept)?;
    }
    let by = author.ok_or(Nobody("moves it"))?;
    let new = DocumentId { client: args.to.clone(), name: id.name.clone() };
    let [old, new_id] = [&id, &new].map(ToString::to_string);
    let it = Misfiled {
        client: &id.client,
        old: &old,
        to: &args.to,
        new: &new_id,
        what: "1 document",
        names: &[],
    };
    let has_left = log_what_left(chart, it, at, output)?;
    relocate(chart, &paper, kind, &args.to, &Trail { by: &by, at, reason: &reason })?;
    output.data(&format!("{new}\n"))?;
    output.status(format_args!("Moved {id} to {new}."));
    tell_what_left(&has_left, &id.client, &args.to, output);
    Ok(Outcome::Done)
}

/// Takes along what came late to where a document was; `None` where nothing has.
fn take_along(
    args: &Args,
    chart: &Chart,
    now: &PaperId,
    output: &mut Output<'_>,
) -> Result<Option<Outcome>, Failure> {
    let NoteRef::Prefix(client, _) = &args.document else { return Ok(None) };
    let (Ok(name), true) = (now.name.parse::<DocumentName>(), now.client == args.to) else {
        return Ok(None);
    };
    let old = DocumentId { client: client.clone(), name };
    let new = DocumentId { client: now.client.clone(), name: old.name.clone() };
    if !take_signature_along(chart, &old, &new)? {
        return Ok(None);
    }
    output.data(&format!("{new}\n"))?;
    output.status(format_args!("Took the signature of {old} along to {new}."));
    Ok(Some(Outcome::Done))
}

/// Tells whether all of a document lies with another client already, and a trail says so.
fn is_begun(
    chart: &Chart,
    old: &PaperId,
    to: &ClientId,
    document: &Document,
) -> Result<bool, Failure> {
    let kind = PaperKind::Document;
    let new = PaperId { client: to.clone(), name: old.name.clone() };
    Ok(chart.has_paper_trail(kind, old, &new)?
        && chart.tree().read_if_there(&chart.paper_path(&new, kind))?.as_ref()
            == Some(&document.text))
}
