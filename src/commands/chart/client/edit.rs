//! `casenotes client edit`: changes a client file, by key or in the editor.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::commands::args::leftover::LeftoverArgs;
use crate::disk::write::Replaced;
use crate::domain::aim::RecordAim;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::position::Position;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::client_changes::{self, Setting};
use crate::record::client_dates::require_possible_dates;
use crate::record::scribe::{Draft, Scribe, Task};

/// Change a client's data
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client edit c-7f3k
  casenotes client edit c-7f3k --set birth_date=1984-03-12")]
pub struct Args {
    /// Which client
    client: ClientId,
    /// Set one key, such as phone="555 0100"; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Setting::parse, conflicts_with_all = ["recover", "discard"])]
    settings: Vec<Setting>,
    #[command(flatten)]
    leftover: LeftoverArgs,
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
    /// Somebody else changed it while it was in the editor.
    #[error("the client file changed while it was edited; your text is kept in {}", kept.display())]
    ChangedWhileTyping {
        /// Whose file.
        client: ClientId,
        /// Where the text is.
        kept: PathBuf,
    },
    /// What was typed is not a client file.
    #[error("{place}: {message}")]
    Unsound {
        /// `line:column` in the text.
        place: String,
        /// What is wrong there.
        message: String,
    },
}

impl Explain for ClientEditError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoFile(_) => "Run `casenotes validate` to see how to mend it.".into(),
            Self::ChangedMeanwhile => "Run the command again.".into(),
            Self::ChangedWhileTyping { client, .. } => format!(
                "Take what you need from it into the file with `casenotes client edit {client}`, then run `casenotes client edit {client} --discard`."
            ),
            Self::Unsound { .. } => "Text stands in quotes, dates do not.".into(),
        })
    }
}

/// Changes the file.
pub fn run(
    args: &Args,
    mut scribe: Scribe<'_>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (chart, today) = (scribe.chart, clock.now().date_naive());
    let before = read(chart, &args.client)?;
    let aim = RecordAim::ClientFile(args.client.clone());
    if args.leftover.discard {
        return scribe.throw_away(&aim, output);
    }
    let changed = if args.settings.is_empty() {
        let draft = Draft { name: "client.toml", text: &before };
        let task = Task {
            aim: &aim,
            draft: (!args.leftover.recover).then_some(draft),
            unfiled: "the client file is as it was",
            instead: "Use `--set KEY=VALUE`.",
        };
        let saved = scribe.typed(&task, output, |typed, _| {
            require_sound(typed.begun, typed.text, today)?;
            match chart.replace_client(&args.client, typed.begun, typed.text.as_bytes())? {
                Replaced::Yes => Ok(Ok(())),
                Replaced::ChangedMeanwhile => Ok(Err(typed.keep())),
            }
        })?;
        let client = &args.client;
        let changed = |kept| ClientEditError::ChangedWhileTyping { client: client.clone(), kept };
        saved.map(|saved| saved.map_err(changed)).transpose()?
    } else {
        let after = client_changes::set(&before, &args.settings)?;
        require_possible_dates(&String::from_utf8_lossy(&before), &after, today)?;
        Some(replace(chart, &args.client, &before, after.as_bytes())?)
    };
    match changed {
        Some(()) => output.status(format_args!("Changed client {}.", args.client)),
        None => output.status("Nothing was changed."),
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

fn require_sound(before: &[u8], after: &str, today: NaiveDate) -> Result<(), Failure> {
    require_possible_dates(&String::from_utf8_lossy(before), after, today)?;
    match ClientFile::parse(after).1.into_iter().next() {
        None => Ok(()),
        Some(problem) => {
            let place = Position::of(after.as_bytes(), problem.span.start);
            let place = format!("line {}, column {}", place.line, place.column);
            Err(ClientEditError::Unsound { place, message: problem.message }.into())
        }
    }
}
