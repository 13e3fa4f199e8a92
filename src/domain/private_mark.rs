//! What bytes bear that come from the vault: psychotherapy notes never belong in the chart (45 CFR 164.501).

/// What stands on every document in which psychotherapy notes leave: where the law has a section about
/// them, and where it has none.
pub const NOTICES: [&str; 2] = [
    "These are psychotherapy notes (45 CFR 164.501), kept apart from the record.",
    "These are psychotherapy notes, kept apart from the record.",
];

/// How age files begin.
pub const AGE: &str = "age-encryption.org/v1";

/// What stands in whatever an age file was packed or pasted into: the head, the armor, and the head in
/// base64.
pub const PACKED: [&str; 3] = [
    "age-encryption.org/v1\n-> ",
    "-----BEGIN AGE ENCRYPTED FILE-----",
    "YWdlLWVuY3J5cHRpb24ub3JnL3Yx",
];

/// What bytes from the vault turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateMark {
    /// Something that age has sealed.
    Sealed,
    /// Psychotherapy notes that were released.
    Released,
}

impl PrivateMark {
    /// Returns the mark that a whole text bears.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let holds = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
        if bytes.starts_with(AGE.as_bytes()) || PACKED.iter().any(|text| holds(text)) {
            return Some(Self::Sealed);
        }
        NOTICES.iter().any(|text| holds(text)).then_some(Self::Released)
    }
}
