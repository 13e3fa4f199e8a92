//! A table: its columns as wide as they need to be, its head on each sheet.

use crate::export::pdf::body::TEXT;
use crate::export::pdf::faces::Face;
use crate::export::pdf::flow::{Flow, Form, Keep, SIDE, Shape, Slice};
use crate::export::pdf::setting::{Line, Look, Shade, Size, Text};
use crate::export::pdf::tree::{NodeId, ORNAMENT, Role, Tree};

/// The size of text in a cell.
const CELL: Size = Size { type_size: 10.0, leading: 13.0 };

/// What stays free between two columns.
const GAP: f32 = 14.0;

/// A column narrower than this cannot be read.
const NARROWEST: f32 = 40.0;

/// A table, its head first.
#[derive(Debug)]
pub struct Table {
    node: NodeId,
    rows: Vec<(NodeId, Vec<(NodeId, Text)>)>,
}

impl Table {
    /// Begins a table.
    pub fn new(node: NodeId) -> Self {
        Self { node, rows: Vec::new() }
    }

    /// Begins a row.
    pub fn begin_row(&mut self, tree: &mut Tree) {
        self.rows.push((tree.add(self.node, Role::Row), Vec::new()));
    }

    /// Makes the node of the next cell.
    pub fn cell_node(&self, tree: &mut Tree) -> NodeId {
        let row = self.rows.last().map_or(self.node, |(row, _)| *row);
        tree.add(row, if self.is_in_head() { Role::HeadCell } else { Role::Cell })
    }

    /// Adds a cell to the row that was begun last.
    pub fn push(&mut self, node: NodeId, text: Text) {
        if let Some((_, cells)) = self.rows.last_mut() {
            cells.push((node, text));
        }
    }

    /// Adds a row of plain text.
    pub fn plain_row<'t>(&mut self, cells: impl Iterator<Item = &'t str>, flow: &mut Flow<'_>) {
        self.begin_row(&mut flow.tree);
        let face = if self.is_in_head() { Face::Bold } else { Face::Regular };
        for cell in cells {
            let node = self.cell_node(&mut flow.tree);
            let look = Look { face, shade: Shade::Ink };
            self.push(node, Text::of(cell, look, node, flow.setter));
        }
    }

    /// Tells whether the row that was begun last is the head.
    pub fn is_in_head(&self) -> bool {
        self.rows.len() == 1
    }
}

/// Writes a table.
pub fn write(table: &Table, before: f32, flow: &mut Flow<'_>) {
    let columns = table.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    if columns == 0 {
        return;
    }
    let widths = widths(table, columns, flow);
    let narrow = widths.iter().any(|width| *width < NARROWEST.min(flow.measure()));
    if narrow && columns as f32 * (NARROWEST + GAP) > flow.measure() {
        // Too many columns for a sheet: each cell on a line of its own.
        for (_, cells) in &table.rows {
            for (at, cell) in cells.iter().enumerate() {
                let cell = filled(cell, flow);
                flow.paragraph(&cell, TEXT, if at == 0 { 6.0 } else { 0.0 });
            }
        }
        return;
    }
    let mut head = Vec::new();
    for (at, (_, cells)) in table.rows.iter().enumerate() {
        let mut x = 0.0;
        let mut set = Vec::new();
        for (cell, width) in cells.iter().zip(&widths) {
            let cell = filled(cell, flow);
            let lines: Vec<Line> = flow.cell(&cell, CELL, *width);
            set.push((x, lines));
            x += width + GAP;
        }
        let mut slices = flow.row_slices(set);
        slices.push(hairline(flow, x - GAP, at == 0));
        if at == 0 {
            head = slices.clone();
            flow.place(before, slices, Keep::WithNext);
        } else {
            flow.place(2.5, slices, Keep::Whole);
            // Only what follows the first row can be without a head above it.
            if at == 1 {
                flow.repeat(std::mem::take(&mut head));
            }
        }
    }
    flow.repeat(Vec::new());
}

/// A cell without text gets a space: a row must keep its cells for those who hear it.
fn filled((node, text): &(NodeId, Text), flow: &Flow<'_>) -> Text {
    match text.is_blank() {
        true => Text::of("\u{a0}", Look::default(), *node, flow.setter),
        false => text.clone(),
    }
}

fn hairline(flow: &Flow<'_>, width: f32, is_head: bool) -> Slice {
    let (shade, thick) = if is_head { (Shade::Quiet, 0.8) } else { (Shade::Faint, 0.4) };
    let form = Form::Bar([SIDE + flow.indent, 2.0, width, thick]);
    let shapes = vec![Shape { node: ORNAMENT, shade, form }];
    Slice { height: 2.5, shapes, ..Slice::default() }
}

/// Gives each column what its longest cell needs, or a fair share of what there is.
fn widths(table: &Table, columns: usize, flow: &mut Flow<'_>) -> Vec<f32> {
    let mut wanted = vec![0.0_f32; columns];
    for (_, cells) in &table.rows {
        for ((_, cell), wanted) in cells.iter().zip(&mut wanted) {
            let width = flow.setter.line(cell, CELL).map_or(0.0, |line| line.width);
            *wanted = wanted.max(width + 1.0);
        }
    }
    let mut room = flow.measure() - GAP * (columns - 1) as f32;
    let mut open: Vec<usize> = (0..columns).collect();
    let mut widths = wanted.clone();
    // Who needs less than a fair share leaves the rest to the others.
    while !open.is_empty() {
        let share = room / open.len() as f32;
        let (small, large): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|column| wanted[**column] <= share);
        if small.is_empty() {
            large.iter().for_each(|column| widths[*column] = share.max(1.0));
            break;
        }
        room -= small.iter().map(|column| wanted[*column]).sum::<f32>();
        open = large;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::pdf::faces::Faces;
    use crate::export::pdf::flow::Paper;
    use crate::export::pdf::setting::Setter;

    #[test]
    fn each_sheet_has_the_head_of_the_table_once_wherever_it_begins() {
        let faces = Faces::read();
        let mut setter = Setter::new(&faces);
        for above in 0..50 {
            let mut flow = Flow::new(&mut setter, Paper::A4);
            for _ in 0..above {
                flow.plain(Tree::ROOT, "Text.", Look::default(), TEXT, 0.0);
            }
            let node = flow.tree.add(Tree::ROOT, Role::Table);
            let mut table = Table::new(node);
            table.plain_row(["HEAD", "x"].into_iter(), &mut flow);
            for _ in 0..60 {
                table.plain_row(["row", "y"].into_iter(), &mut flow);
            }
            write(&table, 5.0, &mut flow);
            let part = flow.finish(String::new());
            let mut rows = 0;
            for sheet in &part.sheets {
                let runs: Vec<&str> = sheet
                    .lines
                    .iter()
                    .flat_map(|(.., line)| &line.runs)
                    .map(|run| &*run.text)
                    .collect();
                let count = |word| runs.iter().filter(|text| **text == word).count();
                assert_eq!(count("HEAD"), usize::from(count("row") > 0), "{above}: {runs:?}");
                rows += count("row");
            }
            assert_eq!(rows, 60);
        }
    }
}
