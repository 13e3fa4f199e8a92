//! The words that a practice brings: `lexicon/LANGUAGE/*.txt`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::failure::Explain;
use crate::fields::{Problem, ProblemKind};
use crate::record::chart::Chart;
use crate::record::problems::placed;
use crate::text::context;
use crate::text::language::Language;
use crate::text::lexicon::Lexicon;
use crate::text::lexicon::own::{self, Own, faults_of};

/// Words that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum NotWords {
    /// A line of a file is none of a table.
    #[error("{0}")]
    Faulty(String),
    /// A folder has the name of no language.
    #[error("{}: this folder of words has the name of no language", .0.display())]
    NoLanguage(PathBuf),
    /// A file that no rule would read.
    #[error("{}: no rule reads a file of words by this name", .0.display())]
    Unknown(PathBuf),
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Explain for NotWords {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Faulty(_) => Some(
                "Mend the line, or put `#` in front of it; docs/CONFIGURATION.md tells the form."
                    .into(),
            ),
            Self::NoLanguage(_) => {
                Some("Name it by the language alone, such as `lexicon/fr`, or move it away.".into())
            }
            Self::Unknown(_) => {
                let files: Vec<&str> = own::files().collect();
                Some(format!("Name it one of {}.", files.join(", ")))
            }
            Self::Disk(error) => error.hint(),
        }
    }
}

impl Chart {
    /// Reads the words that the practice brought, by the first part of the tag of their language. They live
    /// as long as the program.
    ///
    /// # Errors
    /// Fails on a line that is none of a table, on a file that no rule reads, and on a link.
    pub fn lexicons(&self) -> Result<BTreeMap<String, Lexicon>, NotWords> {
        let mut all = BTreeMap::new();
        let Some(folder) = self.tree().root().open_in("lexicon")? else { return Ok(all) };
        for entry in folder.entries()?.into_iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let path = folder.path().join(&entry.name);
            let name = entry.name.to_str().unwrap_or_default();
            let language = name.parse::<Language>().ok();
            let Some(language) = language.filter(|it| it.primary() == name) else {
                return Err(NotWords::NoLanguage(path));
            };
            let Some(inner) = folder.open_in(name)? else { continue };
            let mut files = Vec::new();
            for file in inner.entries()? {
                let name = file.name.to_string_lossy().into_owned();
                if !name.ends_with(".txt") {
                    continue;
                }
                let path = inner.path().join(&file.name);
                if !own::files().any(|file| file == name) {
                    return Err(NotWords::Unknown(path));
                }
                let bytes = inner.read(file.name.as_ref())?;
                let fault = |problem: &Problem| NotWords::Faulty(placed(&path, &bytes, problem));
                let text = std::str::from_utf8(&bytes)
                    .map_err(|error| fault(&Problem::not_text(error)))?;
                if let Some(first) = faults_of(&name, text).into_iter().next() {
                    let span = first.at..first.at;
                    let kind = ProblemKind::WrongValue;
                    return Err(fault(&Problem::of_document(kind, span, first.message)));
                }
                files.push((name, text.to_owned()));
            }
            let base = language.lexicon();
            let cues = base.map(context::built_in);
            let own = Own::read(base, cues.as_slice(), &files);
            all.insert(name.to_owned(), Lexicon::Own(Box::leak(Box::new(own))));
        }
        Ok(all)
    }
}
