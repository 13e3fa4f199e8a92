//! `casenotes vault show`: opens one psychotherapy note.

use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::private::opened::Unsealed;
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;

/// Show a psychotherapy note
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault show c-7f3k/2026-11-24")]
pub struct Args {
    /// Which note: CLIENT for the latest, or CLIENT/2026-11-24
    note: NoteRef,
    /// Print what was sealed as it is, front matter and all
    #[arg(long)]
    raw: bool,
}

/// Opens the note and shows it.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let notes = vault.notes();
    let id = notes.find(&args.note)?;
    let sealed = notes.read(&id)?;
    let note = Unsealed::addressed(&identity(output)?, &id, &sealed)?;
    output.record(if args.raw { note.reveal_whole() } else { note.reveal() })?;
    Ok(Outcome::Done)
}
