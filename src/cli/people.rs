//! People by name: wherever a client or a note is asked for, the beginning of a name will do.
//!
//! What is typed is settled here, before a command runs: commands, files and commits know ids alone.
//! clap makes the parser of a value from its type and hands it nothing, so who can be asked lies beside
//! it while a command line is read.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::builder::{TypedValueParser, ValueParserFactory};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};

use crate::cli::session::{Environment, Session};
use crate::disk::place;
use crate::domain::client_id::ClientId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure};
use crate::output::counted;
use crate::record::chart::Chart;

/// How many people are listed when several are meant.
const LISTED: usize = 10;

thread_local! {
    static ASKED: RefCell<Option<Asked>> = const { RefCell::new(None) };
}

/// Who can be asked for a name.
struct Asked {
    environment: Environment,
    config: PathBuf,
    refused: Option<Failure>,
}

/// A name that does not say who is meant.
#[derive(Debug, thiserror::Error)]
enum NameError {
    #[error("there is no client whose id or name begins with `{0}`")]
    Nobody(String),
    #[error("`{typed}` could be any of {}", counted(*.count, "client"))]
    Several { typed: String, count: usize },
}

impl Explain for NameError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Nobody(_) => "Run `casenotes client list` to see who there is.".into(),
            Self::Several { .. } => "Type more of the name, or the id.".into(),
        })
    }
}

/// Reads a command line in which clients may be named; an error that is ours and no matter of grammar
/// comes beside it.
pub fn while_named<T>(
    environment: &Environment,
    args: &[OsString],
    read: impl FnOnce() -> T,
) -> (T, Option<Failure>) {
    let config = value_of(args, "--config");
    let config = config.map_or_else(|| environment.config.clone(), PathBuf::from);
    let asked = Asked { environment: environment.clone(), config, refused: None };
    ASKED.set(Some(asked));
    let parsed = read();
    (parsed, ASKED.take().and_then(|asked| asked.refused))
}

/// Returns the value that a command line gives to a flag, before it is read as a whole.
pub fn value_of(args: &[OsString], flag: &str) -> Option<OsString> {
    let mut args = args.iter().take_while(|arg| *arg != "--");
    loop {
        let arg = args.next()?.to_str();
        match arg.and_then(|arg| arg.strip_prefix(flag)) {
            Some("") => return args.next().cloned(),
            Some(value) if value.starts_with('=') => return Some(OsString::from(&value[1..])),
            _ => {}
        }
    }
}

impl Asked {
    /// Returns the client whom a text means; `None` when it means nobody.
    fn client(&self, typed: &str) -> Result<Option<ClientId>, Failure> {
        let session = match Session::open(&self.environment, &self.config) {
            Ok(session) => session,
            // Whoever needs the configuration says what is wrong with it.
            Err(failure) => return typed.parse().map(Some).map_err(|_| failure),
        };
        if let Ok(id) = typed.parse::<ClientId>() {
            // An id that somebody has is read no file for.
            if session.has_folder_of(&id) {
                return Ok(Some(id));
            }
            let Ok(chart) = session.chart() else { return Ok(Some(id)) };
            return Ok(Some(one(typed, &chart)?.unwrap_or(id)));
        }
        one(typed, &session.chart()?)
    }
}

/// Returns the only client whom a text means.
fn one(typed: &str, chart: &Chart) -> Result<Option<ClientId>, Failure> {
    let mut meant = chart.clients_meant(typed)?;
    if meant.len() < 2 {
        return Ok(meant.pop());
    }
    let mut failure: Failure =
        NameError::Several { typed: typed.to_owned(), count: meant.len() }.into();
    let candidates = meant.iter().take(LISTED).map(|id| {
        let last = match chart.last_session(id) {
            Ok(Some(day)) => format!("last session {day}"),
            Ok(None) => "no session".to_owned(),
            Err(_) => "last session not known".to_owned(),
        };
        format!("`{id}` is {}, {last}", chart.person(id))
    });
    failure.hints.splice(0..0, candidates);
    Err(failure)
}

/// Reads a text that is to name a client.
fn client(typed: &str) -> Option<Result<ClientId, Failure>> {
    // What is a path, or nothing, is nobody's name.
    if typed.trim().is_empty() || typed.contains(['/', '\n', '\0']) {
        return None;
    }
    ASKED.with_borrow(|asked| {
        let found = asked.as_ref()?.client(typed);
        Some(found.and_then(|id| Ok(id.ok_or_else(|| NameError::Nobody(typed.to_owned()))?)))
    })
}

/// Reads a text that is to name a note.
fn note(typed: &str) -> Option<Result<NoteRef, Failure>> {
    match typed.split_once('/') {
        None if typed.ends_with(".md") => None,
        None => Some(client(typed)?.map(NoteRef::Latest)),
        Some((named, name)) => {
            let is_path = name.is_empty()
                || name.contains('/')
                || named.starts_with('.')
                // What could be both is the file that lies there.
                || place::is_there(Path::new(typed)).is_ok_and(|is_there| is_there);
            if is_path {
                return None;
            }
            let name = name.trim_end_matches(".md").to_owned();
            Some(client(named)?.map(|client| NoteRef::Prefix(client, name)))
        }
    }
}

/// Keeps what is wrong with a name, and stops the reading of the command line.
fn refuse(failure: Failure) -> Error {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked {
            asked.refused = Some(failure);
        }
    });
    Error::new(ErrorKind::ValueValidation)
}

/// Reads a client, by id or by name.
#[derive(Clone, Debug)]
pub struct ClientParser;

/// Reads a note, whose client may be named.
#[derive(Clone, Debug)]
pub struct NoteParser;

impl TypedValueParser for ClientParser {
    type Value = ClientId;

    fn parse_ref(
        &self,
        cmd: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<ClientId, Error> {
        match value.to_str().and_then(client) {
            Some(found) => found.map_err(refuse),
            None => (|text: &str| text.parse::<ClientId>()).parse_ref(cmd, arg, value),
        }
    }
}

impl TypedValueParser for NoteParser {
    type Value = NoteRef;

    fn parse_ref(&self, cmd: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<NoteRef, Error> {
        match value.to_str().and_then(note) {
            Some(found) => found.map_err(refuse),
            None => (|text: &str| text.parse::<NoteRef>()).parse_ref(cmd, arg, value),
        }
    }
}

impl ValueParserFactory for ClientId {
    type Parser = ClientParser;

    fn value_parser() -> ClientParser {
        ClientParser
    }
}

impl ValueParserFactory for NoteRef {
    type Parser = NoteParser;

    fn value_parser() -> NoteParser {
        NoteParser
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_the_one_that_the_command_line_names() {
        let config = |args: &[&str]| {
            value_of(&args.iter().map(OsString::from).collect::<Vec<_>>(), "--config")
        };
        assert_eq!(config(&["casenotes", "list", "--config", "a"]), Some("a".into()));
        assert_eq!(config(&["casenotes", "--config=a=b", "list"]), Some("a=b".into()));
        assert_eq!(config(&["casenotes", "list", "--", "--config", "a"]), None);
        assert_eq!(config(&["casenotes", "list", "--configs", "a"]), None);
    }
}
