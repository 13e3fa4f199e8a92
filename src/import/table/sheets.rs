//! The sheets of a workbook (XLSX), cell by cell, as text.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetVisible, Xlsx};

use crate::import::table::{MOST_COLUMNS, Row, Table, head};
use crate::import::zipped::{Archive, Refused};

/// A workbook has no more cells.
const MOST_CELLS: usize = 4_000_000;

/// Unpacked it has no more bytes.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Reads the tables of a workbook, one a sheet; sheets in which there is no table are left out. `None` if it is no
/// workbook, or a broken one.
///
/// # Errors
/// Refuses one that is made to do harm.
pub fn sheets(bytes: &[u8]) -> Result<Option<Vec<Table>>, Refused> {
    let archive = Archive::open(Cursor::new(bytes))?;
    if archive.members().iter().map(|member| member.size).sum::<u64>() > LARGEST {
        return Err(Refused::Bomb);
    }
    drop(archive);
    let Ok(mut workbook) = Xlsx::new(Cursor::new(bytes)) else { return Ok(None) };
    let seen = workbook.sheets_metadata().iter().filter(|it| it.visible == SheetVisible::Visible);
    let names: Vec<String> = seen.map(|sheet| sheet.name.clone()).collect();
    let (mut tables, mut cells) = (Vec::new(), 0);
    for name in names {
        match rows(&mut workbook, &name, &mut cells) {
            None => return Ok(None),
            Some(rows) => tables.extend(table(name, rows)),
        }
    }
    Ok(Some(tables))
}

fn rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    count: &mut usize,
) -> Option<Vec<(usize, Vec<String>)>> {
    let mut reader = workbook.worksheet_cells_reader(name).ok()?;
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        let (row, column) = (usize::try_from(row).ok()?, usize::try_from(column).ok()?);
        let text = text(cell.get_value());
        if text.is_empty() || column > MOST_COLUMNS {
            continue;
        }
        *count += 1;
        if *count > MOST_CELLS {
            return None;
        }
        match rows.last_mut() {
            Some((at, cells)) if *at == row => {
                cells.resize(cells.len().max(column), String::new());
                cells.push(text);
            }
            _ => {
                let mut cells = vec![String::new(); column];
                cells.push(text);
                rows.push((row, cells));
            }
        }
    }
    Some(rows)
}

fn table(name: String, rows: Vec<(usize, Vec<String>)>) -> Option<Table> {
    let first: Vec<Vec<String>> = rows.iter().take(100).map(|(_, cells)| cells.clone()).collect();
    let (at, columns) = head(&first)?;
    let width = columns.len();
    let rows = rows.into_iter().skip(at + 1).map(|(number, mut cells)| {
        // Empty cells at the end of a row are not in the file.
        cells.resize(cells.len().max(width), String::new());
        Row { number: number + 1, cells, place: 0..0 }
    });
    let rows = rows.collect();
    Some(Table {
        sheet: Some(name),
        columns,
        rows,
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
