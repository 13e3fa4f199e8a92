//! What bytes bear that come from the vault: psychotherapy notes never belong in the chart (45 CFR 164.501), and
//! what tells a secret key.

use std::io::{self, Write};

use memchr::memmem::Finder;

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

/// What stands in the files of secret keys: those of age and of its plugins, and whatever is a key in PEM.
pub const KEYS: [&str; 3] = ["AGE-SECRET-KEY-", "AGE-PLUGIN-", " PRIVATE KEY-----"];

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

/// Looks for secret keys in bytes that pass.
pub struct KeyFinder {
    keys: Vec<Finder<'static>>,
    /// The end of what passed, in which a key may have begun.
    end: Vec<u8>,
    /// Whether there was one.
    pub has_key: bool,
}

impl Default for KeyFinder {
    fn default() -> Self {
        Self { keys: KEYS.iter().map(Finder::new).collect(), end: Vec::new(), has_key: false }
    }
}

impl Write for KeyFinder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let longest = KEYS.iter().map(|key| key.len()).max().unwrap_or_default();
        let seam = [&self.end[..], &bytes[..bytes.len().min(longest)]].concat();
        let holds = |text: &[u8]| self.keys.iter().any(|key| key.find(text).is_some());
        self.has_key = self.has_key || holds(&seam) || holds(bytes);
        self.end.extend_from_slice(&bytes[bytes.len().saturating_sub(longest)..]);
        self.end.drain(..self.end.len().saturating_sub(longest));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_however_it_is_cut() {
        for text in ["-----BEGIN OPENSSH PRIVATE KEY-----", "x AGE-SECRET-KEY-1QQ", "AGE-PLUGIN-X"]
        {
            for cut in 0..text.len() {
                let mut finder = KeyFinder::default();
                for piece in [&text[..cut], "", &text[cut..]] {
                    finder.write_all(piece.as_bytes()).unwrap();
                }
                assert!(finder.has_key, "{text} at {cut}");
            }
        }
        let mut finder = KeyFinder::default();
        finder.write_all(b"ssh-ed25519 AAAA, a public key; AGE-SECRET").unwrap();
        assert!(!finder.has_key);
    }
}
