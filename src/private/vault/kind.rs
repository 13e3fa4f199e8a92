//! The kinds of sealed files: where each lies, and how its names end.

use std::ffi::OsStr;

use crate::domain::note_id::SealedStem;

/// What a sealed file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A psychotherapy note.
    Note,
    /// An entry in the log of releases.
    Release,
    /// An authorization under which a note was released.
    Authorization,
    /// What is said of a file that was removed, or moved to another client.
    Removal,
    /// A text that could not be filed.
    Draft,
}

impl Kind {
    /// What lies in the vault itself.
    pub const IN_THE_VAULT: [Self; 4] =
        [Self::Note, Self::Release, Self::Authorization, Self::Removal];

    /// Returns the name of the folder for this kind.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Note => "clients",
            Self::Release => "releases",
            Self::Authorization => "authorizations",
            Self::Removal => "removed",
            Self::Draft => "drafts",
        }
    }

    /// Returns what the names of such files end in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Note | Self::Draft => ".md.age",
            Self::Release | Self::Authorization | Self::Removal => ".toml.age",
        }
    }

    /// Returns what one such file is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Note => "psychotherapy note",
            Self::Release => "release",
            Self::Authorization => "authorization",
            Self::Removal => "removal",
            Self::Draft => "draft",
        }
    }

    /// Returns what a file's name says, if it is the name of such a file.
    pub fn stem_of(self, name: &OsStr) -> Option<SealedStem> {
        name.to_str()?.strip_suffix(self.ending())?.parse().ok()
    }
}
