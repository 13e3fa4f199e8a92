//! Aligned columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::is_unseen;

/// How many blanks stand between two columns.
const GAP: usize = 2;

/// How narrow columns may be on the average before a table is left as it is.
const NARROWEST: usize = 4;

/// Joins two pictures into one.
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// A table that is kept as one text until it is printed, so that 100,000 rows stay small.
pub struct Table {
    cells: String,
    ends: Vec<u32>,
    widths: Vec<usize>,
}

impl Table {
    /// Begins a table with its headings.
    pub fn new(headings: &[&str]) -> Self {
        let mut table =
            Self { cells: String::new(), ends: Vec::new(), widths: vec![0; headings.len()] };
        table.row(headings.iter().copied());
        table
    }

    /// Adds a row of as many cells as there are headings.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (column, cell) in cells.into_iter().enumerate() {
            let cell = if cell.is_empty() { "-" } else { cell };
            let from = self.cells.len();
            // Nearly every cell is plain, and a table may have 100,000 rows.
            let is_plain = cell.bytes().fold(true, |plain, b| plain & matches!(b, b' '..0x7f));
            let width = if is_plain {
                self.cells.push_str(cell);
                cell.len()
            } else {
                let visible = |c: char| if is_unseen(c) { '\u{fffd}' } else { c };
                self.cells.extend(cell.chars().map(visible));
                self.cells[from..].width()
            };
            self.ends.push(self.cells.len() as u32);
            self.widths[column] = self.widths[column].max(width);
        }
    }

    /// Returns the table as text in pieces of a comfortable size. On a terminal of so many columns, what
    /// is too wide for its column goes on in it on the next line; nothing is cut off.
    pub fn pieces(&self, terminal: Option<usize>) -> impl Iterator<Item = String> {
        let columns = self.widths.len();
        let widths = terminal.and_then(|terminal| self.fitted_to(terminal));
        self.ends.chunks(columns * 512).scan(0_usize, move |start, ends| {
            let mut text = String::new();
            for row in ends.chunks(columns) {
                let mut cells = row.iter().map(|end| {
                    let cell = &self.cells[*start..*end as usize];
                    *start = *end as usize;
                    cell
                });
                match &widths {
                    None => push_line(&mut text, &mut cells, &self.widths),
                    Some(widths) => push_wrapped(&mut text, cells, widths),
                }
            }
            Some(text)
        })
    }

    /// Returns the widths of the columns with which the table fits a terminal; `None` when it does as it
    /// is, or when the terminal is too narrow for any table of so many columns. The widest give way
    /// first, and words are whole as long as there is room for the longest of each column.
    fn fitted_to(&self, terminal: usize) -> Option<Vec<usize>> {
        let columns = self.widths.len();
        let room = terminal.saturating_sub(GAP * columns.saturating_sub(1));
        if self.widths.iter().sum::<usize>() <= room || room < columns * NARROWEST {
            return None;
        }
        let longest = self.longest_words();
        let fits = |widths: &Vec<usize>| widths.iter().sum::<usize>() <= room;
        let cut_at = |most: usize, of: &[usize]| -> Vec<usize> {
            of.iter().map(|width| (*width).min(most)).collect()
        };
        let whole_words = |most: usize| -> Vec<usize> {
            self.widths
                .iter()
                .zip(&longest)
                .map(|(width, longest)| (*width).min(most.max(*longest)))
                .collect()
        };
        (1..=room)
            .rev()
            .map(whole_words)
            .find(fits)
            .or_else(|| (1..=room).rev().map(|most| cut_at(most, &longest)).find(fits))
    }

    /// Returns how wide the longest word of each column is.
    fn longest_words(&self) -> Vec<usize> {
        let mut longest = vec![0; self.widths.len()];
        let mut start = 0;
        for (at, end) in self.ends.iter().enumerate() {
            let words = self.cells[start..*end as usize].split(' ');
            let widest = words.map(width_of).max().unwrap_or_default();
            let column = at % self.widths.len();
            longest[column] = longest[column].max(widest);
            start = *end as usize;
        }
        longest
    }
}

fn width_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Adds one line with a cell in each column.
fn push_line(text: &mut String, cells: &mut dyn Iterator<Item = &str>, widths: &[usize]) {
    let mut gap = 0;
    for (cell, width) in cells.zip(widths) {
        if !cell.is_empty() {
            text.extend(std::iter::repeat_n(' ', gap));
            text.push_str(cell);
            gap = 0;
        }
        gap += width.saturating_sub(width_of(cell)) + GAP;
    }
    text.push('\n');
}

/// Adds a row in as many lines as its longest cell needs.
fn push_wrapped<'c>(text: &mut String, cells: impl Iterator<Item = &'c str>, widths: &[usize]) {
    let mut rests: Vec<&str> = cells.collect();
    loop {
        let mut line = Vec::with_capacity(widths.len());
        for (rest, width) in rests.iter_mut().zip(widths) {
            let (cell, after) = broken_at(rest, *width);
            line.push(cell);
            *rest = after;
        }
        push_line(text, &mut line.into_iter(), widths);
        if rests.iter().all(|rest| rest.is_empty()) {
            return;
        }
    }
}

/// Breaks a text so that what comes first is no wider than `width`: between words, else within the word,
/// and never between a letter and what combines with it. What is wider than the column all the same, as
/// a wide letter in a column of one, is not held back.
fn broken_at(text: &str, width: usize) -> (&str, &str) {
    if width_of(text) <= width {
        return (text, "");
    }
    let mut between_words = None;
    let mut within = None;
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let is_boundary = at > 0 && c.width().unwrap_or(0) > 0 && before != ZERO_WIDTH_JOINER;
        if is_boundary || c == ' ' {
            let fits = text[..at].width() <= width;
            if c == ' ' && fits && !text[..at].trim().is_empty() {
                between_words = Some(at);
            }
            if is_boundary && (fits || within.is_none()) {
                within = Some(at);
            }
            if !fits {
                break;
            }
        }
        before = c;
    }
    let at = between_words.or(within).unwrap_or(text.len());
    (text[..at].trim_end_matches(' '), text[at..].trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_what_a_terminal_shows() {
        let mut table = Table::new(&["ID", "NAME", "X"]);
        table.row(["c-7f3k", "Zoë", "1"]);
        table.row(["c-2", "山田", ""]);
        assert_eq!(
            table.pieces(None).collect::<String>(),
            "ID      NAME  X\nc-7f3k  Zoë   1\nc-2     山田  -\n"
        );
    }

    #[test]
    fn a_cell_cannot_break_its_row() {
        let mut table = Table::new(&["A"]);
        table.row(["x\ny\u{1b}[0m"]);
        assert_eq!(table.pieces(None).collect::<String>(), "A\nx\u{fffd}y\u{fffd}[0m\n");
    }

    fn on_terminal(table: &Table, width: usize) -> String {
        table.pieces(Some(width)).collect()
    }

    #[test]
    fn a_table_that_is_too_wide_goes_on_within_its_columns() {
        let mut table = Table::new(&["WHAT", "WHY", "COMMAND"]);
        table.row(["overdue", "no signature within the limit", "casenotes sign c-7f3k/2026-11-20"]);
        table.row(["git", "1 change", "git add"]);
        insta::assert_snapshot!(on_terminal(&table, 50), @r"
        WHAT     WHY                  COMMAND
        overdue  no signature within  casenotes sign
                 the limit            c-7f3k/2026-11-20
        git      1 change             git add
        ");
        insta::assert_snapshot!(on_terminal(&table, 30), @r"
        WHAT     WHY        COMMAND
        overdue  no         casenotes
                 signature  sign
                 within     c-7f3k/202
                 the limit  6-11-20
        git      1 change   git add
        ");
        assert_eq!(on_terminal(&table, 80), table.pieces(None).collect::<String>());
        // Too narrow for any table: the terminal wraps it as it can.
        assert_eq!(on_terminal(&table, 12), table.pieces(None).collect::<String>());
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_letter_is_lost() {
        let texts = [
            "山田太郎は電車に乗った",
            "Zoe\u{308} Sˇimu\u{30a}nek rides the tram",
            "👩\u{200d}🔬👩\u{200d}🔬👩\u{200d}🔬 and on",
            "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
            "  two  blanks",
            "",
        ];
        let mut table = Table::new(&["A", "B", "C"]);
        for (at, text) in texts.iter().enumerate() {
            table.row([*text, "c-7f3k", texts[(at + 1) % texts.len()]]);
        }
        let letters = |text: &str| {
            let mut all: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            all.sort_unstable();
            all
        };
        let whole = letters(&table.pieces(None).collect::<String>());
        for width in 20..120 {
            let text = on_terminal(&table, width);
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {line:?}");
                assert!(!line.ends_with(' '), "{width}: {line:?}");
                let begins = line.trim_start().chars().next();
                assert!(begins.is_none_or(|c| c.width() > Some(0)), "{width}: {line:?}");
            }
            assert_eq!(letters(&text), whole, "{width}");
        }
    }
}
