//! Why something in the sources is left where it is.

use std::fmt;

use crate::import::zipped::Refused;

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
    /// Its reader broke, which is our bug or that of a library.
    Unexpected,
    /// What stands in it is told by itself.
    Opened,
    /// An archive, or what is one inside, is made to do harm or broken.
    Refused(Refused),
    /// An archive in an archive in an archive.
    TooDeep,
    /// A member of an archive needs a password.
    Encrypted,
    /// A member of an archive is too large, or in a compression that is not read.
    Unread,
    /// A member of an archive does not read to its end.
    BrokenMember,
    /// A row of a table of which nobody can say what it holds, beside tables of which one can.
    UnknownColumns,
    /// Names of columns without a row below them.
    NoRows,
    /// Rows above the names of the columns.
    AboveNames,
    /// A sheet in which there is no table.
    NoTable,
    /// A sheet that whoever opens the workbook does not see.
    HiddenSheet,
    /// A resource of FHIR that is deeper nested than anybody writes it, or broken.
    BrokenResource,
    /// A resource of FHIR that is about no client, by its type.
    OfNobody(String),
    /// Lines of a file that are no resources.
    BrokenLines(String),
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
            Self::Unexpected => "reading it broke the reader, which is a bug of ours",
            Self::Opened => "what is in it stands by itself",
            Self::Refused(refused) => refused.as_str(),
            Self::TooDeep => {
                "it is an archive in an archive in an archive: unpack it, and name the folder"
            }
            Self::Encrypted => "it needs a password: unpack the archive, and name the folder",
            Self::Unread => {
                "it is larger than 64 MiB, or compressed in a way that is not read: unpack the archive, and name the folder"
            }
            Self::BrokenMember => "it is broken in the archive",
            Self::UnknownColumns => {
                "no column says what the rows of the table are: say it in `[[table]]`"
            }
            Self::NoRows => "there are names of columns in it, and no row",
            Self::AboveNames => "it stands above the names of the columns",
            Self::NoTable => "there is no table in the sheet",
            Self::HiddenSheet => "the sheet is hidden: show it, and make the plan anew",
            Self::BrokenResource => "the resource cannot be read",
            Self::OfNobody(_) => "it is about no client",
            Self::BrokenLines(_) => "these lines are no resources",
        }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(file) => write!(f, "it is the same, byte for byte, as {file}"),
            Self::Unreadable(more) | Self::OfNobody(more) | Self::BrokenLines(more) => {
                write!(f, "{}: {more}", self.kind())
            }
            other => f.write_str(other.kind()),
        }
    }
}
