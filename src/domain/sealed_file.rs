//! What things of the vault are by their outside, with no key at hand.

use crate::failure::Explain;

/// What the outside of a sealed note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// How many keys can open it.
    pub recipients: usize,
    /// Whether a passphrase opens it instead of a key.
    pub by_passphrase: bool,
}

/// Why a file does not look like a sealed note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// It does not begin as an age file does.
    #[error("the file is not sealed: it has no age header")]
    NoHeader,
    /// It is an age file in text form.
    #[error("the file is an age file in armored form, which the vault does not use")]
    Armored,
    /// The header is damaged.
    #[error("the age header is damaged")]
    DamagedHeader,
    /// The file ends too early.
    #[error("the file is cut short: no sealed text follows the age header")]
    CutShort,
}

impl Explain for NotSealed {}

/// What a thing in the vault is, by its outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// A file of a sealed file's name, and what its header says.
    Sealed(Result<Envelope, NotSealed>),
    /// A sealed file whose name does not say which note it is.
    MisnamedNote,
    /// A sealed file whose name is that of a note with something added: a copy that another program
    /// made.
    ConflictCopy,
    /// A sealed file where no command looks.
    SealedElsewhere,
    /// A copy of the marker or of the list of recipients.
    CopyOfList,
    /// What a desktop or a synchronising program keeps for itself.
    Desktop,
    /// The marker, or the list of recipients.
    Known,
    /// A folder that belongs here.
    Folder,
    /// What a killed run of casenotes left: sealed or empty, and safe to remove.
    Temporary,
    /// The git repository that holds the vault, which has a remote.
    Remote,
    /// An editor's swap, backup or undo file.
    Swap,
    /// Anything else.
    Stray,
}
