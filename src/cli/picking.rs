//! A client or a note that is not named on the command line is picked from a list at the terminal, so that
//! no name need enter the history of a shell.

use std::cmp::Reverse;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use rustix::stdio;

use crate::cli::World;
use crate::cli::people::value_of;
use crate::cli::picker::{Choice, Keyboard, pick};
use crate::cli::session::Session;
use crate::cli::standard_output::size_of;
use crate::commands::chart::todo::most_urgent;
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure};
use crate::output::TerminalSize;
use crate::private::vault::kind::Kind;
use crate::record::chart::Chart;
use crate::record::chart::listing::NoteStatus;
use crate::text::names::sort_key;

/// What a command line lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    Client,
    Note,
}

/// Nothing was picked.
#[derive(Debug, thiserror::Error)]
enum NotPicked {
    #[error("nothing was picked")]
    Left,
    #[error("there is nothing to pick from")]
    Nothing,
    #[error("the terminal cannot be read key by key")]
    NoKeys(#[source] io::Error),
}

impl Explain for NotPicked {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Left | Self::NoKeys(_) => "Name it on the command line, or run it again.".into(),
            Self::Nothing => {
                "`casenotes client list` lists the clients, `casenotes list` their notes.".into()
            }
        })
    }
}

/// Returns the command line with what it lacks, picked by the user; `None` when it lacks something else, or
/// nobody is there to pick.
pub fn completed(
    error: &Error,
    args: &[OsString],
    world: &World<'_>,
) -> Option<Result<Vec<OsString>, Failure>> {
    let lack = lack_of(error)?;
    let is_fit = world.has_terminal && world.looks.err_is_terminal && !world.environment.is_dumb;
    let size = size_of(stdio::stderr()).filter(|_| is_fit)?;
    let picked = picked(lack, args, size, world);
    Some(picked.map(|picked| args.iter().cloned().chain([picked.into()]).collect()))
}

/// Returns what a command line lacks, if it is a client or a note and nothing else.
fn lack_of(error: &Error) -> Option<Lack> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let [missing] = missing.as_slice() else { return None };
    match missing.trim_end_matches("...") {
        "<CLIENT>" => Some(Lack::Client),
        "<NOTE>" => Some(Lack::Note),
        _ => None,
    }
}

fn picked(
    lack: Lack,
    args: &[OsString],
    size: TerminalSize,
    world: &World<'_>,
) -> Result<String, Failure> {
    let environment = &world.environment;
    let config =
        value_of(args, "--config").map_or_else(|| environment.config.clone(), PathBuf::from);
    let session = Session::open(environment, &config)?;
    let chart = session.chart()?;
    let client = one_of("Client:", clients(&session, &chart)?, size)?;
    let is_in_vault = args.iter().skip(1).any(|arg| arg == "vault" || arg == "psy");
    match lack {
        Lack::Client => Ok(client.to_string()),
        Lack::Note if is_in_vault => one_of("Note:", sealed(&session, &client)?, size),
        Lack::Note => one_of("Note:", notes(&chart, &client)?, size),
    }
}

fn one_of<T: Clone>(
    title: &str,
    choices: Vec<Choice<T>>,
    size: TerminalSize,
) -> Result<T, Failure> {
    if choices.is_empty() {
        return Err(NotPicked::Nothing.into());
    }
    let pick = || {
        let mut keys = Keyboard::take()?;
        pick(title, &choices, size, &mut keys, &mut io::stderr().lock())
    };
    Ok(pick().map_err(NotPicked::NoKeys)?.ok_or(NotPicked::Left)?)
}

/// Returns the clients by family name, each with the last session and with what waits first.
fn clients(session: &Session, chart: &Chart) -> Result<Vec<Choice<ClientId>>, Failure> {
    let urgent = most_urgent(chart, session.clock(), session.author().as_deref())?;
    let mut choices = Vec::new();
    for id in chart.clients()? {
        let person = chart.person(&id);
        let last = match chart.last_session(&id)? {
            Some(day) => day.to_string(),
            None => "no session".to_owned(),
        };
        let due = urgent.get(&id).map(String::as_str).unwrap_or_default();
        let year = person.birth_year.map(|year| format!("{year}  ")).unwrap_or_default();
        let name = person.name.unwrap_or_else(|| id.to_string());
        choices.push(Choice { beside: format!("{year}{last}  {due}"), name, value: id });
    }
    choices.sort_by_cached_key(|choice| sort_key(&choice.name));
    Ok(choices)
}

/// Returns a client's notes, the latest first.
fn notes(chart: &Chart, client: &ClientId) -> Result<Vec<Choice<String>>, Failure> {
    let Some(listing) = chart.listing(client)? else { return Ok(Vec::new()) };
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    for listed in listing.notes() {
        let Some(stem) = listed.stem else { continue };
        let status =
            listing.read_front(&listed, &mut buffer, |_, is_broken| listed.status(is_broken));
        let beside = match status {
            Some(NoteStatus::Draft) => "draft",
            Some(NoteStatus::Signed) => "signed",
            Some(NoteStatus::Broken) => "broken",
            None => continue,
        };
        found.push((stem.minute(), stem.to_string(), beside));
    }
    found.sort_by_key(|(minute, ..)| Reverse(*minute));
    let choice = |(_, name, beside): (_, String, &str)| Choice {
        value: format!("{client}/{name}"),
        name,
        beside: beside.to_owned(),
    };
    Ok(found.into_iter().map(choice).collect())
}

/// Returns a client's psychotherapy notes by their outside, the latest first.
fn sealed(session: &Session, client: &ClientId) -> Result<Vec<Choice<String>>, Failure> {
    let mut ids = session.vault()?.shelf(Kind::Note).ids(Some(client))?;
    ids.reverse();
    let choice = |id: String| Choice { name: id.clone(), value: id, beside: String::new() };
    Ok(ids.into_iter().map(|id| choice(id.to_string())).collect())
}
