//! The lines of a list of recipients, and what has changed between two lists. Keys are texts here:
//! whether one can be sealed to, `private::seal` knows.

use std::fmt;
use std::ops::Range;

use crate::text::is_unseen;

/// What a list says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRecipient {
    /// The recipient as age writes it: `age1...`.
    pub recipient: String,
    /// Whose device it is: the comment behind it, else the one on the line above.
    pub label: Option<String>,
    /// On which line of the list it stands, from 1.
    pub line: usize,
    /// The bytes of its line and of the comment above that is its label.
    pub bytes: Range<usize>,
}

/// What distinguishes a list from the one that was agreed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Who is on it and was not.
    pub added: Vec<ListedRecipient>,
    /// Who was on it and is not.
    pub removed: Vec<ListedRecipient>,
    /// Who is called something else, as it was and as it is.
    pub relabelled: Vec<(ListedRecipient, ListedRecipient)>,
}

impl ListedRecipient {
    /// Tells whether two entries are of one key; Bech32 may be in capitals.
    pub fn is_of_same_key(&self, other: &Self) -> bool {
        self.recipient.eq_ignore_ascii_case(&other.recipient)
    }
}

/// Reads the entries of a list. A line that is not understood is one too, and its own text the
/// recipient: none is ever dropped.
pub fn entries(text: &str) -> Vec<ListedRecipient> {
    let mut entries = Vec::new();
    // The comment on the line above, and where it begins.
    let mut above: Option<(usize, &str)> = None;
    let mut end = 0;
    for (at, whole) in text.split_inclusive('\n').enumerate() {
        let start = end;
        end += whole.len();
        // A byte order mark in front of the list is no part of it.
        let line = whole.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            above = line.strip_prefix('#').map(|comment| (start, comment.trim()));
            continue;
        }
        let (recipient, behind) = match line.split_once(char::is_whitespace) {
            Some((recipient, behind)) if behind.trim_start().starts_with('#') => {
                (recipient, behind.trim().trim_start_matches('#').trim())
            }
            _ => (line, ""),
        };
        let (from, label) = match above.take() {
            _ if !behind.is_empty() => (start, behind),
            Some((from, comment)) => (from, comment),
            None => (start, ""),
        };
        let label = Some(label).filter(|label| !label.is_empty()).map(str::to_owned);
        let recipient = recipient.to_owned();
        entries.push(ListedRecipient { recipient, label, line: at + 1, bytes: from..end });
    }
    entries
}

impl Changes {
    /// Compares a list with the one that was agreed to. Neither their order nor other comments count.
    pub fn between(agreed: &str, today: &str) -> Self {
        let (agreed, today) = (entries(agreed), entries(today));
        let mut changes = Self::default();
        for entry in &today {
            match agreed.iter().find(|known| known.is_of_same_key(entry)) {
                None => changes.added.push(entry.clone()),
                Some(known) if known.label != entry.label => {
                    changes.relabelled.push((known.clone(), entry.clone()));
                }
                Some(_) => {}
            }
        }
        let is_gone =
            |known: &&ListedRecipient| !today.iter().any(|entry| entry.is_of_same_key(known));
        changes.removed = agreed.iter().filter(is_gone).cloned().collect();
        changes
    }

    /// Tells whether the lists say the same.
    pub fn is_empty(&self) -> bool {
        !self.alters_keys() && self.relabelled.is_empty()
    }

    /// Tells whether something sealed to the one list is sealed to others than by the other.
    pub fn alters_keys(&self) -> bool {
        !self.added.is_empty() || !self.removed.is_empty()
    }

    /// Returns a line for each change.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.added.iter().map(|entry| format!("added {entry}")));
        lines.extend(self.removed.iter().map(|entry| format!("removed {entry}")));
        lines.extend(self.relabelled.iter().map(|(was, is)| {
            let was = was.label.as_deref().map_or("without a label".to_owned(), quoted);
            format!("renamed {is}, which was {was}")
        }));
        lines
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("; "))
    }
}

/// Prints the label and the beginning of the key.
impl fmt::Display for ListedRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const BEGINNING: usize = 20;
        if let Some(label) = &self.label {
            write!(f, "{} ", quoted(label))?;
        }
        let beginning: String = self.recipient.chars().take(BEGINNING).map(visible).collect();
        write!(f, "({beginning}...)")
    }
}

/// Writes a label as a message can hold it: whoever changed the list may have written anything.
fn quoted(label: &str) -> String {
    format!("`{}`", label.chars().map(visible).collect::<String>())
}

/// What nobody sees could make one label look like another.
fn visible(c: char) -> char {
    if is_unseen(c) { '\u{fffd}' } else { c }
}

/// A list of recipients to which it is not settled that notes are sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsettled {
    /// Nobody has agreed to it on this machine.
    Never,
    /// It is not the one that was agreed to.
    Changed {
        /// What was added, removed and renamed.
        what: String,
        /// Whether keys were, so that nothing is sealed.
        stops: bool,
    },
    /// A line of it is no recipient.
    NotUnderstood(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_removed_and_renamed_is_told_and_the_order_does_not_count() {
        let agreed = "# laptop\nage1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\nage1b # desk\nage1c\n";
        let same = "age1C\r\nage1b # desk\n\n# a remark\n\n# laptop\nage1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
        assert!(Changes::between(agreed, same).is_empty());
        let other = "# laptop\nage1x\nage1b # mine\nage1c\n";
        let changes = Changes::between(agreed, other);
        assert!(changes.alters_keys());
        assert_eq!(
            changes.to_string(),
            "added `laptop` (age1x...); removed `laptop` (age1aaaaaaaaaaaaaaaa...); renamed `mine` (age1b...), which was `desk`"
        );
        let renamed = Changes::between("age1b # desk\n", "# a\u{1b}[2J\u{202e}\u{200b}d\nage1b\n");
        assert!(!renamed.alters_keys() && !renamed.is_empty());
        assert_eq!(
            renamed.to_string(),
            "renamed `a\u{fffd}[2J\u{fffd}\u{fffd}d` (age1b...), which was `desk`"
        );
    }

    #[test]
    fn a_line_that_is_not_understood_is_an_entry_all_the_same() {
        let found = entries("age1a age1b\n# x\n?\n");
        assert_eq!(found[0].recipient, "age1a age1b");
        assert_eq!((found[1].recipient.as_str(), found[1].label.as_deref()), ("?", Some("x")));
        assert_eq!((found[1].line, found[1].bytes.clone()), (3, 12..18));
    }
}
