//! Ids of resources: UUIDs of version 5 (RFC 9562), made from names and from nothing random.
//!
//! The same record gives the same ids, so that a receiver who gets it twice sees that it is the same.

use std::fmt;

use serde::{Serialize, Serializer};
use sha1::{Digest, Sha1};

/// The namespace of all that this tool names; drawn once, of no meaning.
const NAMESPACE: Uuid = Uuid([
    0x6f, 0x1d, 0x0b, 0x52, 0x8a, 0x4e, 0x4c, 0x37, 0x9e, 0x60, 0x2b, 0xd7, 0x51, 0xc4, 0x93, 0x0e,
]);

/// A universally unique id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// Names something within a namespace: RFC 9562, section 5.5.
    pub fn within(namespace: Self, name: &str) -> Self {
        Namer::within(namespace).and(name).name()
    }

    /// Names something among all records there are.
    pub fn of_record(name: &str) -> Self {
        Self::within(NAMESPACE, name)
    }

    /// Returns the id as a URI.
    pub fn urn(self) -> String {
        let mut urn = String::with_capacity(45);
        urn.push_str("urn:uuid:");
        urn.push_str(str::from_utf8(&self.digits()).unwrap_or_default());
        urn
    }

    /// Returns its digits with the hyphens between them.
    fn digits(self) -> [u8; 36] {
        let digit = |value: u8| b"0123456789abcdef"[usize::from(value & 0x0f)];
        let (mut text, mut at) = ([b'-'; 36], 0);
        for byte in self.0 {
            // Where a hyphen stands.
            at += usize::from(matches!(at, 8 | 13 | 18 | 23));
            text[at] = digit(byte >> 4);
            text[at + 1] = digit(byte);
            at += 2;
        }
        text
    }
}

/// Names something by a text that comes in pieces.
#[derive(Clone)]
pub struct Namer(Sha1);

impl Namer {
    /// Begins to name something within a namespace.
    pub fn within(namespace: Uuid) -> Self {
        Self(Sha1::new().chain_update(namespace.0))
    }

    /// Begins to name something among all records there are.
    pub fn of_record() -> Self {
        Self::within(NAMESPACE)
    }

    /// Goes on with a text.
    pub fn and(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// Goes on with an id as it is written.
    pub fn add_id(&mut self, id: Uuid) {
        self.add(&id.digits());
    }

    /// Adds to what names it.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns its name.
    pub fn name(&self) -> Uuid {
        let digest = self.0.clone().finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x50;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Uuid(bytes)
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_one_of_the_standards_own_example() {
        // RFC 9562, appendix A.4: version 5 of `www.example.com` in the namespace of domain names.
        let dns = Uuid([
            0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4,
            0x30, 0xc8,
        ]);
        let id = Uuid::within(dns, "www.example.com");
        assert_eq!(id.urn(), "urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }
}
