//! `casenotes vault suspend`: keeps a release out of an accounting at the word of an agency.

use crate::commands::args::suspension::{SuspensionArgs, UnsoundSuspension};
use crate::domain::clock::Clock;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::private::opened::{About, Agreed, Sealer, Unsealed};
use crate::private::release::entry::{ReleaseEntry, suspended};
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::kind::Kind;

/// Keep a release out of the accounting at the word of an agency
///
/// A health oversight agency or a law enforcement official may state in writing that an accounting
/// would impede its activities, and for how long; a statement by mouth holds for 30 days (45 CFR
/// 164.528(a)(2)). The entry stays in the vault's log.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault suspend c-7f3k --by 'Licensing Board' --until 2027-05-24")]
pub struct Args {
    /// Which release: CLIENT/2026-11-24, or CLIENT for the latest
    release: NoteRef,
    #[command(flatten)]
    statement: SuspensionArgs,
}

/// A release to which nothing is added.
#[derive(Debug, thiserror::Error)]
enum SuspendError {
    #[error("`{0}` is not an entry of the log")]
    NoEntry(SealedId),
    #[error("the entry `{0}` changed meanwhile; nothing was written over it")]
    ChangedMeanwhile(SealedId),
}

impl Explain for SuspendError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoEntry(_) => "Run `casenotes vault verify` to see what is wrong.".into(),
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Seals the entry anew, with the statement behind it and no other byte changed.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let now = SessionTime::new(clock.now());
    let suspension = args.statement.read(now.date())?;
    let shelf = vault.shelf(Kind::Release);
    let id = shelf.find(&args.release)?;
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(identity(output)?, agreed)?;
    let before = shelf.read(&id)?;
    let kept = Unsealed::addressed(sealer.identity(), &id, &before)?;
    let entry = ReleaseEntry::parse(kept.reveal());
    let entry = entry.ok_or_else(|| SuspendError::NoEntry(id.clone()))?;
    let instrument = entry.instrument.as_deref();
    if let Some((key, why)) =
        suspension.objection(&entry.recipient, &entry.ground, instrument, now.date())
    {
        return Err(UnsoundSuspension { key, why }.into());
    }
    let text = suspended(kept.reveal(), &suspension);
    let text = text.ok_or_else(|| SuspendError::NoEntry(id.clone()))?;
    let about = kept.front.as_ref().map_or(About::at(now), About::from);
    if sealer.file_over(&shelf, &id, &before, about, text.as_bytes())?.is_some() {
        return Err(SuspendError::ChangedMeanwhile(id).into());
    }
    output.status(format_args!(
        "{id} is kept out of the accounting until {}; keep the agency's statement.",
        suspension.until
    ));
    Ok(Outcome::Done)
}
