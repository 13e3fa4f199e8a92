//! Tables of other programs: each row is a client or a note.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::import::table::columns::{Column, Holds, holds, is_own_number, named};

pub mod columns;
pub mod rows;
pub mod separated;
pub mod sheets;

/// A table: the names of its columns and its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The sheet that it is, if the file has several.
    pub sheet: Option<String>,
    /// The names of the columns, each once.
    pub columns: Vec<String>,
    /// The rows behind that of the names, by their numbers.
    pub rows: Vec<Row>,
    /// How many rows with anything in them stand above that of the names.
    pub rows_above: usize,
    /// The encoding of its bytes, if it is text.
    pub encoding: &'static str,
    /// The row of the names as it stands in the file; empty if that is no text.
    head: String,
    /// The text that the rows are places in.
    text: String,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as a spreadsheet shows it.
    pub number: usize,
    /// What stands in its cells.
    pub cells: Vec<String>,
    /// Where it stands in the text.
    place: Range<usize>,
}

/// What is said of the columns of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// What the rows are; `None` if nobody can say.
    pub holds: Option<Holds>,
    /// The columns by their names.
    pub columns: Vec<(String, Column)>,
}

/// A file of tables has no more cells.
const MOST_CELLS: usize = 4_000_000;

/// A table has no more columns.
const MOST_COLUMNS: usize = 1024;

/// In so many rows from the first, the names of the columns are looked for.
const HEAD_ROWS: usize = 10;

impl Mapping {
    /// Reads the columns by their names.
    pub fn of(names: &[String]) -> Self {
        let columns: Vec<(String, Column)> =
            names.iter().map(|name| (name.clone(), named(name))).collect();
        let mut mapping = Self::settled(columns);
        let has_number = mapping.columns.iter().any(|(_, column)| *column == Column::Id);
        if mapping.holds == Some(Holds::Clients) && !has_number {
            let own = mapping.columns.iter_mut().find(|(name, _)| is_own_number(name));
            own.into_iter().for_each(|(_, column)| *column = Column::Id);
        }
        mapping
    }

    /// Takes the columns as somebody has settled them.
    pub fn settled(columns: Vec<(String, Column)>) -> Self {
        let said: Vec<Column> = columns.iter().map(|(_, column)| *column).collect();
        Self { holds: holds(&said), columns }
    }

    /// Tells whether it is of these columns, in whatever order they stand.
    pub fn is_of(&self, names: &[String]) -> bool {
        let sorted = |names: &mut Vec<&String>| names.sort_unstable();
        let (mut mine, mut theirs): (Vec<&String>, Vec<&String>) =
            (self.columns.iter().map(|(name, _)| name).collect(), names.iter().collect());
        sorted(&mut mine);
        sorted(&mut theirs);
        mine == theirs
    }

    /// Returns what each of these columns says.
    fn of_each(&self, names: &[String]) -> Vec<Column> {
        let said: BTreeMap<&str, Column> =
            self.columns.iter().map(|(name, column)| (&**name, *column)).collect();
        names.iter().map(|name| said.get(&**name).copied().unwrap_or(Column::Other)).collect()
    }
}

/// A table with what is said of its columns.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The table.
    pub table: Table,
    /// What is said of its columns.
    pub mapping: Mapping,
    /// The same, in the order of the columns.
    columns: Vec<Column>,
}

impl Mapped {
    /// Says of a table what its columns say: as it was settled, or by their names.
    pub fn of(table: Table, settled: &[Mapping]) -> Self {
        let found = settled.iter().find(|mapping| mapping.is_of(&table.columns));
        let mapping = found.cloned().unwrap_or_else(|| Mapping::of(&table.columns));
        let columns = mapping.of_each(&table.columns);
        Self { table, mapping, columns }
    }
}

impl Table {
    /// Tells whether a row has other cells than the row of the names. In a workbook, those that are empty at its
    /// end are not there.
    fn is_uneven(&self, row: &Row) -> bool {
        let (cells, columns) = (row.cells.len(), self.columns.len());
        if self.head.is_empty() { cells > columns } else { cells != columns }
    }

    /// Tells whether a quotation in a row has no end, as in a file that is cut off.
    fn has_open_quotation(&self, row: &Row) -> bool {
        self.text[row.place.clone()].bytes().filter(|byte| *byte == b'"').count() % 2 == 1
    }

    /// Returns the row that is called so.
    pub fn row(&self, step: &str) -> Option<&Row> {
        let step = match &self.sheet {
            Some(sheet) => {
                step.strip_prefix("sheet ")?.strip_prefix(&**sheet)?.strip_prefix(", ")?
            }
            None => step,
        };
        let number: usize = step.strip_prefix("row ")?.parse().ok()?;
        self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|at| &self.rows[at])
    }

    /// Returns what a row is called.
    pub fn step(&self, row: &Row) -> String {
        self.within(&format!("row {}", row.number))
    }

    /// Returns what something in the table is called.
    pub fn within(&self, step: &str) -> String {
        match &self.sheet {
            Some(sheet) => format!("sheet {sheet}, {step}"),
            None => step.to_owned(),
        }
    }

    /// Returns the bytes of a row that are kept: the row with the names of the columns, as they stand in the
    /// file where that is text, and else name by name.
    pub fn excerpt(&self, row: &Row) -> Vec<u8> {
        if !self.head.is_empty() {
            let (head, line) =
                (self.head.trim_matches(['\r', '\n']), &self.text[row.place.clone()]);
            return format!("{head}\n{}\n", line.trim_matches(['\r', '\n'])).into_bytes();
        }
        // Empty cells at the end of a row are not in the file.
        let cells = self.columns.iter().enumerate();
        let cells = cells.map(|(nth, name)| {
            let cell = row.cells.get(nth).map_or("", String::as_str);
            (name.clone(), serde_json::Value::from(cell))
        });
        let object = serde_json::Value::Object(cells.collect());
        let mut text = serde_json::to_string_pretty(&object).expect("texts are JSON").into_bytes();
        text.push(b'\n');
        text
    }
}

/// Finds the row with the names of the columns, the first in which two are known, and gives each a name of its
/// own. `None` if there are no two columns.
fn head(rows: &[Vec<String>]) -> Option<(usize, Vec<String>)> {
    let known = |row: &Vec<String>| row.iter().filter(|name| named(name) != Column::Other).count();
    let looked_at = || rows.iter().take(HEAD_ROWS).enumerate();
    let is_filled = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let found = looked_at().find(|(_, row)| known(row) > 1);
    let (at, row) = found.or_else(|| looked_at().find(|(_, row)| is_filled(row)))?;
    if row.len() < 2 || row.len() > MOST_COLUMNS {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (nth, cell) in row.iter().enumerate() {
        let called = match cell.split_whitespace().collect::<Vec<_>>().join(" ") {
            name if name.is_empty() => format!("column {}", nth + 1),
            name => name,
        };
        let mut name = called.clone();
        let count = counts.entry(called.clone()).or_insert(1);
        while !given.insert(name.clone()) {
            *count += 1;
            name = format!("{called} {count}");
        }
        names.push(name);
    }
    Some((at, names))
}
