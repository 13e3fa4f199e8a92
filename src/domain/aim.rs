//! What a psychotherapy text in work is for: a new note, or another form of one that is filed.

use std::fmt;
use std::str::FromStr;

use chrono::DateTime;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::SealedId;
use crate::domain::session_time::SessionTime;

/// Where a text in work is to go. It is written beside the text, so that a later run can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// It becomes a note.
    New(ClientId, SessionTime),
    /// It replaces a note.
    Edit(SealedId),
}

/// A text that does not say where something is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the aim of a text in work")]
pub struct NotAnAim;

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(client, session) => write!(f, "new {client} {session}"),
            Self::Edit(id) => write!(f, "edit {id}"),
        }
    }
}

impl FromStr for Aim {
    type Err = NotAnAim;

    fn from_str(text: &str) -> Result<Self, NotAnAim> {
        match *text.split(' ').collect::<Vec<_>>() {
            ["new", client, session] => {
                let session = DateTime::parse_from_rfc3339(session).map_err(|_| NotAnAim)?;
                Ok(Self::New(client.parse().map_err(|_| NotAnAim)?, SessionTime::new(session)))
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
        for text in ["new c-7f3k 2026-11-24T09:30:00-05:00", "edit c-7f3k/2026-11-24-1400-2"] {
            assert_eq!(text.parse::<Aim>().unwrap().to_string(), text);
        }
        for text in ["", "new c-7f3k", "new c-7f3k yesterday", "edit c-7f3k", "show c-7f3k/x"] {
            assert_eq!(text.parse::<Aim>(), Err(NotAnAim), "{text}");
        }
    }
}
