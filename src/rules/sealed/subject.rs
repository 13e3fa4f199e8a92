//! What the rules about opened files of the vault look at.

/// A file of the vault, as opening it has shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedSubject {
    /// It is not what was sealed, and why.
    Damaged(String),
    /// No identity opens it.
    ForOthers,
    /// It opens, and another program has sealed it.
    Foreign,
    /// It opens, and is not what its folder is for.
    WrongKind(&'static str),
    /// It opens, and casenotes has sealed it.
    Ours {
        /// The id that its own words give it, if its path gives it another.
        belongs_to: Option<String>,
        /// Whether it is sealed to today's recipients.
        is_current: bool,
    },
}
