//! What a rule has found, and how grave it is.

use std::path::PathBuf;

use crate::domain::position::Position;

/// The code of what could not be checked, because we have a bug.
pub const UNCHECKED: &str = "PR001";

/// How grave a finding is. Only errors make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The record is wrong or incomplete.
    Error,
    /// Somebody should look.
    Warning,
    /// Something to know; no reason to act.
    Info,
}

impl Level {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One place where a file breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule: its code.
    pub code: &'static str,
    /// Which rule: its name.
    pub name: &'static str,
    /// How grave it is.
    pub level: Level,
    /// Whether the note is a draft, or was signed in spite of it with a reason: then it is a warning
    /// at most.
    pub excused: bool,
    /// Which file.
    pub path: PathBuf,
    /// Where in the file; `None` for the whole of it.
    pub place: Option<Position>,
    /// What is wrong here; never quotes the note's text.
    pub message: String,
    /// What to do about it, as a sentence.
    pub help: Option<String>,
}

impl Finding {
    /// Tells whether it is none about the file: a rule could not be checked, because we have a bug.
    pub fn is_unchecked(&self) -> bool {
        self.code == UNCHECKED
    }
}
