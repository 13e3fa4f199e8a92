//! The name of a note format, such as `soap`.

use std::fmt;
use std::str::FromStr;

/// The name of a note format; also the name of its template file and the end of a note's name.
///
/// Invariant: 2 to 32 of `a-z` and `-`, starting and ending with a letter, no two dashes in a row.
/// Digits are left out, so that the counter at the end of a note's name stays unmistakable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatName(String);

/// A text that cannot name a format.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("not a format name: use lower-case letters and dashes, such as `soap`")]
pub struct InvalidFormatName;

impl FormatName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether `text` is a format name.
    pub fn is_valid(text: &str) -> bool {
        (2..=32).contains(&text.len())
            && text.split('-').all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase()))
    }
}

impl FromStr for FormatName {
    type Err = InvalidFormatName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if Self::is_valid(text) { Ok(Self(text.to_owned())) } else { Err(InvalidFormatName) }
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_name_cannot_leave_its_folder_or_look_like_a_counter() {
        for text in ["", "a", "soap-2", "../soap", "SOAP", "a/b", "-soap", "soap-", "a--b"] {
            assert!(text.parse::<FormatName>().is_err(), "{text:?} was accepted");
        }
        assert!("treatment-plan".parse::<FormatName>().is_ok());
    }
}
