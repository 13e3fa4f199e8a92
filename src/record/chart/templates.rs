//! The templates of a practice: the built-in ones, and its own, which win.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::domain::format_name::FormatName;
use crate::fields::{Problem, ProblemKind};
use crate::note::template::{Template, Templates};
use crate::record::chart::{Chart, TemplateFile};
use crate::record::problems::placed;

/// A template of the practice's own, as it was read.
#[derive(Debug)]
pub struct Own {
    /// Where it lies.
    pub path: PathBuf,
    /// What the file holds.
    pub bytes: Vec<u8>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The format it is of, if it can be read.
    pub format: Option<String>,
}

impl Own {
    /// Returns the name of the file without its ending.
    pub fn named(&self) -> Option<&str> {
        self.path.file_stem()?.to_str()
    }

    /// Returns the first problem as `path:line:column: message`.
    pub fn first_problem(&self) -> Option<String> {
        Some(placed(&self.path, &self.bytes, self.problems.first()?))
    }
}

impl Chart {
    /// Writes a template of the practice's own; one that is there is never overwritten.
    ///
    /// # Errors
    /// Fails when there is such a file.
    pub fn add_template(&self, format: &FormatName, text: &str) -> Result<PathBuf, DiskError> {
        let path = self.root().join("templates").join(format!("{format}.md"));
        self.tree().write_new(&path, text.as_bytes())?;
        Ok(path)
    }

    /// Reads all templates; an own one with a problem does not count.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn template_set(&self) -> Result<(Templates, Vec<Own>), DiskError> {
        let mut templates = Templates::built_in();
        let mut own = Vec::new();
        for TemplateFile { path, bytes } in self.templates()? {
            let parsed = match bytes.as_deref().map(std::str::from_utf8) {
                Some(Ok(text)) => Template::parse(text),
                Some(Err(error)) => Err(vec![Problem::not_text(error)]),
                None => {
                    let message = "this is no regular file, and no link is followed".to_owned();
                    Err(vec![Problem::of_document(ProblemKind::Unreadable, 0..0, message)])
                }
            };
            let bytes = bytes.unwrap_or_default();
            match parsed {
                Ok(template) => {
                    let format = Some(template.format.to_string());
                    own.push(Own { path, bytes, problems: Vec::new(), format });
                    templates.add(template);
                }
                Err(problems) => own.push(Own { path, bytes, problems, format: None }),
            }
        }
        templates.add_synonyms(&self.settings().headings);
        Ok((templates, own))
    }
}
