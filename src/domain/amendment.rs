//! The kinds of later additions to a signed note, and the names of their files.

use std::fmt;
use std::str::FromStr;

/// What a later addition to a signed note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmendmentKind {
    /// What was not known at the time.
    Addendum,
    /// That what was signed with a key that may sign no more is as it was signed.
    Affirmation,
    /// What was wrong.
    Correction,
    /// A second signature, by the supervisor.
    Cosignature,
    /// What was left out.
    LateEntry,
}

/// The name of an addition within its note: `addendum-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmendmentName {
    /// Which sort of addition it is.
    pub kind: AmendmentKind,
    /// Which of its kind, from 1.
    pub number: u16,
}

/// What a later addition adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The note beside it, as it is.
    This,
    /// The note beside it, as it was.
    OtherText,
    /// Another note.
    OtherNote,
}

/// A text that is not a kind of addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of amendment; use `addendum`, `correction` or `late-entry`")]
pub struct NotAKind;

/// A text that is not the name of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an amendment, such as `addendum-1`")]
pub struct NotAnAmendment;

impl AmendmentKind {
    /// Every kind, in the order of its word.
    pub const ALL: [Self; 5] =
        [Self::Addendum, Self::Affirmation, Self::Correction, Self::Cosignature, Self::LateEntry];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Addendum => "addendum",
            Self::Affirmation => "affirmation",
            Self::Correction => "correction",
            Self::Cosignature => "cosignature",
            Self::LateEntry => "late-entry",
        }
    }

    /// Returns what a reader of the record sees.
    pub fn title(self) -> &'static str {
        match self {
            Self::Addendum => "Addendum",
            Self::Affirmation => "Affirmation",
            Self::Correction => "Correction",
            Self::Cosignature => "Co-signature",
            Self::LateEntry => "Late entry",
        }
    }

    /// Tells whether it signs what is there and says nothing of the session.
    pub fn only_signs(self) -> bool {
        matches!(self, Self::Affirmation | Self::Cosignature)
    }
}

impl FromStr for AmendmentKind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(NotAKind)
    }
}

impl fmt::Display for AmendmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AmendmentName {
    type Err = NotAnAmendment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, number) = text.rsplit_once('-').ok_or(NotAnAmendment)?;
        let is_plain =
            !number.starts_with('0') && number.bytes().all(|digit| digit.is_ascii_digit());
        let number = number.parse().ok().filter(|_| is_plain).ok_or(NotAnAmendment)?;
        Ok(Self { kind: kind.parse().map_err(|_| NotAnAmendment)?, number })
    }
}

impl fmt::Display for AmendmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.kind, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_printed_is_read_back() {
        for text in ["addendum-1", "correction-12", "cosignature-2", "late-entry-999"] {
            assert_eq!(text.parse::<AmendmentName>().unwrap().to_string(), text);
        }
        for text in ["", "addendum", "addendum-", "addendum-0", "addendum-01", "late-1", "x-1"] {
            assert_eq!(text.parse::<AmendmentName>(), Err(NotAnAmendment), "{text}");
        }
    }

    #[test]
    fn kinds_are_listed_by_their_word() {
        assert!(AmendmentKind::ALL.is_sorted_by_key(|kind| kind.as_str()));
    }
}
