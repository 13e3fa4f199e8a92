//! A pattern that is looked for in the lines of a text, however Unicode writes their letters.

use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};

use crate::text::canonical;

/// How a pattern is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// Whether capital and small letters are the same; `None` lets the pattern say it: they are unless
    /// it has a capital letter.
    pub ignores_case: Option<bool>,
    /// Whether it is a text as it stands, and no regular expression.
    pub is_fixed: bool,
    /// Whether it stands for whole words alone.
    pub is_whole_word: bool,
}

/// A pattern, which stands within one line.
#[derive(Debug)]
pub struct Pattern {
    line: Regex,
    // The same for a whole text, in which each line has its own beginning and end; `None` when a part of
    // the pattern could mean something else there.
    text: Option<Regex>,
}

/// A text that is no pattern.
#[derive(Debug, thiserror::Error)]
#[error("the pattern is not a regular expression: {0}")]
pub struct NotAPattern(String);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says what is wrong with the regular expression.
    pub fn new(typed: &str, reading: Reading) -> Result<Self, NotAPattern> {
        let typed = canonical(typed);
        let mut pattern = match reading.is_fixed {
            true => regex::escape(&typed),
            false => typed.clone().into_owned(),
        };
        let ignores_case =
            reading.ignores_case.unwrap_or_else(|| !has_capital(&typed, reading.is_fixed));
        if reading.is_whole_word {
            pattern = format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}");
        }
        let build = |has_lines: bool| {
            let mut builder = RegexBuilder::new(&pattern);
            builder.case_insensitive(ignores_case).multi_line(has_lines).build()
        };
        let line = build(false).map_err(|error| {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            NotAPattern(last.trim_start_matches("error: ").to_owned())
        })?;
        // These mean the beginning and the end of all, or change what the rest means.
        let is_of_lines = ["\\A", "\\z", "(?"].iter().all(|part| !typed.contains(part));
        let text = (reading.is_fixed || is_of_lines).then(|| build(true).ok()).flatten();
        Ok(Self { line, text })
    }

    /// Tells whether the pattern may stand in a line of a text: `false` is certain, and far quicker to
    /// see than by looking at each line.
    pub fn may_stand_in(&self, text: &[u8]) -> bool {
        let Some(pattern) = &self.text else { return true };
        if pattern.is_match(text) {
            return true;
        }
        if text.is_ascii() {
            // The end of a line is in front of its carriage return.
            return memchr::memchr(b'\r', text).is_some();
        }
        match std::str::from_utf8(text) {
            Ok(text) => {
                let composed = canonical(text);
                memchr::memchr(b'\r', text.as_bytes()).is_some()
                    || (&*composed != text && pattern.is_match(composed.as_bytes()))
            }
            Err(_) => true,
        }
    }

    /// Tells whether the pattern stands in a line, however Unicode writes its letters there.
    pub fn is_in(&self, line: &[u8]) -> bool {
        let text = std::str::from_utf8(line).ok().filter(|line| !line.is_ascii());
        match text {
            Some(text) => {
                let composed = zeroize::Zeroizing::new(canonical(text).into_owned());
                self.line.is_match(composed.as_bytes())
            }
            None => self.line.is_match(line),
        }
    }

    /// Returns where the pattern stands in a line that is in composed form.
    pub fn places<'l>(&self, line: &'l str) -> impl Iterator<Item = Range<usize>> + use<'l, '_> {
        self.line.find_iter(line.as_bytes()).map(|found| found.range())
    }
}

/// Tells whether a pattern has a capital letter that stands for itself; `\S` and `\p{Lu}` do not.
fn has_capital(pattern: &str, is_fixed: bool) -> bool {
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' && !is_fixed {
            let escaped = letters.next();
            if matches!(escaped, Some('p' | 'P' | 'b' | 'x' | 'u' | 'U'))
                && letters.as_str().starts_with('{')
            {
                letters.by_ref().find(|letter| *letter == '}');
            }
        } else if letter.is_uppercase() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(typed: &str) -> Pattern {
        Pattern::new(typed, Reading::default()).unwrap()
    }

    #[test]
    fn a_pattern_without_a_capital_ignores_case() {
        for (typed, line, is_in) in [
            ("tram", "The TRAM", true),
            ("Tram", "The tram", false),
            (r"\Sram", "The TRAM", true),
            (r"\p{Lu}ram", "tram", true),
            (r"\\Tram", "\\tram", false),
            ("zo\u{eb}", "ZOE\u{308} waits", true),
            ("Zoe\u{308}", "Zo\u{eb}", true),
            ("\u{e9}", "e\u{301}", true),
        ] {
            assert_eq!(pattern(typed).is_in(line.as_bytes()), is_in, "{typed} {line}");
        }
        let as_typed = Reading { ignores_case: Some(false), ..Reading::default() };
        assert!(!Pattern::new("tram", as_typed).unwrap().is_in(b"TRAM"));
        let no_case = Reading { ignores_case: Some(true), ..Reading::default() };
        assert!(Pattern::new("Tram", no_case).unwrap().is_in(b"tRAM"));
    }

    #[test]
    fn a_word_is_whole_and_a_fixed_text_has_no_signs() {
        let word = Reading { is_whole_word: true, ..Reading::default() };
        let fixed = Reading { is_fixed: true, ..Reading::default() };
        assert!(Pattern::new("tram", word).unwrap().is_in(b"a tram."));
        assert!(!Pattern::new("tram", word).unwrap().is_in(b"a tramp"));
        assert!(Pattern::new("-2", word).unwrap().is_in(b"is -2 now"));
        assert!(!Pattern::new("a|b", word).unwrap().is_in(b"ab"));
        assert!(Pattern::new("a.b", fixed).unwrap().is_in(b"a.b"));
        assert!(!Pattern::new("a.b", fixed).unwrap().is_in(b"axb"));
        assert!(
            Pattern::new("a(b", Reading::default()).unwrap_err().to_string().contains("unclosed")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn what_stands_in_a_line_may_stand_in_the_text(
            typed in "(\\^|\\\\A|\\(\\?s\\))?(a|b|é|e\u{301}|\\.|\\\\s|\\[\\^a\\]|x\\*){0,3}(\\$|\\\\z|\\\\b)?",
            text in "(a|b|é|e\u{301}| |\n|\r\n|\r|x|E){0,12}",
        ) {
            let pattern = pattern(&typed);
            let stands = text.split('\n').any(|line| {
                pattern.is_in(line.strip_suffix('\r').unwrap_or(line).as_bytes())
            });
            prop_assert!(!stands || pattern.may_stand_in(text.as_bytes()), "{typed:?} {text:?}");
        }
    }
}
