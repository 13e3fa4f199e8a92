//! What lies in the chart and does not belong there.

/// What a stray thing is, by its name and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrayKind {
    /// An edit that could not be saved because the note changed meanwhile.
    Conflict,
    /// A text that a killed or failed run left.
    UnsavedEdit,
    /// A file that a killed run was writing.
    Temporary,
    /// A signature of a file that is not there.
    OrphanedSignature,
    /// A later addition to a note that is not there.
    OrphanedAmendment,
    /// A symbolic link, which casenotes never follows.
    Link,
    /// Anything else.
    Other,
}
