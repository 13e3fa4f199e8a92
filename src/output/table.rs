//! Aligned columns.

use unicode_width::UnicodeWidthStr;

use crate::text::is_unseen;

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

    /// Returns the table as text in pieces of a comfortable size.
    pub fn pieces(&self) -> impl Iterator<Item = String> {
        let columns = self.widths.len();
        self.ends.chunks(columns * 512).scan(0_usize, move |start, ends| {
            let mut text = String::new();
            for (at, end) in ends.iter().enumerate() {
                let cell = &self.cells[*start..*end as usize];
                *start = *end as usize;
                text.push_str(cell);
                if (at + 1) % columns == 0 {
                    text.push('\n');
                } else {
                    let width = if cell.is_ascii() { cell.len() } else { cell.width() };
                    let gap = self.widths[at % columns] - width + 2;
                    text.extend(std::iter::repeat_n(' ', gap));
                }
            }
            Some(text)
        })
    }
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
            table.pieces().collect::<String>(),
            "ID      NAME  X\nc-7f3k  Zoë   1\nc-2     山田  -\n"
        );
    }

    #[test]
    fn a_cell_cannot_break_its_row() {
        let mut table = Table::new(&["A"]);
        table.row(["x\ny\u{1b}[0m"]);
        assert_eq!(table.pieces().collect::<String>(), "A\nx\u{fffd}y\u{fffd}[0m\n");
    }
}
