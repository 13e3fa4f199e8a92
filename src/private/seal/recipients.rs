//! Whom a note is sealed to: the lines of `recipients.txt`.

use std::fmt;

use crate::domain::digest::sha256;
use crate::domain::nearest::nearest;
use crate::domain::recipient_list::{self, ListedRecipient};
use crate::failure::Explain;
use crate::sealing::{NoKey, parse_key};

/// The keys that a note is sealed to, in the order of the file.
pub struct Recipients {
    keys: Vec<Key>,
}

/// One recipient of the list.
struct Key {
    entry: ListedRecipient,
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
    /// A hardware key whose plugin cannot be used.
    #[error("line {0} of the recipients needs an age plugin")]
    NeedsPlugin(usize),
}

/// A change of the list that is refused; the list is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The text is not a recipient.
    #[error("this is not an age recipient such as `age1...`")]
    NotARecipient,
    /// The text is the recipient of a plugin that cannot be used.
    #[error("this recipient needs an age plugin")]
    NeedsPlugin,
    /// The recipient is on the list.
    #[error("this recipient is on the list already")]
    Known,
    /// Another recipient has the label.
    #[error("the label `{0}` is taken")]
    LabelTaken(String),
    /// The label cannot stand in a comment.
    #[error("a label is a few words on one line, without `#`, and no recipient")]
    NotALabel,
    /// No recipient has the label.
    #[error("no recipient is called `{name}`")]
    NoSuch {
        /// What was asked for.
        name: String,
        /// What was meant, if that is clear.
        meant: Option<String>,
    },
    /// More than one recipient has the label.
    #[error("more than one recipient is called `{0}`")]
    Several(String),
    /// Nobody could open a note any more.
    #[error("this is the only recipient of the vault")]
    Last,
}

impl Explain for RecipientsError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NeedsPlugin(_) => NEEDS_PLUGIN.into(),
            Self::Empty => "Add a line with your own recipient, which stands in your identity file as `# public key: age1...`.".into(),
            _ => "Mend `recipients.txt` in the vault: one recipient a line, `#` begins a comment.".into(),
        })
    }
}

/// What to do about a recipient of a plugin.
const NEEDS_PLUGIN: &str = "Install `age-plugin-NAME`, and casenotes with `--features plugin`.";

impl Explain for ChangeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotARecipient => {
                "A device prints its own with `age-keygen -y IDENTITY`; `--paper` makes a new key."
                    .into()
            }
            Self::NeedsPlugin => NEEDS_PLUGIN.into(),
            Self::Known => "Run `casenotes vault keys list` to see the list.".into(),
            Self::LabelTaken(_) => "Choose another label.".into(),
            Self::NotALabel => "Say whose device it is, such as `paper key in the safe`.".into(),
            Self::NoSuch { meant: Some(meant), .. } => format!("Did you mean `{meant}`?"),
            Self::NoSuch { .. } => "Run `casenotes vault keys list` to see the list.".into(),
            Self::Several(_) => "Name it by the recipient itself: `age1...`.".into(),
            Self::Last => "Add another with `casenotes vault keys add` first.".into(),
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
        for entry in recipient_list::entries(text) {
            if entry.recipient.contains(char::is_whitespace) {
                return Err(RecipientsError::NotARecipient(entry.line));
            }
            let key = parse_key(&entry.recipient).map_err(|error| match error {
                NoKey::NotARecipient => RecipientsError::NotARecipient(entry.line),
                NoKey::NeedsPlugin => RecipientsError::NeedsPlugin(entry.line),
            })?;
            if keys.iter().any(|known| known.entry.is_of_same_key(&entry)) {
                return Err(RecipientsError::Repeated(entry.line));
            }
            keys.push(Key { entry, key });
        }
        if keys.is_empty() { Err(RecipientsError::Empty) } else { Ok(Self { keys }) }
    }

    /// Returns the digest that a note carries of the list it was sealed to.
    ///
    /// The age header does not name recipients, so this is how `vault rekey` knows its work. The
    /// order of the list and its comments do not count.
    pub fn digest(&self) -> String {
        let mut texts: Vec<&str> = self.entries().map(|entry| entry.recipient.as_str()).collect();
        texts.sort_unstable();
        let lines: String = texts.iter().flat_map(|text| [*text, "\n"]).collect();
        sha256(lines.as_bytes())
    }

    /// Returns what the list says of each recipient, in its order.
    pub fn entries(&self) -> impl Iterator<Item = &ListedRecipient> {
        self.keys.iter().map(|key| &key.entry)
    }

    /// Returns the text of the list with one recipient more, on a line below its label.
    ///
    /// `text` is what the list was read from.
    ///
    /// # Errors
    /// Refuses what is not a recipient, and a recipient or label that is on the list.
    pub fn with(&self, text: &str, recipient: &str, label: &str) -> Result<String, ChangeError> {
        parse_key(recipient).map_err(|error| match error {
            NoKey::NotARecipient => ChangeError::NotARecipient,
            NoKey::NeedsPlugin => ChangeError::NeedsPlugin,
        })?;
        if self.entries().any(|entry| entry.recipient.eq_ignore_ascii_case(recipient)) {
            return Err(ChangeError::Known);
        }
        let label = label.trim();
        let is_key = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("age1"));
        if label.is_empty() || is_key || label.contains('#') || label.chars().any(char::is_control)
        {
            return Err(ChangeError::NotALabel);
        }
        if self.entries().any(|entry| entry.label.as_deref() == Some(label)) {
            return Err(ChangeError::LabelTaken(label.to_owned()));
        }
        let gap = if text.ends_with('\n') { "" } else { "\n" };
        Ok(format!("{text}{gap}# {label}\n{recipient}\n"))
    }

    /// Finds a recipient by its label or by itself.
    ///
    /// # Errors
    /// Fails when there is none, or more than one.
    pub fn find(&self, name: &str) -> Result<&ListedRecipient, ChangeError> {
        let is_meant = |entry: &&ListedRecipient| {
            entry.recipient == name || entry.label.as_deref() == Some(name)
        };
        let mut found = self.entries().filter(is_meant);
        match (found.next(), found.next()) {
            (Some(entry), None) => Ok(entry),
            (Some(_), Some(_)) => Err(ChangeError::Several(name.to_owned())),
            (None, _) => {
                let labels = self.entries().filter_map(|entry| entry.label.as_deref());
                let meant = nearest(name, labels).map(str::to_owned);
                Err(ChangeError::NoSuch { name: name.to_owned(), meant })
            }
        }
    }

    /// Returns the text of the list without one of its recipients and its label.
    ///
    /// # Errors
    /// Refuses to leave the list empty.
    pub fn without(&self, text: &str, entry: &ListedRecipient) -> Result<String, ChangeError> {
        match self.keys.len() {
            0 | 1 => Err(ChangeError::Last),
            _ => Ok([&text[..entry.bytes.start], &text[entry.bytes.end..]].concat()),
        }
    }

    /// Lends the keys to the age crate.
    pub(super) fn as_age(&self) -> impl Iterator<Item = &dyn age::Recipient> {
        self.keys.iter().map(|key| &*key.key as &dyn age::Recipient)
    }
}

impl fmt::Debug for Recipients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
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
    fn a_recipient_comes_and_goes_with_its_label_and_no_other_byte_changes() {
        let text = format!("# the list\r\n\r\n# laptop\r\n{A}\r\n# nobody's\n");
        let list = Recipients::parse(text.as_bytes()).unwrap();
        let with = list.with(&text, B, "paper key").unwrap();
        assert_eq!(with, format!("{text}# paper key\n{B}\n"));
        let both = Recipients::parse(with.as_bytes()).unwrap();
        let labels: Vec<_> = both.entries().map(|entry| entry.label.as_deref()).collect();
        assert_eq!(labels, [Some("laptop"), Some("paper key")]);
        assert_eq!(both.without(&with, both.find("paper key").unwrap()).unwrap(), text);
        let without = both.without(&with, both.find(A).unwrap()).unwrap();
        assert_eq!(without, format!("# the list\r\n\r\n# nobody's\n# paper key\n{B}\n"));
        assert_eq!(list.without(&text, list.find("laptop").unwrap()), Err(ChangeError::Last));
    }

    #[test]
    fn a_change_that_makes_no_sense_is_refused() {
        let text = format!("{A} # laptop\n");
        let list = Recipients::parse(text.as_bytes()).unwrap();
        let with = |recipient: &str, label: &str| list.with(&text, recipient, label).unwrap_err();
        assert_eq!(with(A, "x"), ChangeError::Known);
        assert_eq!(with(B, "laptop"), ChangeError::LabelTaken("laptop".into()));
        assert_eq!(with("age1x", "x"), ChangeError::NotARecipient);
        for label in ["", " ", "a\nb", "a # b", "age1x"] {
            assert_eq!(with(B, label), ChangeError::NotALabel, "{label:?}");
        }
        let missing = list.find("labtop").unwrap_err();
        assert_eq!(missing.hint().as_deref(), Some("Did you mean `laptop`?"));
    }

    #[cfg(not(feature = "plugin"))]
    #[test]
    fn the_recipient_of_a_plugin_is_told_from_nonsense() {
        let yubikey = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t";
        assert_eq!(
            Recipients::parse(yubikey.as_bytes()).unwrap_err(),
            RecipientsError::NeedsPlugin(1)
        );
    }

    #[test]
    fn no_line_is_ever_dropped_silently() {
        let error = |text: &str| Recipients::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error(&format!("{A}\nage1nonsense\n")), RecipientsError::NotARecipient(2));
        assert_eq!(error(&format!("{A} {B}\n")), RecipientsError::NotARecipient(1));
        assert_eq!(error(&format!("{A}\n{A}\n")), RecipientsError::Repeated(2));
        assert_eq!(error(&format!("{A}\n{}\n", A.to_uppercase())), RecipientsError::Repeated(2));
        assert!(Recipients::parse(format!("\u{feff}{A}\n").as_bytes()).is_ok());
        assert_eq!(error("# nobody\n"), RecipientsError::Empty);
    }
}
