//! `casenotes client edit`: changes a client file, by key or in the editor.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::commands::chart::leftovers::{self, Waiting};
use crate::disk::workbench::{Job, Workbench};
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::position::Position;
use crate::editor::{Editor, EditorError, Traces};
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::{Problem, is_blank};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::record::chart::Chart;
use crate::record::chart::layout::WORKBENCH;
use crate::record::client::{self, ClientFile, Setting};

/// Change a client's data
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which client
    client: ClientId,
    /// Set one key, such as phone="555 0100"; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Setting::parse, conflicts_with_all = ["recover", "discard"])]
    settings: Vec<Setting>,
    #[command(flatten)]
    waiting: Waiting,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// A client file that cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientEditError {
    /// There is no file to change.
    #[error("the client `{0}` has no client file")]
    NoFile(ClientId),
    /// Somebody else changed it first.
    #[error("the client file changed meanwhile; nothing was written")]
    ChangedMeanwhile,
    /// What was typed is not a client file.
    #[error("{place}: {message}")]
    Unsound {
        /// `line:column` in the text.
        place: String,
        /// What is wrong there.
        message: String,
    },
    /// What was typed could not be saved and is kept.
    #[error("the client file is as it was; your text is kept in {}", kept.display())]
    Kept {
        /// Where.
        kept: PathBuf,
        /// Whose file it is.
        client: ClientId,
        /// Why it could not be saved.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There is no terminal for an editor.
    #[error("there is no terminal for an editor")]
    NoTerminal,
    /// The editor left nothing.
    #[error("the editor left no text; the client file is as it was")]
    NoText,
}

impl Explain for ClientEditError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoFile(_) => "Run `casenotes validate` to see how to mend it.".into(),
            Self::ChangedMeanwhile => "Run the command again.".into(),
            Self::Unsound { .. } => "Text stands in quotes, dates do not.".into(),
            Self::Kept { client, .. } => format!(
                "Run `casenotes client edit {client} --recover` to take it up again, or `--discard` to throw it away."
            ),
            Self::NoTerminal => "Use `--set KEY=VALUE`.".into(),
            Self::NoText => return None,
        })
    }
}

/// Changes the file.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    editor: impl FnOnce() -> Option<Result<Editor, EditorError>>,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let before = read(chart, &args.client)?;
    let label = format!("client {}", args.client);
    let command = leftovers::command_for(&label, &args.client);
    let left = leftovers::of(chart, &args.client, &label)?;
    if args.waiting.discard {
        return leftovers::throw_away(left, &command, ask, output);
    }
    let changed = if args.waiting.recover {
        let left = leftovers::first(left, &command)?;
        // A workbench that is dropped takes its text along, so what may fail comes first.
        let editor = editor().ok_or(ClientEditError::NoTerminal)??;
        let mut bench = Workbench::take_over(&left)?;
        let base = bench.original()?;
        edit((chart, &args.client), today, &base, bench, &editor)?
    } else if args.settings.is_empty() {
        let editor = editor().ok_or(ClientEditError::NoTerminal)??;
        leftovers::tell(&left, &args.client, output);
        let notes = chart.make_notes_folder(&args.client)?;
        let text = &before;
        let job = Job { name: "client.toml", label: &label, original: text, text, beside: &[] };
        let bench = Workbench::set_up(&notes, WORKBENCH, &job)?;
        edit((chart, &args.client), today, &before, bench, &editor)?
    } else {
        let after = client::set(&before, &args.settings)?;
        client::require_possible_dates(&String::from_utf8_lossy(&before), &after, today)?;
        replace(chart, &args.client, &before, after.as_bytes())?;
        true
    };
    match changed {
        true => output.status(format_args!("Changed client {}.", args.client)),
        false => output.status("Nothing was changed."),
    }
    Ok(Outcome::Done)
}

/// Reads a client's file.
pub fn read(chart: &Chart, client: &ClientId) -> Result<Vec<u8>, Failure> {
    Ok(chart.read_client(client)?.ok_or_else(|| ClientEditError::NoFile(client.clone()))?)
}

/// Replaces a client's file, unless somebody else did meanwhile.
pub fn replace(
    chart: &Chart,
    client: &ClientId,
    before: &[u8],
    after: &[u8],
) -> Result<(), Failure> {
    match chart.replace_client(client, before, after)? {
        Replaced::Yes => Ok(()),
        Replaced::ChangedMeanwhile => Err(ClientEditError::ChangedMeanwhile.into()),
    }
}

/// Lets the clinician change the file; tells whether anything was changed.
fn edit(
    (chart, client): (&Chart, &ClientId),
    today: NaiveDate,
    before: &[u8],
    mut bench: Workbench,
    editor: &Editor,
) -> Result<bool, Failure> {
    let opened = editor.open(bench.text(), Traces::Allowed);
    let after = bench.saved()?.unwrap_or_else(|| before.to_vec());
    if after == before || is_blank(&after) {
        bench.require_nothing_beside()?;
        opened?;
        return if after == before { Ok(false) } else { Err(ClientEditError::NoText.into()) };
    }
    let saved = opened
        .map_err(Failure::from)
        .and_then(|()| require_sound(before, &after, today))
        .and_then(|()| replace(chart, client, before, &after));
    match saved {
        Ok(()) => Ok(true),
        Err(failure) => {
            let (kept, client) = (bench.keep(), client.clone());
            Err(ClientEditError::Kept { kept, client, source: failure.error }.into())
        }
    }
}

fn require_sound(before: &[u8], text: &[u8], today: NaiveDate) -> Result<(), Failure> {
    let problem = match std::str::from_utf8(text) {
        Ok(after) => {
            client::require_possible_dates(&String::from_utf8_lossy(before), after, today)?;
            ClientFile::parse(after).1.into_iter().next()
        }
        Err(error) => Some(Problem::not_text(error)),
    };
    match problem {
        None => Ok(()),
        Some(problem) => {
            let place = Position::of(text, problem.span.start);
            let place = format!("line {}, column {}", place.line, place.column);
            Err(ClientEditError::Unsound { place, message: problem.message }.into())
        }
    }
}
