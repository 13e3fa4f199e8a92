//! Who the clients are, for the people who work with them: found by name, and told apart.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::output::Output;
use crate::parallel;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::text::names;

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
        let typed = typed.trim();
        let is_id = typed.len() > 1;
        let (mut meant, mut whole) = (Vec::new(), Vec::new());
        parallel::in_order(
            &ids,
            |id| -> Result<(bool, bool), DiskError> {
                let is_begun = is_id && id.as_str().starts_with(&typed.to_ascii_lowercase());
                let names = self.names(id, typed)?;
                let is_meant = names.iter().any(|name| names::is_meant(name, typed));
                let is_whole = names.iter().any(|name| names::is_whole(name, typed));
                Ok((is_begun || is_meant, is_whole))
            },
            |found| {
                found.map(|(is_meant, is_whole)| {
                    meant.push(is_meant);
                    whole.push(is_whole);
                })
            },
        )?;
        let chosen = if whole.contains(&true) { whole } else { meant };
        let chosen = ids.into_iter().zip(chosen).filter(|(_, is_chosen)| *is_chosen);
        Ok(chosen.map(|(id, _)| id).collect())
    }

    /// Returns the names in a client file, none when what was typed cannot be the beginning of one.
    fn names(&self, id: &ClientId, typed: &str) -> Result<Vec<String>, DiskError> {
        let Some(bytes) = self.tree().read_if_there(&self.client_file(id))? else {
            return Ok(Vec::new());
        };
        let text = String::from_utf8_lossy(&bytes);
        // Most files are not the one, and most can be put away without being parsed; an escape may
        // stand for any letter.
        let word = names::plain(typed.split_whitespace().next().unwrap_or_default());
        if !text.contains('\\') && !names::plain(&text).contains(&word) {
            return Ok(Vec::new());
        }
        let (file, _) = ClientFile::parse(&text);
        Ok(file.name.into_iter().chain(file.members).collect())
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
