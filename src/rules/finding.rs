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
    /// Tells whether it is about what a note says, as against whether it can be read, found, told
    /// from another and trusted.
    pub fn is_about_content(&self) -> bool {
        let is_form = ["FM", "CL", "CM", "CT", "DS", "KY", "PR", "SG", "VT", "VN"]
            .iter()
            .any(|family| self.code.starts_with(family));
        // Bytes that are not text, and a merge that was left half done; a score is what a note says.
        !is_form && !matches!(self.code, "TX001" | "TX002") || self.code == "FM013"
    }

    /// Tells whether it is none about the file: a rule could not be checked, because we have a bug.
    pub fn is_unchecked(&self) -> bool {
        self.code == UNCHECKED
    }
}

/// Makes warnings of the errors in what notes say, as against how they are filed and signed, and of
/// those of the rules in `also`; tells whether there was one.
pub fn excuse(findings: &mut [Finding], also: &[&str]) -> bool {
    let is_meant = |found: &Finding| found.is_about_content() || also.contains(&found.code);
    let excused =
        findings.iter_mut().filter(|found| found.level == Level::Error && is_meant(found));
    let mut any = false;
    for finding in excused {
        finding.level = Level::Warning;
        finding.excused = true;
        any = true;
    }
    any
}
