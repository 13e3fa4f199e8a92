//! `casenotes vault edit`: changes one psychotherapy note on a memory file system.

use std::path::PathBuf;

use crate::domain::aim::Aim;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::private::opened::{Agreed, Sealer, Unsealed};
use crate::private::scribe::{self, Filed, Scribe, ScribeError, Target};
use crate::private::seal::identity::Identity;

/// Change a psychotherapy note
///
/// While you write, the text stands on a memory file system; it is sealed before it reaches a disk.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault edit c-7f3k")]
pub struct Args {
    /// Which note: CLIENT for the latest, or CLIENT/2026-11-24
    note: NoteRef,
    /// Read the new text from standard input
    #[arg(long, group = "source")]
    stdin: bool,
    /// Read the new text from a file; the file itself is left where it is
    #[arg(long, value_name = "FILE", group = "source")]
    from: Option<PathBuf>,
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
                "Print it with `casenotes vault show NOTE --raw` and seal it with `casenotes vault new CLIENT --stdin`.".into()
            }
            Self::Emptied => return None,
        })
    }
}

/// Changes the note.
pub fn run(
    args: &Args,
    mut scribe: Scribe<'_>,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let notes = scribe.vault.notes();
    let id = notes.find(&args.note)?;
    let is_given = args.stdin || args.from.is_some();
    if scribe.editor.is_none() && !is_given {
        return Err(ScribeError::NoTerminal.into());
    }
    let sealed = notes.read(&id)?;
    let agreed = Agreed::of(scribe.vault)?;
    let sealer = Sealer::proven(identity(output)?, agreed)?;
    let before = Unsealed::addressed(sealer.identity(), &id, &sealed)?;
    let about = before.front.as_ref().ok_or(VaultEditError::NotOurs)?.into();
    let target = Target { aim: Aim::Edit(id), about, before: Some(sealed) };
    let mut text = match scribe.given(args.stdin, args.from.as_deref())? {
        Some(text) => text,
        None => scribe.typed(&target, before.reveal(), output)?,
    };
    let others = scribe.keep_others(&target, &mut text, &sealer)?;
    if text.is_same_as(before.reveal()) {
        scribe::only_others(&others)?;
        text.let_go()?;
        output.status("Nothing was changed.");
        return Ok(Outcome::Done);
    }
    scribe::warn_of_others(&others, output);
    if text.is_blank() {
        text.let_go()?;
        return Err(VaultEditError::Emptied.into());
    }
    match scribe.file(&target, text, &sealer)? {
        Filed::New(id) | Filed::Replaced(id) => output.status(format_args!("Sealed {id}.")),
        Filed::Beside { id, kept } => {
            return Err(VaultEditError::ChangedMeanwhile { id, kept }.into());
        }
    }
    Ok(Outcome::Done)
}
