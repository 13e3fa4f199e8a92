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
    /// What an import that was killed has not brought to its place yet.
    Arriving,
    /// A signature of a file that is not there.
    OrphanedSignature,
    /// A later addition to a note that is not there.
    OrphanedAmendment,
    /// What a desktop or a synchronising program puts into any folder.
    Desktop,
    /// A symbolic link, which casenotes never follows.
    Link,
    /// Anything else.
    Other,
}

impl StrayKind {
    /// Tells whether it belongs to a file that is not there.
    pub fn is_orphan(self) -> bool {
        matches!(self, Self::OrphanedSignature | Self::OrphanedAmendment)
    }
}

/// Tells whether desktops and synchronising programs put a file of such a name into any folder. What
/// somebody wrote is not in it.
pub fn is_desktop_file(name: &str) -> bool {
    matches!(
        name,
        ".DS_Store"
            | ".directory"
            | ".dropbox"
            | ".hidden"
            | ".localized"
            | ".metadata_never_index"
            | ".stignore"
            | "Icon\r"
            | "Thumbs.db"
            | "desktop.ini"
            | "Desktop.ini"
    )
}
