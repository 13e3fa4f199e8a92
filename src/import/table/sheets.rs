//! The sheets of a workbook (XLSX), cell by cell, as text.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetVisible, Xlsx};

use crate::failure::bug;
use crate::import::table::{MOST_CELLS, MOST_COLUMNS, Row, Table, head};
use crate::import::zipped::{Archive, Refused};

/// Unpacked it has no more bytes.
const LARGEST: u64 = 512 * 1024 * 1024;

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// It holds a table.
    Table(Table),
    /// There is no table in it.
    NoTable(String),
    /// Whoever opens the workbook does not see it.
    Hidden(String),
}

/// Reads the sheets of a workbook. `None` if it is no workbook, or a broken one.
///
/// # Errors
/// Refuses one that is made to do harm.
pub fn sheets(bytes: &[u8]) -> Result<Option<Vec<Sheet>>, Refused> {
    let archive = Archive::open(Cursor::new(bytes))?;
    if archive.members().iter().map(|member| member.size).sum::<u64>() > LARGEST {
        return Err(Refused::Bomb);
    }
    drop(archive);
    // What reads the cells may meet what its makers have not thought of, and then the file is broken.
    Ok(bug::held(|| tables(bytes)).unwrap_or_default())
}

fn tables(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).ok()?;
    let names: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let (mut sheets, mut cells) = (Vec::new(), 0);
    for (name, is_seen) in names {
        sheets.push(match is_seen {
            true => match table(&name, rows(&mut workbook, &name, &mut cells)?) {
                Some(table) => Sheet::Table(table),
                None => Sheet::NoTable(name),
            },
            false => Sheet::Hidden(name),
        });
    }
    Some(sheets)
}

/// Returns the rows of a sheet with their numbers from 0, each cell where its address says.
fn rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    count: &mut usize,
) -> Option<BTreeMap<usize, Vec<String>>> {
    let mut reader = workbook.worksheet_cells_reader(name).ok()?;
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        let (row, column) = (usize::try_from(row).ok()?, usize::try_from(column).ok()?);
        let text = text(cell.get_value());
        if text.is_empty() || column > MOST_COLUMNS {
            continue;
        }
        let cells = rows.entry(row).or_default();
        // Empty cells in front of the first need room as well.
        *count += (column + 1).saturating_sub(cells.len());
        if *count > MOST_CELLS {
            return None;
        }
        cells.resize(cells.len().max(column + 1), String::new());
        // Of two cells in one place nobody can say which it is.
        if !cells[column].is_empty() {
            return None;
        }
        cells[column] = text;
    }
    Some(rows)
}

fn table(name: &str, rows: BTreeMap<usize, Vec<String>>) -> Option<Table> {
    let first: Vec<Vec<String>> = rows.values().take(100).cloned().collect();
    let (at, columns) = head(&first)?;
    let rows = rows.into_iter().skip(at + 1);
    let rows = rows.map(|(number, cells)| Row { number: number + 1, cells, place: 0..0 });
    Some(Table {
        sheet: Some(name.to_owned()),
        columns,
        rows: rows.collect(),
        rows_above: at,
        encoding: "UTF-8",
        head: String::new(),
        text: String::new(),
    })
}

/// Returns what a cell shows: a date as a date, and a whole number without a fraction.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let time = format!("{hour:02}:{minute:02}");
            match (moment.as_f64() < 1.0, hour == 0 && minute == 0) {
                (true, _) => time,
                (false, true) => format!("{year:04}-{month:02}-{day:02}"),
                (false, false) => format!("{year:04}-{month:02}-{day:02} {time}"),
            }
        }
    }
}
