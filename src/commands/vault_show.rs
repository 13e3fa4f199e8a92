//! `casenotes vault show`: opens one psychotherapy note.

use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::sealed_note;
use crate::output::Output;
use crate::seal::identity::Identity;
use crate::seal::open_note::open;
use crate::vault::Vault;

/// Show a psychotherapy note
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which note: CLIENT for the latest, or CLIENT/2026-11-24
    pub note: NoteRef,
    /// Print what was sealed as it is, front matter and all
    #[arg(long)]
    raw: bool,
}

/// A sealed note cannot be named by a path.
#[derive(Debug, thiserror::Error)]
#[error("psychotherapy notes are named by client and time, such as `c-7f3k/2026-11-24-1400`")]
pub struct NotByPath;

/// A note that lies where another belongs.
#[derive(Debug, thiserror::Error)]
#[error("the note says it is of `{0}`: it was moved to the folder of another client")]
pub struct WronglyAddressed(pub crate::domain::client_id::ClientId);

impl Explain for NotByPath {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes vault list` to see what there is.".into())
    }
}

impl Explain for WronglyAddressed {
    fn hint(&self) -> Option<String> {
        Some("Move the file back to the folder of its client.".into())
    }
}

/// Finds the note that a reference means.
pub fn find(
    reference: &NoteRef,
    vault: &Vault,
) -> Result<crate::domain::note_id::SealedId, Failure> {
    match reference {
        NoteRef::Latest(client) => Ok(vault.find(client, None)?),
        NoteRef::Prefix(client, prefix) => Ok(vault.find(client, Some(prefix))?),
        NoteRef::Path(_) => Err(NotByPath.into()),
    }
}

/// Opens the note and shows it.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce() -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let id = find(&args.note, vault)?;
    let sealed = vault.read(&id)?;
    let note = open(&identity()?, &sealed)?;
    let front = sealed_note::read(note.reveal());
    if let Some((front, _)) = front.as_ref().filter(|(front, _)| front.client != id.client) {
        return Err(WronglyAddressed(front.client.clone()).into());
    }
    let from = match front {
        Some((_, body)) if !args.raw => body,
        _ => 0,
    };
    output.record(&note.reveal()[from..])?;
    Ok(Outcome::Done)
}
