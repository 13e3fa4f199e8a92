//! How a user names a note: by path, by client and beginning of the name, or by client alone.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use crate::domain::client_id::ClientId;

/// What the user typed to name a note, before it is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteRef {
    /// `c-7f3k`: the client's latest note.
    Latest(ClientId),
    /// `c-7f3k/2026-11-24`: the note whose name begins so.
    Prefix(ClientId, String),
    /// The path of the file.
    Path(PathBuf),
}

impl FromStr for NoteRef {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let client_and_name = text.split_once('/').map(|(client, name)| (client.parse(), name));
        Ok(match (client_and_name, text.parse()) {
            (Some((Ok(client), name)), _) if !name.contains('/') && !name.is_empty() => {
                Self::Prefix(client, name.trim_end_matches(".md").to_owned())
            }
            (None, Ok(client)) => Self::Latest(client),
            _ => Self::Path(text.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_ways_to_name_a_note() {
        let client: ClientId = "c-7f3k".parse().unwrap();
        let parse = |text: &str| text.parse::<NoteRef>().unwrap();
        assert_eq!(parse("c-7f3k"), NoteRef::Latest(client.clone()));
        assert_eq!(parse("c-7f3k/2026-11"), NoteRef::Prefix(client, "2026-11".into()));
        assert_eq!(parse("./c-7f3k/note.md"), NoteRef::Path("./c-7f3k/note.md".into()));
        assert_eq!(
            parse("clients/c-7f3k/notes/a.md"),
            NoteRef::Path("clients/c-7f3k/notes/a.md".into())
        );
        assert_eq!(parse("c-7f3k/"), NoteRef::Path("c-7f3k/".into()));
    }
}
