//! The pseudonym that names a client's folder.

use std::fmt;
use std::str::FromStr;

/// Digits and letters that cannot be mistaken for one another when read aloud or copied by hand.
pub(super) const CLEAR: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// A client's pseudonym, safe to use as a folder name.
///
/// Ids are random and are not derived from anything about the person, as 45 CFR 164.514(c) asks
/// of a re-identification code.
///
/// Invariant: 2 to 32 of `a-z`, `0-9` and `-`, starting and ending with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(String);

/// A text that cannot name a client.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("not a client id: use 2 to 32 lower-case letters, digits and dashes, such as `c-7f3k`")]
pub struct InvalidClientId;

impl ClientId {
    /// Makes an id such as `c-7f3k` from random bytes.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        // 2^64 is so much larger than 31^4 that the remainder is as good as uniform.
        let mut number = u64::from_le_bytes(bytes);
        let mut id = String::from("c-");
        for _ in 0..4 {
            id.push(char::from(CLEAR[(number % 31) as usize]));
            number /= 31;
        }
        Self(id)
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether `text` is a client id.
    pub fn is_valid(text: &str) -> bool {
        let bytes = text.as_bytes();
        let end_is_sound = |byte: Option<&u8>| byte.is_some_and(|b| *b != b'-');
        (2..=32).contains(&bytes.len())
            && bytes.iter().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && end_is_sound(bytes.first())
            && end_is_sound(bytes.last())
    }
}

impl FromStr for ClientId {
    type Err = InvalidClientId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if Self::is_valid(text) { Ok(Self(text.to_owned())) } else { Err(InvalidClientId) }
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_client_id_cannot_leave_its_folder() {
        for text in ["../vault", "a/b", "", ".", "..", "a", "AB-1", "a\n", "-ab", "ab-", "a b"] {
            assert!(text.parse::<ClientId>().is_err(), "{text:?} was accepted");
        }
    }

    proptest! {
        #[test]
        fn any_accepted_id_is_one_plain_path_component(text in "\\PC{0,40}") {
            if let Ok(id) = text.parse::<ClientId>() {
                let path = std::path::Path::new(id.as_str());
                prop_assert_eq!(path.components().count(), 1);
                prop_assert!(matches!(path.components().next(), Some(std::path::Component::Normal(_))));
                prop_assert_eq!(id.as_str(), text);
            }
        }

        #[test]
        fn a_random_id_is_valid_and_has_no_look_alikes(bytes: [u8; 8]) {
            let id = ClientId::from_random(bytes);
            prop_assert!(ClientId::is_valid(id.as_str()));
            prop_assert!(!id.as_str()[2..].contains(['0', 'o', '1', 'l', 'i']));
        }
    }
}
