//! Reads the files of a plan again when it is filed, and fetches out of them what stands in them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::commands::chart::import::planning::examined;
use crate::commands::chart::import::{ImportError, MayBeRead};
use crate::disk::outside::{open_given, read_given};
use crate::disk::read::Reading;
use crate::domain::digest::bare_sha256;
use crate::failure::Failure;
use crate::import::plan::{Entry, Plan, TakenAs};
use crate::import::reading::{body, text_of};
use crate::import::table::Mapping;
use crate::import::within::{Fetched, Holding, Opened, holding};
use crate::record::chart::documents::Candidate;

/// The text of a note, or of a file of several.
pub enum NoteText {
    /// The text of a file; its name says what it is.
    File(String, String),
    /// A note as Markdown.
    Note(String),
}

impl NoteText {
    /// Returns the note that an entry is, as Markdown.
    pub fn body(&self, entry: &Entry) -> String {
        match self {
            Self::File(name, text) => body(name, text, entry.lines.as_ref()),
            Self::Note(note) => note.clone(),
        }
    }
}

/// The file that was opened last, and the way inside of it: what is filed in a row mostly lies in one.
struct Last {
    file: String,
    inside: Vec<String>,
    opened: Opened<Reading>,
}

/// Reads the files of a plan again.
pub struct Fetching<'a> {
    may_be_read: &'a MayBeRead<'a>,
    settled: Vec<Mapping>,
    last: RefCell<Option<Last>>,
}

/// Tells whether an entry is a row or a resource of a file, and not a file itself.
pub fn is_part(entry: &Entry) -> bool {
    let around = entry.inside.len().checked_sub(2).map(|at| &entry.inside[at]);
    let holding = holding(around.unwrap_or(&entry.file));
    !entry.inside.is_empty() && holding != Some(Holding::Archive)
}

fn changed(entry: &Entry) -> ImportError {
    ImportError::Changed(entry.where_it_is())
}

impl<'a> Fetching<'a> {
    /// Reads by what a plan says of tables.
    pub fn new(plan: &Plan, may_be_read: &'a MayBeRead<'a>) -> Self {
        let settled = plan.tables.iter().map(|table| table.mapping.clone()).collect();
        Self { may_be_read, settled, last: RefCell::new(None) }
    }

    /// Reads a file again, and returns its text if notes are read from it.
    pub fn look_again(&self, entry: &Entry) -> Result<Option<NoteText>, Failure> {
        let changed = || Failure::from(changed(entry));
        if !(self.may_be_read)(entry.file.as_ref()) {
            return Err(changed());
        }
        let is_note = entry.taken_as == TakenAs::Note || entry.lines.is_some();
        let fetched = match entry.inside.is_empty() {
            false => self.fetch(entry)?,
            true => {
                let file = open_given(entry.file.as_ref())?;
                let mut bytes = Vec::new();
                let found =
                    examined(&file, is_note.then_some(&mut bytes)).map_err(|_| changed())?;
                if found.sha256 != entry.sha256 {
                    return Err(changed());
                }
                Fetched { bytes, note: None }
            }
        };
        if !is_note {
            return Ok(None);
        }
        if let Some(note) = fetched.note {
            return Ok(Some(NoteText::Note(note)));
        }
        let name = entry.inside.last().unwrap_or(&entry.file);
        let text = text_of(name, &fetched.bytes).ok().flatten().ok_or_else(changed)?.text;
        Ok(Some(NoteText::File(name.clone(), text)))
    }

    /// Opens what an entry is, as what may become a document.
    pub fn candidate(&self, entry: &Entry) -> Result<Candidate, Failure> {
        let path: &Path = entry.file.as_ref();
        if entry.inside.is_empty() {
            return Candidate::of(open_given(path)?);
        }
        let at: PathBuf = [path].into_iter().chain(entry.inside.iter().map(Path::new)).collect();
        Candidate::of_bytes(self.fetch(entry)?.bytes, &at)
    }

    /// Fetches what stands in a file, if it is the same as when the plan was made.
    fn fetch(&self, entry: &Entry) -> Result<Fetched, Failure> {
        let changed = || Failure::from(changed(entry));
        let (step, around) = entry.inside.split_last().ok_or_else(changed)?;
        let mut last = self.last.borrow_mut();
        if !last.as_ref().is_some_and(|last| last.file == entry.file && last.inside == around) {
            // One is let go before the next is read.
            *last = None;
            let opened = self.open(&entry.file, around)?.ok_or_else(changed)?;
            *last = Some(Last { file: entry.file.clone(), inside: around.to_vec(), opened });
        }
        let last = last.as_mut().ok_or_else(changed)?;
        let fetched = last.opened.fetch(step, &self.settled).ok_or_else(changed)?;
        match bare_sha256(&fetched.bytes) == entry.sha256 {
            true => Ok(fetched),
            false => Err(changed()),
        }
    }

    fn open(&self, file: &str, inside: &[String]) -> Result<Option<Opened<Reading>>, Failure> {
        let mut opened = match holding(file) {
            Some(Holding::Archive) => Opened::file(open_given(file.as_ref())?.into()),
            _ => Opened::bytes(file, read_given(file.as_ref())?.bytes),
        };
        for step in inside {
            let fetched = opened.as_mut().and_then(|it| it.fetch(step, &self.settled));
            opened = fetched.and_then(|fetched| Opened::bytes(step, fetched.bytes));
        }
        Ok(opened)
    }
}
