//! A progress note as it stands in its file: front matter and body, with every problem of its shape.

use std::ops::Range;

use crate::fields::{Problem, ProblemKind, text_start};
use crate::note::front_matter::FrontMatter;

/// The line that opens and closes the front matter.
pub const FENCE: &str = "+++";

/// A progress note, borrowed from the bytes of its file.
///
/// Parsing never fails: what cannot be read is left out, and `problems` says why.
#[derive(Debug)]
pub struct ProgressNote<'a> {
    /// The whole file as text; up to the first invalid byte when it is not UTF-8.
    pub text: &'a str,
    /// What the front matter says.
    pub front: FrontMatter<'a>,
    /// What is wrong with the front matter, in the order of its place.
    pub problems: Vec<Problem>,
    /// Where the TOML stands between its two fences; empty when there is none.
    pub front_range: Range<usize>,
    /// Where the body stands.
    pub body_range: Range<usize>,
    /// The first byte that is not UTF-8.
    pub invalid_byte: Option<usize>,
}

/// Where the parts of a file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The TOML between the fences.
    pub front: Range<usize>,
    /// Everything after the closing fence.
    pub body: Range<usize>,
}

impl<'a> ProgressNote<'a> {
    /// Reads a note from the bytes of its file.
    pub fn parse(bytes: &'a [u8]) -> Self {
        let (text, invalid_byte) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = &bytes[..error.valid_up_to()];
                (std::str::from_utf8(valid).unwrap_or_default(), Some(error.valid_up_to()))
            }
        };
        let start = text_start(bytes);
        match split(text) {
            Ok(parts) => {
                let front_text = &text[parts.front.clone()];
                let (front, problems) = FrontMatter::read(front_text, parts.front.start);
                Self {
                    text,
                    front,
                    problems,
                    front_range: parts.front,
                    body_range: parts.body,
                    invalid_byte,
                }
            }
            Err(problem) => Self {
                text,
                front: FrontMatter::default(),
                problems: vec![problem],
                front_range: start..start,
                body_range: start..text.len(),
                invalid_byte,
            },
        }
    }

    /// Returns the body.
    pub fn body(&self) -> &'a str {
        &self.text[self.body_range.clone()]
    }

    /// Tells whether the note can be filed and found: its front matter is readable and says whose
    /// note it is, of what format, and when the session began.
    pub fn is_broken(&self) -> bool {
        self.invalid_byte.is_some() || self.front.is_broken(&self.problems)
    }
}

/// Splits a text into front matter and body.
///
/// # Errors
/// Returns the problem when there is no front matter or it is not closed.
pub fn split(text: &str) -> Result<Parts, Problem> {
    let start = text_start(text.as_bytes());
    let unreadable = |message: &str, help: &str| Problem {
        help: Some(help.to_owned()),
        ..Problem::of_document(ProblemKind::Unreadable, start..start, message.to_owned())
    };
    let Some(front_start) = after_fence(text, start) else {
        return Err(unreadable(
            "the note does not begin with front matter",
            "Begin the file with a line `+++`, the keys of the note, and a line `+++`.",
        ));
    };
    let mut from = front_start;
    loop {
        if let Some(body) = after_fence(text, from) {
            return Ok(Parts { front: front_start..from, body: body..text.len() });
        }
        match memchr::memmem::find(&text.as_bytes()[from..], b"\n+++") {
            Some(at) => from += at + 1,
            None => {
                return Err(unreadable(
                    "the front matter is not closed",
                    "End it with a line `+++` of its own.",
                ));
            }
        }
    }
}

/// Returns the start of the next line if the line at `at` is a fence.
fn after_fence(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix(FENCE)?;
    let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    let line_is_bare = rest[..end].bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r'));
    line_is_bare.then(|| (at + FENCE.len() + end + 1).min(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> Option<(&str, &str)> {
        split(text).ok().map(|parts| (&text[parts.front], &text[parts.body]))
    }

    #[test]
    fn front_matter_stands_between_two_fences() {
        assert_eq!(parts("+++\na = 1\n+++\nbody"), Some(("a = 1\n", "body")));
        assert_eq!(parts("+++\r\na = 1\r\n+++\r\nbody\r\n"), Some(("a = 1\r\n", "body\r\n")));
        assert_eq!(parts("\u{feff}+++\n+++\n"), Some(("", "")));
        assert_eq!(parts("+++\na = 1\n+++"), Some(("a = 1\n", "")));
        assert_eq!(parts("+++\na = 1\n++++\n+++ \nx"), Some(("a = 1\n++++\n", "x")));
        for text in ["", "body", "+++", "+++\na = 1\n", " +++\n+++\n", "++++\n+++\n"] {
            assert_eq!(parts(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_of_any_text_make_the_text(text in "(\\+\\+\\+\r?\n)?[a-z =\"\r\n+]{0,40}(\\+\\+\\+\r?\n)?(?s:.{0,40})") {
            if let Ok(parts) = split(&text) {
                let fence = &text[parts.front.end..parts.body.start];
                prop_assert!(fence.trim_end() == FENCE);
                prop_assert_eq!(parts.body.end, text.len());
                prop_assert!(text[..parts.front.start].trim_end().ends_with(FENCE));
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let note = ProgressNote::parse(&bytes);
            prop_assert!(note.is_broken());
        }
    }
}
