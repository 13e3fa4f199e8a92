//! `casenotes vault remove`: a psychotherapy note goes for good, and that it went on purpose is kept.

use crate::domain::clock::Clock;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::ask::{Ask, NobodyThere};
use crate::private::opened::{About, Agreed, Sealer, Unsealed};
use crate::private::removal::{Removal, record};
use crate::private::seal::identity::Identity;
use crate::private::vault::kind::Kind;
use crate::private::vault::{Vault, VaultError};

/// Remove a psychotherapy note for good, and keep that it was removed
///
/// What is only missing is taken for lost, and comes back from the other devices; what is removed in this
/// way stays away from them too, unless it was changed there since. When and why is kept, sealed, and no
/// word of the note. A note that is missing already, such as one that was deleted by hand, is removed by
/// its full name.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault remove c-7f3k/2026-11-24 --reason 'written twice'")]
pub struct Args {
    /// Which note: CLIENT/2026-11-24-1400
    note: NoteRef,
    /// Why; kept with the removal
    #[arg(short, long)]
    reason: String,
    /// The note's id, typed here instead of at the question
    #[arg(long, value_name = "ID")]
    confirm: Option<String>,
}

/// A note that is not removed.
#[derive(Debug, thiserror::Error)]
enum RemoveError {
    #[error("the reason is empty")]
    NoReason,
    #[error("`{0}` is not confirmed; nothing was removed")]
    NotConfirmed(SealedId),
    #[error("`{0}` changed meanwhile; it was not removed")]
    ChangedMeanwhile(SealedId),
}

impl Explain for RemoveError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoReason => "Say why, in a few words.".into(),
            Self::NotConfirmed(id) => {
                format!("Type `{id}` at the question, or give `--confirm {id}`.")
            }
            Self::ChangedMeanwhile(_) => "Look at it, and run the command again.".into(),
        })
    }
}

/// Records the removal and removes the note.
pub fn run(
    args: &Args,
    vault: &Vault,
    ask: &mut dyn Ask,
    identity: impl FnOnce(&mut dyn Ask, &mut Output<'_>) -> Result<Identity, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if args.reason.trim().is_empty() {
        return Err(RemoveError::NoReason.into());
    }
    let id = find(args, vault)?;
    let confirmed = match &args.confirm {
        Some(confirmed) => confirmed.clone(),
        None => {
            let question = format!("Type the id of the note, `{id}`, to remove it for good");
            ask.line(&question, None).map_err(|_| NobodyThere {
                what: "whether the note is to go".to_owned(),
                instead: Some(format!("Give `--confirm {id}`.")),
            })?
        }
    };
    if confirmed != id.to_string() {
        return Err(RemoveError::NotConfirmed(id).into());
    }
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(identity(ask, output)?, agreed)?;
    let now = SessionTime::new(clock.now());
    let removal = Removal {
        time: now.to_string(),
        removed: id.to_string(),
        reason: args.reason.trim().to_owned(),
        moved_to: None,
        versions: Vec::new(),
    };
    let notes = vault.notes();
    match notes.read_if_there(&id)? {
        Some(sealed) => {
            let note = Unsealed::addressed(sealer.identity(), &id, &sealed)?;
            record(vault, &sealer, &id.client, now, removal, &note)?;
            if notes.remove_if(&id, &sealed)? == crate::disk::write::Replaced::ChangedMeanwhile {
                return Err(RemoveError::ChangedMeanwhile(id).into());
            }
            output.status(format_args!("Removed {id}."));
        }
        None => {
            let memory = vault.memory()?.unwrap_or_default();
            let known = memory.files.get(&(Kind::Note, id.clone()));
            let versions = known.and_then(|file| file.version.clone()).into_iter().collect();
            let removal = Removal { versions, ..removal };
            let shelf = vault.shelf(Kind::Removal);
            sealer.file(&shelf, &id.client, About::at(now), removal.to_toml().as_bytes())?;
            vault.forget(&(Kind::Note, id.clone()));
            output.status(format_args!("{id} was missing; that it is to be is kept."));
        }
    }
    Ok(Outcome::Done)
}

/// Finds the note, or one that is missing by its full name.
fn find(args: &Args, vault: &Vault) -> Result<SealedId, VaultError> {
    let is_gone = |id: &SealedId| vault.gone().map(|gone| gone.contains(&(Kind::Note, id.clone())));
    if let NoteRef::Prefix(client, stem) = &args.note
        && let Ok(stem) = stem.parse()
    {
        let id = SealedId { client: client.clone(), stem };
        if is_gone(&id)? {
            return Ok(id);
        }
    }
    vault.notes().find(&args.note)
}
