//! Reads the files of a plan again when it is filed, and fetches out of them what stands in them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::commands::chart::import::{ImportError, MayBeRead};
use crate::disk::outside::{open_given, read_given};
use crate::disk::read::Reading;
use crate::domain::digest::bare_sha256;
use crate::failure::Failure;
use crate::import::parts::Lines;
use crate::import::plan::{Entry, Plan};
use crate::import::reading::{body, text_of};
use crate::import::table::Mapping;
use crate::import::within::{Fetched, Holding, Opened, holding};
use crate::record::chart::documents::Candidate;

/// The text of a note, or of a file of several.
pub enum NoteText {
    /// The text of a file, and where its lines begin; its name says what it is.
    File(String, String, Lines),
    /// A note as Markdown.
    Note(String),
}

impl NoteText {
    /// Returns the note that an entry is, as Markdown.
    pub fn body(&self, entry: &Entry) -> String {
        match self {
            Self::File(name, text, begun) => {
                let part = entry.lines.as_ref().map(|lines| begun.part(text, lines));
                body(name, text, part)
            }
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

    /// Opens what an entry is, as what may become a document, and reads its text if notes are to be read from it.
    pub fn open(
        &self,
        entry: &Entry,
        has_notes: bool,
    ) -> Result<(Candidate, Option<NoteText>), Failure> {
        let (path, changed): (&Path, _) = (entry.file.as_ref(), || Failure::from(changed(entry)));
        if !(self.may_be_read)(path) {
            return Err(changed());
        }
        let Fetched { bytes, note } = match (entry.inside.is_empty(), has_notes) {
            (true, false) => return Ok((Candidate::of(open_given(path)?)?, None)),
            (true, true) => {
                // Whether they are those that were planned is seen when they are filed.
                let (file, mut bytes) = (open_given(path)?, Vec::new());
                file.copy_to(&mut bytes).map_err(|source| file.failed(source))?;
                Fetched { bytes, note: None }
            }
            (false, _) => self.fetch(entry)?,
        };
        let text = match (has_notes, note) {
            (false, _) => None,
            (true, Some(note)) => Some(NoteText::Note(note)),
            (true, None) => {
                let name = entry.inside.last().unwrap_or(&entry.file);
                let text = text_of(name, &bytes).ok().flatten().ok_or_else(changed)?.text;
                let begun = Lines::of(&text);
                Some(NoteText::File(name.clone(), text, begun))
            }
        };
        let at: PathBuf = [path].into_iter().chain(entry.inside.iter().map(Path::new)).collect();
        Ok((Candidate::of_bytes(bytes, &at)?, text))
    }

    /// Fetches what stands in a file, if it is the same as when the plan was made.
    fn fetch(&self, entry: &Entry) -> Result<Fetched, Failure> {
        let changed = || Failure::from(changed(entry));
        let (step, around) = entry.inside.split_last().ok_or_else(changed)?;
        let mut last = self.last.borrow_mut();
        if !last.as_ref().is_some_and(|last| last.file == entry.file && last.inside == around) {
            // One is let go before the next is read.
            *last = None;
            let opened = self.open_file(&entry.file, around)?.ok_or_else(changed)?;
            *last = Some(Last { file: entry.file.clone(), inside: around.to_vec(), opened });
        }
        let last = last.as_mut().ok_or_else(changed)?;
        let fetched = last.opened.fetch(step).ok_or_else(changed)?;
        match bare_sha256(&fetched.bytes) == entry.sha256 {
            true => Ok(fetched),
            false => Err(changed()),
        }
    }

    fn open_file(&self, file: &str, inside: &[String]) -> Result<Option<Opened<Reading>>, Failure> {
        let mut opened = match holding(file) {
            Some(Holding::Archive) => Opened::file(open_given(file.as_ref())?.into()),
            _ => Opened::bytes(file, read_given(file.as_ref())?.bytes, &self.settled),
        };
        for step in inside {
            let fetched = opened.as_mut().and_then(|it| it.fetch(step));
            opened = fetched.and_then(|it| Opened::bytes(step, it.bytes, &self.settled));
        }
        Ok(opened)
    }
}
