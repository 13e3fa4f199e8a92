//! On what a record is printed.

use std::str::FromStr;

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperSize {
    /// What the United States and most of the Americas print on.
    Letter,
    /// What everybody else prints on (ISO 216).
    A4,
}

/// A text that names no size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a size of paper: letter or a4")]
pub struct NotAPaperSize;

impl FromStr for PaperSize {
    type Err = NotAPaperSize;

    fn from_str(text: &str) -> Result<Self, NotAPaperSize> {
        match text {
            "letter" => Ok(Self::Letter),
            "a4" => Ok(Self::A4),
            _ => Err(NotAPaperSize),
        }
    }
}
