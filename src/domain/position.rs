//! Where a byte of a file is, as an editor counts: line and column from 1.

use std::cell::OnceCell;

/// A place in a file; both numbers count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    /// Returns the place of a byte; past the end, the place of the end.
    pub fn of(bytes: &[u8], offset: usize) -> Self {
        Places::new(bytes).of(offset)
    }

    /// Returns the place behind some bytes that begin here.
    fn behind(self, bytes: &[u8]) -> Self {
        let is_character = |byte: &&u8| **byte & 0xc0 != 0x80;
        let lines = memchr::memchr_iter(b'\n', bytes).count();
        let last = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
        let column = if lines == 0 { self.column } else { 1 };
        let characters = bytes[last..].iter().filter(is_character).count();
        Self { line: self.line + lines, column: column + characters }
    }
}

/// Returns where the opening fence stands that ends in front of a byte: at the beginning of the file, or
/// behind a byte order mark of three bytes.
pub fn fence_before(front: usize) -> usize {
    if front >= "\u{feff}+++\n".len() { '\u{feff}'.len_utf8() } else { 0 }
}

/// The places of bytes of one file: many are found without counting from its beginning for each.
pub struct Places<'a> {
    bytes: &'a [u8],
    /// The place of each [`STEP`]th byte.
    known: OnceCell<Vec<Position>>,
}

/// A place is counted from at most so many bytes before it.
const STEP: usize = 1024;

impl<'a> Places<'a> {
    /// Prepares to find places in a file; nothing is counted yet.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, known: OnceCell::new() }
    }

    /// Returns the place of a byte; past the end, the place of the end.
    pub fn of(&self, offset: usize) -> Position {
        let offset = offset.min(self.bytes.len());
        let step = offset / STEP;
        let mut place = self.known()[step].behind(&self.bytes[step * STEP..offset]);
        // A byte order mark is no column for an editor.
        if place.line == 1 && self.bytes[..offset].starts_with(b"\xef\xbb\xbf") {
            place.column -= 1;
        }
        place
    }

    fn known(&self) -> &[Position] {
        self.known.get_or_init(|| {
            let mut place = Position { line: 1, column: 1 };
            let mut known = vec![place];
            known.extend(self.bytes.chunks(STEP).map(|step| {
                place = place.behind(step);
                place
            }));
            known
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "one\nZoë x\n".as_bytes();
        assert_eq!(Position::of(text, 0), Position { line: 1, column: 1 });
        assert_eq!(Position::of(text, text.len() - 2), Position { line: 2, column: 5 });
        assert_eq!(Position::of(text, 999), Position { line: 3, column: 1 });
        assert_eq!(Position::of(b"\xef\xbb\xbf+++", 3), Position { line: 1, column: 1 });
        assert_eq!(Position::of(b"", 1), Position { line: 1, column: 1 });
    }

    proptest! {
        #[test]
        fn every_place_is_that_of_counting_from_the_beginning(
            text in "(\u{feff})?(a{0,700}|é{0,700}|\n|\r\n|🦀){0,12}",
        ) {
            let places = Places::new(text.as_bytes());
            for (at, _) in text.char_indices().step_by(7).chain([(text.len(), ' ')]) {
                let before = text[..at].strip_prefix('\u{feff}').unwrap_or(&text[..at]);
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                prop_assert_eq!(places.of(at), Position { line, column });
            }
        }
    }
}
