//! A table: its columns as wide as they need to be, its head on each sheet; one too wide for a sheet
//! row by row, with the head of its column before each value.

use pulldown_cmark::Alignment;

use crate::export::pdf::faces::Face;
use crate::export::pdf::flow::{Flow, Form, Keep, SIDE, Shape, Slice};
use crate::export::pdf::setting::QUIET;
use crate::export::pdf::setting::TEXT;
use crate::export::pdf::setting::{Line, Look, Shade, Size, Text};
use crate::export::pdf::tree::{NodeId, ORNAMENT, Role, Tree, shortened};

/// How a table is set: the size of its text, what stays free between two columns, and how narrow a
/// column may be in which words are broken.
#[derive(Clone, Copy)]
struct Setting {
    size: Size,
    gap: f32,
    narrowest: f32,
}

/// Ways to set a table, from the best to the closest that can still be read.
const SETTINGS: [Setting; 3] = [
    Setting { size: Size { type_size: 10.0, leading: 13.0 }, gap: 14.0, narrowest: 40.0 },
    Setting { size: Size { type_size: 9.0, leading: 11.8 }, gap: 9.0, narrowest: 36.0 },
    Setting { size: Size { type_size: 8.0, leading: 10.6 }, gap: 6.0, narrowest: 32.0 },
];

/// How much of the head of a column stands before each of its values.
const NAME_CHARS: usize = 60;

/// A table, its head first.
#[derive(Debug)]
pub struct Table {
    node: NodeId,
    columns: Vec<Alignment>,
    rows: Vec<(NodeId, Vec<(NodeId, Text)>)>,
}

impl Table {
    /// Begins a table, given on which side its columns are set; those of which nothing is said
    /// begin at the left.
    pub fn new(node: NodeId, columns: Vec<Alignment>) -> Self {
        Self { node, columns, rows: Vec::new() }
    }

    /// Begins a row.
    pub fn begin_row(&mut self, tree: &mut Tree) {
        let columns = self.rows.first().map_or(0, |(_, cells)| cells.len());
        self.rows.push((tree.add(self.node, Role::Row), Vec::with_capacity(columns)));
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
    let set = SETTINGS.into_iter().find_map(|setting| {
        // What cannot fit need not be measured.
        let least = columns as f32 * setting.gap;
        let widths = (least < flow.measure()).then(|| widths(table, columns, setting, flow))??;
        Some((setting, widths))
    });
    match set {
        Some((setting, widths)) => write_columns(table, setting, &widths, before, flow),
        None => write_rows(table, before, flow),
    }
}

/// Writes the cells of a row beside each other.
fn write_columns(
    table: &Table,
    setting: Setting,
    widths: &[f32],
    before: f32,
    flow: &mut Flow<'_>,
) {
    let mut head = Vec::new();
    for (at, (_, cells)) in table.rows.iter().enumerate() {
        let mut x = 0.0;
        let mut set = Vec::new();
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let cell = filled(cell, flow);
            let lines: Vec<Line> = flow.cell(&cell, setting.size, *width);
            let share = match table.columns.get(column) {
                Some(Alignment::Right) => 1.0,
                Some(Alignment::Center) => 0.5,
                _ => 0.0,
            };
            set.extend(
                lines
                    .into_iter()
                    .enumerate()
                    .map(|(row, line)| (row, x + (width - line.width).max(0.0) * share, line)),
            );
            x += width + setting.gap;
        }
        let mut slices = flow.row_slices(set);
        slices.push(hairline(flow, x - setting.gap, at == 0));
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

/// Writes each cell on a line of its own, with the head of its column before it.
fn write_rows(table: &Table, before: f32, flow: &mut Flow<'_>) {
    let heads = table.rows.first().map(|(_, cells)| cells.as_slice()).unwrap_or_default();
    let name = |(_, text): &(NodeId, Text)| shortened(text.words().trim(), NAME_CHARS);
    let names: Vec<String> = heads.iter().map(name).collect();
    for (row, (_, cells)) in table.rows.iter().enumerate() {
        for (at, cell) in cells.iter().enumerate() {
            let mut line = Text::default();
            if let Some(name) = names.get(at).filter(|name| row > 0 && !name.is_empty()) {
                // A voice has it from the head itself.
                line.push(&format!("{name}: "), QUIET, ORNAMENT, flow.setter);
            }
            line.append(&filled(cell, flow));
            let first = if row == 0 { before } else { 6.0 };
            flow.paragraph(&line, TEXT, if at == 0 { first } else { 0.0 });
        }
    }
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

/// Gives each column what its longest word needs, and of the rest what its longest cell needs or a
/// fair share; `None` if the words do not fit.
fn widths(
    table: &Table,
    columns: usize,
    setting: Setting,
    flow: &mut Flow<'_>,
) -> Option<Vec<f32>> {
    let mut widths = vec![0.0_f32; columns];
    let mut wanted = vec![0.0_f32; columns];
    for (_, cells) in &table.rows {
        for (column, (_, cell)) in cells.iter().enumerate() {
            let (word, line) = flow.setter.widths(cell, setting.size);
            widths[column] = widths[column].max(word + 1.0);
            wanted[column] = wanted[column].max(line + 1.0);
        }
    }
    let mut room = flow.measure() - setting.gap * (columns - 1) as f32;
    if widths.iter().sum::<f32>() > room {
        // Longer words than that are broken.
        let narrowest = setting.narrowest.min(room);
        widths.iter_mut().for_each(|width| *width = width.min(narrowest));
    }
    room -= widths.iter().sum::<f32>();
    if room < 0.0 {
        return None;
    }
    let more = |column: &usize| wanted[*column] - widths[*column];
    let mut open: Vec<usize> = (0..columns).collect();
    let mut added = vec![0.0_f32; columns];
    // Who needs less than a fair share leaves the rest to the others.
    while !open.is_empty() {
        let share = room / open.len() as f32;
        let (small, large): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|column| more(column) <= share);
        small.iter().for_each(|column| added[*column] = more(column));
        if small.is_empty() {
            large.iter().for_each(|column| added[*column] = share);
            break;
        }
        room -= small.iter().map(more).sum::<f32>();
        open = large;
    }
    Some(widths.into_iter().zip(added).map(|(width, added)| width + added).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::pdf::faces::Faces;
    use crate::export::pdf::flow::Paper;
    use crate::export::pdf::setting::Setter;

    #[test]
    fn each_column_is_aligned_as_it_was_written() {
        let faces = Faces::read();
        let mut setter = Setter::new(&faces);
        let mut flow = Flow::new(&mut setter, Paper::A4);
        let node = flow.tree.add(Tree::ROOT, Role::Table);
        let columns = vec![Alignment::Left, Alignment::Center, Alignment::Right];
        let mut table = Table::new(node, columns);
        table.plain_row(["", "", ""].into_iter(), &mut flow);
        table.plain_row(["widewidewidewide"; 3].into_iter(), &mut flow);
        table.plain_row(["x", "y", "z"].into_iter(), &mut flow);
        write(&table, 5.0, &mut flow);
        let part = flow.finish();
        let lines: Vec<(f32, f32)> = part.sheets[0]
            .lines
            .iter()
            .filter(|(.., line)| line.runs.iter().any(|run| !run.text.trim().is_empty()))
            .map(|(x, _, line)| (*x, line.width))
            .collect();
        let [wide, narrow] = [&lines[..3], &lines[3..]];
        for (column, share) in [0.0, 0.5, 1.0].into_iter().enumerate() {
            let place = |(x, width): (f32, f32)| x + width * share;
            let apart = place(wide[column]) - place(narrow[column]);
            // A column is as wide as its longest cell and a point.
            assert!(apart.abs() < 1.01, "{column}: {lines:?}");
        }
    }

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
            let mut table = Table::new(node, Vec::new());
            table.plain_row(["HEAD", "x"].into_iter(), &mut flow);
            for _ in 0..60 {
                table.plain_row(["row", "y"].into_iter(), &mut flow);
            }
            write(&table, 5.0, &mut flow);
            let part = flow.finish();
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
