//! What the rules about the chart look at.

use crate::fields::Problem;
use crate::record::chart::templates::Own;

/// What is the matter with a clone of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloneState {
    /// git holds two versions of a file.
    Unmerged {
        /// The note, paper or file to be settled.
        target: String,
    },
    /// Something that guards the record is not there.
    Unguarded {
        /// What, in words.
        lacks: String,
    },
    /// It has not the whole history.
    Shallow,
    /// What came has changed or removed what was signed or logged, and it is not back.
    InDoubt {
        /// What a person runs next.
        command: String,
    },
}

/// The lines by which git marks a conflict, in a file that is no note.
pub struct LeftConflict {
    /// Where the first of them begins.
    pub at: usize,
}

impl LeftConflict {
    /// Looks for the first marker in a file.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mut at = 0;
        for line in bytes.split(|byte| *byte == b'\n') {
            if line.starts_with(b"<<<<<<< ") || line.starts_with(b">>>>>>> ") {
                return Some(Self { at });
            }
            at += line.len() + 1;
        }
        None
    }
}

/// A template of the practice's own.
pub struct TemplateSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
    /// The file name without its ending, if it can be read.
    pub named: Option<&'a str>,
    /// The format it says it is of, if it can be read.
    pub format: Option<&'a str>,
}

impl<'a> From<&'a Own> for TemplateSubject<'a> {
    fn from(template: &'a Own) -> Self {
        Self {
            problems: &template.problems,
            named: template.named(),
            format: template.format.as_deref(),
        }
    }
}

/// The settings of the practice.
pub struct SettingsSubject<'a> {
    /// What reading them has found.
    pub problems: &'a [Problem],
}
