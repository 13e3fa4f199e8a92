//! Who the clients are, for the people who work with them: found by name, and told apart.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use chrono::{Datelike, NaiveDate};

use crate::disk::DiskError;
use crate::disk::folder::Folder;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::output::Output;
use crate::parallel;
use crate::record::chart::Chart;
use crate::record::chart::layout::CLIENT_FILE;
use crate::record::client::ClientFile;
use crate::text::names;

/// How many client files are looked into in one piece of work.
const AT_A_TIME: usize = 16;

/// A client as a person knows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The client.
    pub id: ClientId,
    /// The name; `None` when the client file says none.
    pub name: Option<String>,
    /// The year of birth.
    pub birth_year: Option<i32>,
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => f.write_str(name)?,
            None => f.write_str("a client without a name")?,
        }
        match self.birth_year {
            Some(year) => write!(f, ", born {year}"),
            None => Ok(()),
        }
    }
}

impl Chart {
    /// Returns the clients who are meant by what was typed: the beginning of an id, or of a name of the
    /// client or of a member. A whole name of several words means those alone who are called so.
    ///
    /// # Errors
    /// Fails when the client files cannot be read.
    pub fn clients_meant(&self, typed: &str) -> Result<Vec<ClientId>, DiskError> {
        let ids = self.clients()?;
        let Some(folder) = self.tree().root().open_in("clients")? else { return Ok(Vec::new()) };
        let typed = typed.trim();
        let is_id = typed.len() > 1;
        let begun = typed.to_ascii_lowercase();
        let word = names::plain(typed.split_whitespace().next().unwrap_or_default());
        // Many at a time: what is done for each is so little that to hand it out would be the most of it.
        let several: Vec<&[ClientId]> = ids.chunks(AT_A_TIME).collect();
        let (mut meant, mut whole) = (Vec::new(), Vec::new());
        parallel::in_order(
            &several,
            |several| -> Result<Vec<(bool, bool)>, DiskError> {
                let mut files = NamesIn { folder: &folder, word: &word, bytes: Vec::new() };
                let of_one = |id: &ClientId| {
                    let is_begun = is_id && id.as_str().starts_with(&begun);
                    let names = files.read(id)?;
                    let is_meant = names.iter().any(|name| names::is_meant(name, typed));
                    let is_whole = names.iter().any(|name| names::is_whole(name, typed));
                    Ok((is_begun || is_meant, is_whole))
                };
                several.iter().map(of_one).collect()
            },
            |found| -> Result<(), DiskError> {
                for (is_meant, is_whole) in found? {
                    meant.push(is_meant);
                    whole.push(is_whole);
                }
                Ok(())
            },
        )?;
        let chosen = if whole.contains(&true) { whole } else { meant };
        let chosen = ids.into_iter().zip(chosen).filter(|(_, is_chosen)| *is_chosen);
        Ok(chosen.map(|(id, _)| id).collect())
    }

    /// Returns who a client is. A client file that cannot be read says nothing.
    pub fn person(&self, id: &ClientId) -> Person {
        let bytes = self.tree().read_if_there(&self.client_file(id)).ok().flatten();
        let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
        Person {
            id: id.clone(),
            name: file.name,
            birth_year: file.birth_date.map(|date| date.year()),
        }
    }

    /// Says on a terminal whose chart it is: a name is noticed where an id is read over. Logs and files
    /// get no name.
    pub fn tell_whose(&self, id: &ClientId, output: &mut Output<'_>) {
        if output.looks().err_is_terminal {
            output.status(format_args!("{id} is {}.", self.person(id)));
        }
    }

    /// Returns the day of a client's last session.
    ///
    /// # Errors
    /// Fails when the folder of notes cannot be read.
    pub fn last_session(&self, id: &ClientId) -> Result<Option<NaiveDate>, DiskError> {
        Ok(self.stems(id)?.last().map(NoteStem::date))
    }
}

/// Reads the names in client files, those alone that hold a word.
struct NamesIn<'a> {
    // That of all clients.
    folder: &'a Folder,
    word: &'a str,
    bytes: Vec<u8>,
}

impl NamesIn<'_> {
    /// Returns the names in a client file, none when no name in it holds the word.
    fn read(&mut self, id: &ClientId) -> Result<Vec<String>, DiskError> {
        let path = format!("{id}/{CLIENT_FILE}");
        if !self.folder.read_short_below(Path::new(&path), &mut self.bytes)? {
            return Ok(Vec::new());
        }
        let text = match str::from_utf8(&self.bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(&self.bytes),
        };
        // Most files are not the one, and most can be put away without being parsed; an escape may stand
        // for any letter.
        if !text.contains('\\') && !names::is_in(self.word, &text) {
            return Ok(Vec::new());
        }
        let (file, _) = ClientFile::parse(&text);
        Ok(file.name.into_iter().chain(file.members).collect())
    }
}
