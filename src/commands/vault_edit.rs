//! `casenotes vault edit`: changes one psychotherapy note on a memory file system.

use std::path::PathBuf;

use crate::commands::vault_new::{VaultWriteError, WORKBENCH, seal_proven, warn_of_traces};
use crate::commands::vault_show::{WronglyAddressed, find};
use crate::disk::workbench::{Job, Workbench};
use crate::disk::write::Replaced;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::editor::{Editor, EditorError, Traces};
use crate::failure::{Explain, Failure, Outcome};
use crate::note::sealed_note::{self, SealedFront};
use crate::output::Output;
use crate::seal::identity::Identity;
use crate::seal::open_note::{OpenNote, open, prove};
use crate::seal::recipients::Recipients;
use crate::vault::Vault;

/// Change a psychotherapy note
///
/// While you write, the text stands on a memory file system; it is sealed before it reaches a disk.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which note: CLIENT for the latest, or CLIENT/2026-11-24
    note: NoteRef,
    /// Let the editor work on a disk if there is no memory file system
    #[arg(long)]
    pub allow_disk: bool,
}

/// A psychotherapy note that cannot be changed.
#[derive(Debug, thiserror::Error)]
enum VaultEditError {
    #[error("the note `{id}` changed while it was edited; your text is sealed as `{kept}`")]
    ChangedMeanwhile { id: SealedId, kept: SealedId },
    #[error("the note does not begin as casenotes writes it, so it cannot be changed here")]
    NotOurs,
    #[error("the text is empty; the note is as it was")]
    Emptied,
}

impl Explain for VaultEditError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::ChangedMeanwhile { .. } => "Compare the two and keep what you need.".into(),
            Self::NotOurs => {
                "Print it with `casenotes vault show --raw` and seal it with `casenotes vault new --stdin`.".into()
            }
            Self::Emptied => return None,
        })
    }
}

/// Changes the note.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce() -> Result<Identity, Failure>,
    editor: Option<Result<Editor, EditorError>>,
    memory: &dyn Fn() -> Result<PathBuf, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let id = find(&args.note, vault)?;
    let editor = editor.ok_or(VaultWriteError::NoTerminal)??;
    let before = vault.read(&id)?;
    let recipients = Recipients::parse(&vault.recipients()?)?;
    let identity = identity()?;
    prove(&recipients, &identity)?;
    let note = open(&identity, &before)?;
    let (front, at) = sealed_note::read(note.reveal()).ok_or(VaultEditError::NotOurs)?;
    if front.client != id.client {
        return Err(WronglyAddressed(front.client).into());
    }
    let body = &note.reveal()[at..];
    warn_of_traces(&editor, output);
    let label = id.to_string();
    let job = Job { name: "note.md", label: &label, original: &before, text: body };
    let mut bench = Workbench::set_up(&memory()?, WORKBENCH, &job)?;
    let opened = editor.open(bench.text(), Traces::Forbidden);
    let after = OpenNote::new(bench.saved()?.unwrap_or_default());
    if after.reveal() == body {
        opened?;
        output.status("Nothing was changed.");
        return Ok(Outcome::Done);
    }
    if after.reveal().trim_ascii().is_empty() {
        opened?;
        return Err(VaultEditError::Emptied.into());
    }
    let front = SealedFront { sealed_to: recipients.digest(), ..front };
    let saved = opened.map_err(Failure::from).and_then(|()| {
        let sealed = seal_proven(&front, after.reveal(), &recipients, &identity)?;
        save(vault, &id, &before, &sealed, &front)
    });
    match saved {
        Ok(None) => {
            output.status(format_args!("Sealed {id}."));
            Ok(Outcome::Done)
        }
        Ok(Some(kept)) => Err(VaultEditError::ChangedMeanwhile { id, kept }.into()),
        Err(failure) => {
            Err(VaultWriteError::Kept { kept: bench.keep(), source: failure.error }.into())
        }
    }
}

/// Replaces the note, or seals the text as a note of its own if somebody else was faster.
fn save(
    vault: &Vault,
    id: &SealedId,
    before: &[u8],
    sealed: &[u8],
    front: &SealedFront,
) -> Result<Option<SealedId>, Failure> {
    match vault.replace(id, before, sealed)? {
        Replaced::Yes => Ok(None),
        Replaced::ChangedMeanwhile => {
            Ok(Some(vault.file_new(&id.client, front.session, sealed)?))
        }
    }
}
