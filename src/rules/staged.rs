//! What the rules about commits look at, and the files of their examples.

/// A file that is about to be committed, or that was signed in an earlier version.
pub struct StagedSubject<'a> {
    /// Its file name.
    pub name: &'a str,
    /// What it holds; nothing when it is removed.
    pub bytes: &'a [u8],
    /// Whether it is a progress note, whose text has rules of its own.
    pub is_note: bool,
    /// Whether it was signed and is about to be changed or removed.
    pub was_signed: bool,
}

/// Where the file of the examples lies.
pub const ATTACHED: &str = "clients/c-7f3k/notes/2026-11-24-1400.md.age";

impl StagedSubject<'_> {
    /// Tells whether it holds some bytes.
    pub fn holds(&self, bytes: &str) -> bool {
        memchr::memmem::find(self.bytes, bytes.as_bytes()).is_some()
    }
}
