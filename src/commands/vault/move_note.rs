//! `casenotes vault move`: a psychotherapy note that was filed with the wrong client goes to the right one.

use chrono::NaiveDate;

use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::protection::reason_of_move;
use crate::law::authorization::whose::Facts;
use crate::note::sealed_note::{Lineage, SealedFront};
use crate::output::Output;
use crate::private::opened::{Agreed, Sealer, Unsealed};
use crate::private::removal::{Removal, record};
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;

/// Move a psychotherapy note that was filed with the wrong client
///
/// The note is sealed anew for its client and says, inside its seal, where it was. Where it lay, a sealed
/// entry keeps where it is now, since when and why.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault move c-7f3k/2026-11-24 --to c-2mxr --reason 'same first name'")]
pub struct Args {
    /// Which note: CLIENT/2026-11-24; with `--all`, CLIENT alone
    note: NoteRef,
    /// Whose note it is
    #[arg(long, value_name = "CLIENT")]
    pub to: ClientId,
    /// Every note of the client, such as after `casenotes client merge`
    #[arg(long)]
    all: bool,
    /// Why it was with somebody else; kept with the move, sealed
    #[arg(short, long)]
    reason: String,
    /// Why the note never belonged to a record under 42 CFR Part 2, or of a couple or family, in which it
    /// lay; kept with the reason
    #[arg(long, value_name = "WHY")]
    never_belonged: Option<String>,
}

/// A note that is not moved.
#[derive(Debug, thiserror::Error)]
enum MoveError {
    #[error("the reason is empty")]
    NoReason,
    #[error("`{0}` is with that client already")]
    SameClient(SealedId),
    #[error("with `--all` a client is named, and no note")]
    NotAClient,
    #[error("a note is named by its day as well, such as `{0}`")]
    NotNamed(SealedId),
    #[error("`{0}` does not begin as casenotes writes it, so it cannot be moved")]
    NotOurs(SealedId),
    #[error("`{0}` changed meanwhile; it is in both places now")]
    ChangedMeanwhile(SealedId),
}

impl Explain for MoveError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoReason => "Say why, in a few words.".into(),
            Self::SameClient(_) => "Name another client.".into(),
            Self::NotAClient => "Give the client's id, or leave `--all` out.".into(),
            Self::NotNamed(_) => "Name it, or give `--all` for every note of the client.".into(),
            Self::NotOurs(_) => {
                "Print it with `casenotes vault show NOTE --raw` and seal it with `casenotes vault new CLIENT --stdin`.".into()
            }
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Moves each note and prints its new id; all are opened before the first is moved.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    facts: impl Fn(&ClientId) -> Result<Option<Facts>, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let reasons = [Some(&args.reason), args.never_belonged.as_ref()];
    if reasons.into_iter().flatten().any(|reason| reason.trim().is_empty()) {
        return Err(MoveError::NoReason.into());
    }
    let notes = vault.notes();
    let ids = wanted(args, vault)?;
    if let Some(id) = ids.iter().find(|id| id.client == args.to) {
        return Err(MoveError::SameClient(id.clone()).into());
    }
    if args.never_belonged.is_none() {
        require_protection(&ids, &args.to, facts, clock.now().date_naive(), output)?;
    }
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(identity(output)?, agreed)?;
    let now = SessionTime::new(clock.now());
    let mut opened = Vec::new();
    for id in ids {
        let sealed = notes.read(&id)?;
        let note = Unsealed::addressed(sealer.identity(), &id, &sealed)?;
        if note.front.is_none() {
            return Err(MoveError::NotOurs(id).into());
        }
        opened.push((id, sealed, note));
    }
    for (id, sealed, note) in &opened {
        let (Some(front), Some(lineage)) = (&note.front, note.lineage()) else { continue };
        let new = match moved_already(vault, &sealer, args, front.session, &lineage)? {
            Some(new) => new,
            None => {
                let next = lineage.next(rand::random());
                let session = front.session;
                let front = SealedFront {
                    moved_from: Some(id.clone()),
                    ..sealer.front(&args.to, front.into(), next)
                };
                let sealed = sealer.seal(front, note.reveal())?;
                notes.file_new(&args.to, session, &sealed)?
            }
        };
        let removal = Removal {
            time: now.to_string(),
            removed: id.to_string(),
            reason: reason_of_move(&args.reason, args.never_belonged.as_deref()),
            moved_to: Some(new.to_string()),
            versions: Vec::new(),
        };
        record(vault, &sealer, &id.client, now, removal, note)?;
        if notes.remove_if(id, sealed)? == Replaced::ChangedMeanwhile {
            return Err(MoveError::ChangedMeanwhile(id.clone()).into());
        }
        output.data(&format!("{new}\n"))?;
        output.status(format_args!("Moved {id} to {new}."));
    }
    Ok(Outcome::Done)
}

/// Fails when the client file of a note protects it and that of the right client does not. What no chart
/// tells is not compared, and that is said.
fn require_protection(
    ids: &[SealedId],
    to: &ClientId,
    facts: impl Fn(&ClientId) -> Result<Option<Facts>, Failure>,
    on: NaiveDate,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Some(SealedId { client, .. }) = ids.first() else { return Ok(()) };
    match (facts(client)?, facts(to)?) {
        (Some(old), Some(new)) => Ok(old.require_kept(client, &new, to, on)?),
        _ => {
            output.warning(format_args!(
                "the chart is not there, or does not have `{client}`: whether 42 CFR Part 2 or a couple protects the note was not looked up"
            ));
            Ok(())
        }
    }
}

fn wanted(args: &Args, vault: &Vault) -> Result<Vec<SealedId>, Failure> {
    let notes = vault.notes();
    match (&args.note, args.all) {
        (NoteRef::Latest(client), true) => {
            let ids = notes.ids(Some(client))?;
            if ids.is_empty() {
                return Err(vault.no_such_client(client)?.into());
            }
            Ok(ids)
        }
        (_, true) => Err(MoveError::NotAClient.into()),
        (NoteRef::Latest(_), false) => Err(MoveError::NotNamed(notes.find(&args.note)?).into()),
        (_, false) => Ok(vec![notes.find(&args.note)?]),
    }
}

/// Finds what a killed run has filed with the other client.
fn moved_already(
    vault: &Vault,
    sealer: &Sealer,
    args: &Args,
    session: SessionTime,
    lineage: &Lineage,
) -> Result<Option<SealedId>, Failure> {
    let notes = vault.notes();
    let minute = session.to_the_minute().local();
    let beside = notes.ids(Some(&args.to))?.into_iter().filter(|id| id.stem.minute() == minute);
    for id in beside {
        let there = Unsealed::read(sealer.identity(), &notes, &id).ok();
        let follows = there.and_then(|there| there.lineage()).map(|it| it.follows);
        if follows.is_some_and(|follows| follows.contains(&lineage.version)) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
