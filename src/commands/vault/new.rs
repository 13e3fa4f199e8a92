//! `casenotes vault new`: seals a psychotherapy note.

use std::path::PathBuf;

use crate::domain::aim::Aim;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Moment;
use crate::domain::note_kind::NoteKind;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::private::opened::{About, Agreed, Sealer};
use crate::private::scribe::{self, Filed, Scribe, Target};
use crate::private::seal::identity::Identity;

/// Write a psychotherapy note
///
/// The text is sealed before it reaches a disk; while you write, it stands on a memory file system.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault new mul")]
pub struct Args {
    /// Whose session the note is about
    pub client: ClientId,
    /// When the session was, such as "yesterday 14:00" [default: now]
    #[arg(long, value_name = "WHEN")]
    at: Option<Moment>,
    /// What the note is: psychotherapy, or sud-counseling for one of a counseling session of a substance
    /// use disorder program (42 CFR 2.11)
    #[arg(long, value_name = "KIND", default_value = "psychotherapy")]
    kind: NoteKind,
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

/// Seals the note and prints its id.
pub fn run(
    args: &Args,
    mut scribe: Scribe<'_>,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let session = args.at.unwrap_or(Moment::Now).resolve(clock)?;
    // Before anyone has typed a word: what is sealed today opens today.
    let agreed = Agreed::of(scribe.vault).inspect_err(|_| warn_unread(args, output))?;
    let key = identity(output).inspect_err(|_| warn_unread(args, output))?;
    let sealer = Sealer::proven(key, agreed)?;
    let about = About { session, kind: args.kind };
    let target =
        Target { aim: Aim::New(args.client.clone(), session, args.kind), about, before: None };
    let mut text = match scribe.given(args.stdin, args.from.as_deref())? {
        Some(text) => text,
        None => scribe.typed(&target, b"", output)?,
    };
    let others = scribe.keep_others(&target, &mut text, &sealer)?;
    if text.is_typed() && text.is_blank() {
        scribe::only_others(&others)?;
        text.let_go()?;
        output.status("Nothing was written, so nothing is sealed.");
        return Ok(Outcome::Negative);
    }
    scribe::warn_of_others(&others, output);
    if let Filed::New(id) = scribe.file(&target, text, &sealer)? {
        output.data(&format!("{id}\n"))?;
        output.status(format_args!("Sealed {id}."));
    }
    output.status(format_args!("Session: {}.", session.readable()));
    if session > SessionTime::new(clock.now()) {
        output.warning("the session lies in the future");
    }
    Ok(Outcome::Done)
}

/// Says that a text that was piped in is nowhere.
fn warn_unread(args: &Args, output: &mut Output<'_>) {
    if args.stdin {
        output.warning("the text on standard input was not read: give it again");
    }
}
