//! A TOML document taken apart into its lines, each known by its key, for whoever puts two versions together.

use std::collections::BTreeMap;
use std::ops::Range;

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind};

use crate::fields::document;

/// A part of a document: a key with its value, the head of a table, a comment, or a whole array of tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// By what it is known in every version.
    pub key: String,
    /// Where it stands, the blank lines behind it included.
    pub range: Range<usize>,
}

/// Takes a document apart; `None` when it is not TOML. The pieces make the whole document.
pub fn pieces(source: &str) -> Option<Vec<Piece>> {
    let mut cutter = Cutter { source, pieces: Vec::new(), ..Cutter::default() };
    document::all_events(Source::new(source), &mut |event| cutter.event(event)).then_some(())?;
    cutter.end(source.len());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for piece in &mut cutter.pieces {
        let count = seen.entry(piece.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            piece.key = format!("{} {count}", piece.key);
        }
    }
    Some(cutter.pieces)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Head,
    ArrayHead,
    Value,
    Comment,
}

#[derive(Default)]
struct Cutter<'a> {
    source: &'a str,
    pieces: Vec<Piece>,
    /// What is being read: its sort, where it began, and its keys so far.
    open: Option<(Sort, usize, Vec<&'a str>)>,
    has_key: bool,
    depth: usize,
    /// The table that keys belong to.
    table: Vec<&'a str>,
    /// The array of tables that everything belongs to until another table begins.
    array: Option<Vec<&'a str>>,
}

impl<'a> Cutter<'a> {
    fn event(&mut self, event: Event) {
        let (start, end) = (event.span().start(), event.span().end());
        match event.kind() {
            EventKind::StdTableOpen => self.begin(Sort::Head, start),
            EventKind::ArrayTableOpen => self.begin(Sort::ArrayHead, start),
            EventKind::StdTableClose | EventKind::ArrayTableClose | EventKind::KeyValSep => {
                self.has_key |= self.depth == 0;
            }
            EventKind::ArrayOpen | EventKind::InlineTableOpen => self.depth += 1,
            EventKind::ArrayClose | EventKind::InlineTableClose => {
                self.depth = self.depth.saturating_sub(1);
            }
            EventKind::SimpleKey => {
                if self.open.is_none() {
                    self.begin(Sort::Value, start);
                }
                if let Some((_, _, keys)) = self.open.as_mut().filter(|_| !self.has_key) {
                    keys.push(&self.source[start..end]);
                }
            }
            EventKind::Comment if self.open.is_none() => {
                self.begin(Sort::Comment, start);
                if let Some((_, _, keys)) = &mut self.open {
                    keys.push(&self.source[start..end]);
                }
            }
            EventKind::Newline if self.depth == 0 => self.end(end),
            _ => {}
        }
    }

    fn begin(&mut self, sort: Sort, at: usize) {
        // White space in front of it belongs to its line.
        let at = self.source[..at].rfind('\n').map_or(0, |line| line + 1);
        self.open = Some((sort, at, Vec::new()));
        self.has_key = false;
    }

    fn end(&mut self, end: usize) {
        let last = self.pieces.last_mut();
        let Some((sort, start, keys)) = self.open.take() else {
            // A blank line belongs to what stands above it.
            match last {
                Some(last) => last.range.end = end,
                None if end > 0 => self.pieces.push(Piece { key: String::new(), range: 0..end }),
                None => {}
            }
            return;
        };
        if matches!(sort, Sort::Head | Sort::ArrayHead) {
            let is_inside = self.array.as_ref().is_some_and(|array| keys.starts_with(array));
            if !is_inside {
                self.array = (sort == Sort::ArrayHead).then(|| keys.clone());
                self.table = keys;
                let key = format!("[{}]", self.table.join("."));
                self.pieces.push(Piece { key, range: start..end });
                return;
            }
        }
        if let (Some(_), Some(last)) = (&self.array, self.pieces.last_mut()) {
            last.range.end = end;
            return;
        }
        let key = match sort {
            Sort::Comment => keys.concat(),
            _ => format!("{}\n{}", self.table.join("."), keys.join(".")),
        };
        self.pieces.push(Piece { key, range: start..end });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(source: &str) -> Vec<String> {
        pieces(source).unwrap().into_iter().map(|piece| piece.key).collect()
    }

    #[test]
    fn each_key_is_a_piece_and_an_array_of_tables_is_one() {
        let source = "a = 1\n# end\nb = [\n  1, # x\n]\n\n[t]\na = {c = 1}\n[[goal]]\nid = 1\n[[goal.o]]\nid = 2\n[[goal]]\nid = 3\n[u]\na = 1";
        assert_eq!(keys(source), ["\na", "# end", "\nb", "[t]", "t\na", "[goal]", "[u]", "u\na"]);
        assert_eq!(pieces("a = = 1\n"), None);
    }

    proptest! {
        #[test]
        fn the_pieces_make_the_document(lines in proptest::collection::vec("(\\[t\\]|\\[\\[g\\]\\]|\\[\\[g\\.o\\]\\]|[ab] = (1|\\[1,\n2\\]|\"x\"|\"\"\"\nx\n\"\"\")|# c|| )(\r?\n)?", 0..8)) {
            let source = lines.join("\n");
            if let Some(pieces) = pieces(&source) {
                let whole: String = pieces.iter().map(|piece| &source[piece.range.clone()]).collect();
                prop_assert_eq!(whole, source);
            }
        }
    }
}
