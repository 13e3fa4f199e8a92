//! `casenotes vault new`: seals a psychotherapy note.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::disk::read;
use crate::disk::workbench::{Job, Workbench};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Moment;
use crate::domain::note_id::SealedId;
use crate::domain::session_time::SessionTime;
use crate::editor::{Editor, EditorError, Traces};
use crate::failure::{Explain, Failure, Outcome};
use crate::note::sealed_note::{self, SealedFront};
use crate::output::Output;
use crate::seal::identity::Identity;
use crate::seal::open_note::{OpenNote, open, prove, seal};
use crate::seal::recipients::Recipients;
use crate::vault::Vault;

/// How the name of a folder begins in which an editor works; it says nothing of what is in it.
pub const WORKBENCH: &str = "casenotes-";

/// Write a psychotherapy note
///
/// The text is sealed before it reaches a disk; while you write, it stands on a memory file system.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose session the note is about
    pub client: ClientId,
    /// When the session was, such as "yesterday 14:00" [default: now]
    #[arg(long, value_name = "WHEN")]
    at: Option<Moment>,
    /// Read the text from standard input
    #[arg(long, group = "source")]
    stdin: bool,
    /// Read the text from a file; the file itself is left where it is
    #[arg(long, value_name = "FILE", group = "source")]
    from: Option<PathBuf>,
    /// Let the editor work on a disk if there is no memory file system
    #[arg(long)]
    pub allow_disk: bool,
}

/// What a psychotherapy note needs besides its arguments.
pub struct Couch<'a> {
    /// Where the note goes.
    pub vault: &'a Vault,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Where `--stdin` reads.
    pub stdin: &'a mut dyn Read,
    /// The editor; `None` without a terminal.
    pub editor: Option<Result<Editor, EditorError>>,
    /// Finds a folder on a memory file system.
    pub memory: &'a dyn Fn() -> Result<PathBuf, Failure>,
}

/// A psychotherapy note that cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum VaultWriteError {
    /// Nobody can type.
    #[error("there is no terminal for an editor")]
    NoTerminal,
    /// There is nothing to seal.
    #[error("the text is empty; nothing was sealed")]
    Empty,
    /// The text is sealed to nobody's satisfaction.
    #[error("the sealed note does not open again; nothing was written")]
    NotProven,
    /// The text could not be filed and is kept in memory.
    #[error("the note could not be filed; your text is kept in the clear in {}", kept.display())]
    Kept {
        /// Where.
        kept: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Explain for VaultWriteError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoTerminal => "Use `--stdin` or `--from FILE`.".into(),
            Self::Kept { .. } => {
                "Mend the cause, run `casenotes vault new CLIENT --from` with that file, then remove its folder; a memory file system is empty when this machine restarts.".into()
            }
            Self::Empty | Self::NotProven => return None,
        })
    }
}

/// Seals the note and prints its id.
pub fn run(
    args: &Args,
    mut couch: Couch<'_>,
    identity: impl FnOnce() -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let session = args.at.unwrap_or(Moment::Now).resolve(couch.clock)?;
    let recipients = Recipients::parse(&couch.vault.recipients()?)?;
    let identity = identity()?;
    // Before anyone has typed a word: what is sealed today opens today.
    prove(&recipients, &identity)?;
    let desk = Desk { vault: couch.vault, recipients: &recipients, identity: &identity };
    let id = match given_text(args, &mut couch)? {
        Some(text) => desk.file(&args.client, session, text.reveal())?,
        None => match written(args, &mut couch, &desk, session, output)? {
            Some(id) => id,
            None => return Ok(Outcome::Negative),
        },
    };
    output.data(&format!("{id}\n"))?;
    output.status(format_args!("Sealed {id}."));
    output.status(format_args!("Session: {}.", session.readable()));
    if session > SessionTime::new(couch.clock.now()) {
        output.warning("the session lies in the future");
    }
    Ok(Outcome::Done)
}

/// What sealing takes.
struct Desk<'a> {
    vault: &'a Vault,
    recipients: &'a Recipients,
    identity: &'a Identity,
}

impl Desk<'_> {
    fn file(
        &self,
        client: &ClientId,
        session: SessionTime,
        body: &[u8],
    ) -> Result<SealedId, Failure> {
        if body.trim_ascii().is_empty() {
            return Err(VaultWriteError::Empty.into());
        }
        let front =
            SealedFront { client: client.clone(), session, sealed_to: self.recipients.digest() };
        let sealed = seal_proven(&front, body, self.recipients, self.identity)?;
        Ok(self.vault.file_new(client, session, &sealed)?)
    }
}

/// Seals a text and proves that it opens again before it replaces or becomes anything.
pub fn seal_proven(
    front: &SealedFront,
    body: &[u8],
    recipients: &Recipients,
    identity: &Identity,
) -> Result<Vec<u8>, Failure> {
    let plaintext = OpenNote::new(sealed_note::write(front, body));
    let sealed = seal(recipients, &plaintext);
    match open(identity, &sealed) {
        Ok(opened) if opened.reveal() == plaintext.reveal() => Ok(sealed),
        _ => Err(VaultWriteError::NotProven.into()),
    }
}

/// Warns once of an editor that may leave traces.
pub fn warn_of_traces(editor: &Editor, output: &mut Output<'_>) {
    if !editor.can_go_without_traces() {
        output.warning(format_args!(
            "casenotes does not know how to keep `{}` from writing backup or history files elsewhere",
            editor.name()
        ));
    }
}

fn given_text(args: &Args, couch: &mut Couch<'_>) -> Result<Option<OpenNote>, Failure> {
    Ok(match &args.from {
        Some(path) => Some(OpenNote::new(read::read(path)?)),
        None if args.stdin => {
            Some(OpenNote::new(read::read_stream(couch.stdin, Path::new("standard input"))?))
        }
        None => None,
    })
}

fn written(
    args: &Args,
    couch: &mut Couch<'_>,
    desk: &Desk<'_>,
    session: SessionTime,
    output: &mut Output<'_>,
) -> Result<Option<SealedId>, Failure> {
    let editor = couch.editor.take().ok_or(VaultWriteError::NoTerminal)??;
    warn_of_traces(&editor, output);
    let label = format!("new {} {session}", args.client);
    let job = Job { name: "note.md", label: &label, original: b"", text: b"" };
    let mut bench = Workbench::set_up(&(couch.memory)()?, WORKBENCH, &job)?;
    let opened = editor.open(bench.text(), Traces::Forbidden);
    let text = OpenNote::new(bench.saved()?.unwrap_or_default());
    if text.reveal().trim_ascii().is_empty() {
        opened?;
        output.status("Nothing was written, so nothing is sealed.");
        return Ok(None);
    }
    let filed = opened
        .map_err(Failure::from)
        .and_then(|()| desk.file(&args.client, session, text.reveal()));
    match filed {
        Ok(id) => Ok(Some(id)),
        Err(failure) => {
            Err(VaultWriteError::Kept { kept: bench.keep(), source: failure.error }.into())
        }
    }
}
