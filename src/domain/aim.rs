//! What a text in work is for: what it becomes, or what it replaces.

use std::fmt;
use std::str::FromStr;

use chrono::DateTime;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, SealedId};
use crate::domain::note_kind::NoteKind;
use crate::domain::questionnaire::is_measure_name;
use crate::domain::session_time::SessionTime;

/// Where a psychotherapy text in work is to go. It is written beside the text, so that a later run can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// It becomes a note.
    New(ClientId, SessionTime, NoteKind),
    /// It replaces a note.
    Edit(SealedId),
}

/// What a text of the record in work is for. It is written beside the text, so that a later run can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordAim {
    /// It becomes a note.
    NewNote(ClientId),
    /// It replaces a note.
    Edit(NoteId),
    /// It is added to a signed note.
    Amendment(NoteId),
    /// It replaces a client file.
    ClientFile(ClientId),
    /// It becomes an authorization.
    Authorization(ClientId),
    /// It becomes a questionnaire of a measure.
    Questionnaire(ClientId, String),
}

/// A text that does not say where something is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the aim of a text in work")]
pub struct NotAnAim;

impl RecordAim {
    /// Returns what a text in a client's folder is for that has such a label; one that cannot be read
    /// may become a note.
    pub fn of(label: &str, client: &ClientId) -> Self {
        let read = Self::read(label).filter(|aim| aim.client() == client);
        read.unwrap_or_else(|| Self::NewNote(client.clone()))
    }

    fn read(label: &str) -> Option<Self> {
        Some(match label.split_once(' ') {
            Some(("new", client)) => Self::NewNote(client.parse().ok()?),
            Some(("amend", note)) => Self::Amendment(note.parse().ok()?),
            Some(("client", client)) => Self::ClientFile(client.parse().ok()?),
            Some(("authorization", client)) => Self::Authorization(client.parse().ok()?),
            Some(("measure", rest)) => {
                let (client, measure) = rest.split_once(' ')?;
                let measure = is_measure_name(measure).then(|| measure.to_owned())?;
                Self::Questionnaire(client.parse().ok()?, measure)
            }
            Some(_) => return None,
            None => Self::Edit(label.parse().ok()?),
        })
    }

    /// Returns with whose notes the editor works.
    pub fn client(&self) -> &ClientId {
        match self {
            Self::NewNote(client)
            | Self::ClientFile(client)
            | Self::Authorization(client)
            | Self::Questionnaire(client, _) => client,
            Self::Edit(note) | Self::Amendment(note) => &note.client,
        }
    }

    /// Returns the command that takes a text up or throws it away, with `--recover` or `--discard`.
    pub fn command(&self) -> String {
        match self {
            Self::NewNote(client) => format!("casenotes new {client}"),
            Self::Edit(note) => format!("casenotes edit {note}"),
            Self::Amendment(note) => format!("casenotes amend {note} --kind KIND --reason WHY"),
            Self::ClientFile(client) => format!("casenotes client edit {client}"),
            Self::Authorization(client) => format!("casenotes authorization add {client}"),
            Self::Questionnaire(client, measure) => {
                format!("casenotes measure add {client} {measure}")
            }
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(client, session, NoteKind::Psychotherapy) => {
                write!(f, "new {client} {session}")
            }
            Self::New(client, session, kind) => {
                write!(f, "new {client} {session} {}", kind.as_str())
            }
            Self::Edit(id) => write!(f, "edit {id}"),
        }
    }
}

impl fmt::Display for RecordAim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewNote(client) => write!(f, "new {client}"),
            Self::Edit(note) => write!(f, "{note}"),
            Self::Amendment(note) => write!(f, "amend {note}"),
            Self::ClientFile(client) => write!(f, "client {client}"),
            Self::Authorization(client) => write!(f, "authorization {client}"),
            Self::Questionnaire(client, measure) => write!(f, "measure {client} {measure}"),
        }
    }
}

impl FromStr for Aim {
    type Err = NotAnAim;

    fn from_str(text: &str) -> Result<Self, NotAnAim> {
        match *text.split(' ').collect::<Vec<_>>() {
            ["new", client, session, ref kind @ ..] => {
                let kind = match kind {
                    [] => NoteKind::default(),
                    [kind] => kind.parse().map_err(|_| NotAnAim)?,
                    _ => return Err(NotAnAim),
                };
                let session = DateTime::parse_from_rfc3339(session).map_err(|_| NotAnAim)?;
                Ok(Self::New(
                    client.parse().map_err(|_| NotAnAim)?,
                    SessionTime::new(session),
                    kind,
                ))
            }
            ["edit", id] => {
                let (client, stem) = id.split_once('/').ok_or(NotAnAim)?;
                Ok(Self::Edit(SealedId {
                    client: client.parse().map_err(|_| NotAnAim)?,
                    stem: stem.parse().map_err(|_| NotAnAim)?,
                }))
            }
            _ => Err(NotAnAim),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "new c-7f3k 2026-11-24T09:30:00-05:00",
            "new c-7f3k 2026-11-24T09:30:00-05:00 sud-counseling",
            "edit c-7f3k/2026-11-24-1400-2",
        ] {
            assert_eq!(text.parse::<Aim>().unwrap().to_string(), text);
        }
        for text in ["", "new c-7f3k", "new c-7f3k yesterday", "edit c-7f3k", "show c-7f3k/x"] {
            assert_eq!(text.parse::<Aim>(), Err(NotAnAim), "{text}");
        }
    }

    #[test]
    fn an_aim_of_the_record_is_read_back_and_any_other_text_may_become_a_note() {
        let client: ClientId = "c-7f3k".parse().unwrap();
        for label in [
            "new c-7f3k",
            "c-7f3k/2026-11-24-1400-dap",
            "amend c-7f3k/2026-11-24-1400-dap-2",
            "client c-7f3k",
            "authorization c-7f3k",
            "measure c-7f3k phq9",
        ] {
            assert_eq!(RecordAim::of(label, &client).to_string(), label);
        }
        for label in
            ["", "c-7f3k", "amend c-7f3k", "client c-2mxr", "new", "c-2mxr/2026-11-24-1400-dap"]
        {
            assert_eq!(
                RecordAim::of(label, &client),
                RecordAim::NewNote(client.clone()),
                "{label}"
            );
        }
    }
}
