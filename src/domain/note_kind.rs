//! What a note of the vault is.

use std::str::FromStr;

/// What a sealed note is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteKind {
    /// A psychotherapy note (45 CFR 164.501).
    #[default]
    Psychotherapy,
    /// A note of a counseling session of a substance use disorder program (42 CFR 2.11).
    SudCounseling,
}

/// A word that is no kind of note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of note; use `psychotherapy` or `sud-counseling`")]
pub struct NoKind;

impl NoteKind {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Psychotherapy => "psychotherapy",
            Self::SudCounseling => "sud-counseling",
        }
    }

    /// Returns what such notes are called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Psychotherapy => "psychotherapy notes",
            Self::SudCounseling => "SUD counseling notes",
        }
    }
}

impl FromStr for NoteKind {
    type Err = NoKind;

    fn from_str(text: &str) -> Result<Self, NoKind> {
        match text {
            "psychotherapy" => Ok(Self::Psychotherapy),
            "sud-counseling" => Ok(Self::SudCounseling),
            _ => Err(NoKind),
        }
    }
}
