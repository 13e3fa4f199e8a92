//! Why something in the sources is left where it is.

use std::fmt;

/// A reason to leave something where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It comes from the vault.
    Sealed,
    /// It left the vault by a release.
    Released,
    /// It lies in the vault, or opens it.
    Private,
    /// It has no bytes.
    Empty,
    /// It has none that show.
    Blank,
    /// It is there twice; the other is named.
    Same(String),
    /// It is a link.
    Link,
    /// It is neither a file nor a folder.
    NoFile,
    /// It is a folder that its user does not see.
    HiddenFolder,
    /// It is a file that its user does not see.
    Hidden,
    /// What it is called cannot be written down.
    NoName,
    /// The system does not hand it over, and says why.
    Unreadable(String),
}

impl Left {
    /// Returns the words for all that are left for such a reason, whatever else each says.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sealed => "it is sealed by age, or holds what is",
            Self::Released => "it holds psychotherapy notes that were released",
            Self::Private => "it lies in the vault, or is a key of it",
            Self::Empty => "it is empty",
            Self::Blank => "there is nothing but space in it",
            Self::Same(_) => "it is the same, byte for byte, as another",
            Self::Link => "it is a symbolic link, and no link is followed",
            Self::NoFile => "it is a pipe, a device or a socket",
            Self::HiddenFolder => "it is a hidden folder",
            Self::Hidden => "it is a hidden file, or one of the system",
            Self::NoName => "its name is no text in UTF-8",
            Self::Unreadable(_) => "it cannot be read",
        }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(file) => write!(f, "it is the same, byte for byte, as {file}"),
            Self::Unreadable(why) => write!(f, "{}: {why}", self.kind()),
            other => f.write_str(other.kind()),
        }
    }
}
