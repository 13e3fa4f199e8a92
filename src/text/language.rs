//! The language in which notes are written.

use std::fmt;
use std::str::FromStr;

use crate::text::lexicon::Lexicon;

/// A language by its tag, as BCP 47 writes it: `en`, `de`, `de-AT`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(String);

/// A text that is no tag of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALanguage;

impl Language {
    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first part of the tag: the language without its country.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Returns the built-in words by which its texts are read, if there are any.
    pub fn lexicon(&self) -> Option<Lexicon> {
        match self.primary() {
            "en" => Some(Lexicon::English),
            "de" => Some(Lexicon::German),
            _ => None,
        }
    }
}

impl Default for Language {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for NotALanguage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("no tag of a language, such as `en`, `de` or `de-AT`")
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        let mut parts = text.split('-');
        let is_first = |part: &str| {
            (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
        };
        let is_part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        match parts.next().is_some_and(is_first) && parts.all(is_part) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotALanguage),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_a_language_and_two_of_them_have_words() {
        for (tag, lexicon) in [
            ("en", Some(Lexicon::English)),
            ("en-GB", Some(Lexicon::English)),
            ("de-AT", Some(Lexicon::German)),
            ("fr", None),
        ] {
            assert_eq!(tag.parse::<Language>().unwrap().lexicon(), lexicon, "{tag}");
        }
        for tag in ["", "e", "Deutsch", "german", "de_AT", "de-", "DE"] {
            assert_eq!(tag.parse::<Language>(), Err(NotALanguage), "{tag}");
        }
    }
}
