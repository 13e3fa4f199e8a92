//! How a user names a note: by path, by client and beginning of the name, or by client alone.

use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use crate::domain::client_id::ClientId;
use crate::domain::document::KINDS;
use crate::domain::lettered;
use crate::domain::nearest::nearest;

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

impl NoteRef {
    /// Tells whether it can only be the beginning of a document's name: behind the day stands the beginning
    /// of a kind, and behind that of a note its hour.
    pub fn names_document(&self) -> bool {
        self.word().is_some_and(|word| {
            KINDS.iter().any(|(kind, _)| {
                kind.starts_with(word)
                    || word.strip_prefix(kind).is_some_and(|rest| rest.starts_with(['-', '.']))
            })
        })
    }

    /// Tells whether it can only be the beginning of a questionnaire's name: behind the day stands a word
    /// that is no kind of document.
    pub fn names_questionnaire(&self) -> bool {
        self.word().is_some() && !self.names_document()
    }

    /// Tells whether it can only be the beginning of the name of either.
    pub fn names_paper(&self) -> bool {
        self.word().is_some()
    }

    fn word(&self) -> Option<&str> {
        let Self::Prefix(_, name) = self else { return None };
        lettered::word_typed(name)
    }
}

/// What a beginning of a name can mean.
#[derive(Debug, PartialEq, Eq)]
pub enum Choice<'a, T> {
    /// The one that is named in full, or the only one that begins so.
    One(&'a T),
    /// None begins so; perhaps the nearest was meant.
    None(Option<&'a T>),
    /// More than one begins so.
    Several(Vec<&'a T>),
}

/// Finds what a beginning of a name means.
pub fn choose<'a, T>(prefix: &str, all: &'a [T], name: impl Fn(&T) -> &str) -> Choice<'a, T> {
    let matching: Vec<&T> = all.iter().filter(|item| name(item).starts_with(prefix)).collect();
    let exact = matching.iter().find(|item| name(item) == prefix);
    match (exact, matching.as_slice()) {
        (Some(item), _) | (None, [item]) => Choice::One(item),
        (None, []) => {
            let meant = nearest(prefix, all.iter().map(&name)).map(str::to_owned);
            Choice::None(meant.and_then(|meant| all.iter().find(|item| name(item) == meant)))
        }
        (None, _) => Choice::Several(matching),
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

    #[test]
    fn what_stands_behind_the_day_tells_what_is_named() {
        let named = |name: &str| {
            let reference: NoteRef = format!("c-7f3k/{name}").parse().unwrap();
            (reference.names_document(), reference.names_questionnaire())
        };
        for name in ["2026-11-24-con", "2026-11-24-consent-k7q2mx", "2026-11-24-consent-k7q2mx.pdf"]
        {
            assert_eq!(named(name), (true, false), "{name}");
        }
        for name in ["2026-11-24-phq9", "2026-11-24-phq9-k7q2mx.toml", "2026-11-24-letters"] {
            assert_eq!(named(name), (false, true), "{name}");
        }
        for name in ["2026-11-24", "2026-11-24-", "2026-11-24-1400-soap"] {
            assert_eq!(named(name), (false, false), "{name}");
        }
    }

    #[test]
    fn a_beginning_means_one_none_or_several() {
        let names = ["2026-11-20-1400-dap", "2026-11-20-1400-dap-2", "2026-12-01-0900-soap"];
        let choose = |prefix| choose(prefix, &names, |name| *name);
        assert_eq!(choose("2026-12"), Choice::One(&names[2]));
        assert_eq!(choose("2026-11-20-1400-dap"), Choice::One(&names[0]));
        assert_eq!(choose("2026-11"), Choice::Several(vec![&names[0], &names[1]]));
        assert_eq!(choose("2026-12-01-0900-saop"), Choice::None(Some(&names[2])));
        assert_eq!(choose("x"), Choice::None(None));
    }
}
