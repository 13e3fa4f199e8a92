//! Whom a note is sealed to: the lines of `recipients.txt`.

use std::fmt;
use std::str::FromStr;

use age::{tag, tagpq, x25519};
use sha2::{Digest, Sha256};

use crate::failure::Explain;

/// The keys that a note is sealed to, in the order of the file.
pub struct Recipients {
    keys: Vec<Key>,
}

/// One line of `recipients.txt`; comments above and behind it say whose device it is.
struct Key {
    /// The recipient as age writes it: `age1...`.
    text: String,
    key: Box<dyn age::Recipient + Send + Sync>,
}

/// A list of recipients that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipientsError {
    /// A line is not a recipient.
    #[error("line {0} of the recipients is not an age recipient such as `age1...`")]
    NotARecipient(usize),
    /// The list has no recipient.
    #[error("the list of recipients is empty")]
    Empty,
    /// The list is not text.
    #[error("the list of recipients is not UTF-8 text")]
    NotText,
    /// The same key twice.
    #[error("line {0} of the recipients repeats an earlier one")]
    Repeated(usize),
}

impl Explain for RecipientsError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Empty => "Add a line with your own recipient, which stands in your identity file as `# public key: age1...`.".into(),
            _ => "Mend `recipients.txt` in the vault: one recipient a line, `#` begins a comment.".into(),
        })
    }
}

impl Recipients {
    /// Reads the lines of `recipients.txt`.
    ///
    /// # Errors
    /// Refuses a list with any line that is not understood: to drop one silently would lock its
    /// owner out.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecipientsError> {
        let text = std::str::from_utf8(bytes).map_err(|_| RecipientsError::NotText)?;
        let mut keys: Vec<Key> = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, behind) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            if !behind.trim().is_empty() && !behind.trim().starts_with('#') {
                return Err(RecipientsError::NotARecipient(at + 1));
            }
            let parsed = parse_key(key).ok_or(RecipientsError::NotARecipient(at + 1))?;
            if keys.iter().any(|known| known.text == key) {
                return Err(RecipientsError::Repeated(at + 1));
            }
            keys.push(Key { text: key.to_owned(), key: parsed });
        }
        if keys.is_empty() { Err(RecipientsError::Empty) } else { Ok(Self { keys }) }
    }

    /// Returns the digest that a note carries of the list it was sealed to.
    ///
    /// The age header does not name recipients, so this is how `vault rekey` knows its work. The
    /// order of the list and its comments do not count.
    pub fn digest(&self) -> String {
        let mut texts: Vec<&str> = self.keys.iter().map(|key| key.text.as_str()).collect();
        texts.sort_unstable();
        let mut hash = Sha256::new();
        for text in texts {
            hash.update(text);
            hash.update("\n");
        }
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }

    /// Lends the keys to the age crate.
    pub(super) fn as_age(&self) -> impl Iterator<Item = &dyn age::Recipient> {
        self.keys.iter().map(|key| &*key.key as &dyn age::Recipient)
    }
}

// Post-quantum and hardware recipients seal here; to open with them is a plugin's work.
fn parse_key(text: &str) -> Option<Box<dyn age::Recipient + Send + Sync>> {
    if let Ok(key) = x25519::Recipient::from_str(text) {
        return Some(Box::new(key));
    }
    if let Ok(key) = tag::Recipient::from_str(text) {
        return Some(Box::new(key));
    }
    match tagpq::Recipient::from_str(text) {
        Ok(key) => Some(Box::new(key)),
        Err(_) => None,
    }
}

impl fmt::Debug for Recipients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.text)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    const B: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

    #[test]
    fn the_digest_is_of_the_keys_and_not_of_their_order_or_comments() {
        let one = Recipients::parse(format!("# laptop\n{A}\n\n{B} # paper\n").as_bytes()).unwrap();
        let two = Recipients::parse(format!("{B}\r\n{A}\r\n").as_bytes()).unwrap();
        assert_eq!(one.digest(), two.digest());
        assert_ne!(one.digest(), Recipients::parse(A.as_bytes()).unwrap().digest());
        assert_eq!(one.keys.len(), 2);
    }

    #[test]
    fn no_line_is_ever_dropped_silently() {
        let error = |text: &str| Recipients::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error(&format!("{A}\nage1nonsense\n")), RecipientsError::NotARecipient(2));
        assert_eq!(error(&format!("{A} {B}\n")), RecipientsError::NotARecipient(1));
        assert_eq!(error(&format!("{A}\n{A}\n")), RecipientsError::Repeated(2));
        assert_eq!(error("# nobody\n"), RecipientsError::Empty);
    }
}
