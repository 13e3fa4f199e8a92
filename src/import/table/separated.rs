//! Tables as text: values separated by commas, semicolons, tabs or bars (RFC 4180 and its kin).

use csv::{ReaderBuilder, StringRecord};

use crate::import::decode::letters;
use crate::import::table::{MOST_CELLS, Row, Table, head};

/// What may stand between two values.
const SEPARATORS: &[u8] = b",;\t|";

/// By so many rows the separator is found.
const TRIED: usize = 50;

/// Reads a table; `None` if it is none, or no text.
pub fn separated(bytes: &[u8]) -> Option<Table> {
    let decoded = letters(bytes)?;
    let text = decoded.text;
    let separator = separator_of(&text)?;
    let mut reader = reader(&text, separator);
    let mut records: Vec<(Vec<String>, std::ops::Range<usize>)> = Vec::new();
    let mut record = StringRecord::new();
    let mut cells = 0;
    while reader.read_record(&mut record).ok()? {
        cells += record.len();
        if cells > MOST_CELLS {
            return None;
        }
        let begin = usize::try_from(record.position()?.byte()).ok()?;
        let end = usize::try_from(reader.position().byte()).ok()?;
        records.push((record.iter().map(str::to_owned).collect(), begin..end));
    }
    let rows: Vec<Vec<String>> = records.iter().take(100).map(|(cells, _)| cells.clone()).collect();
    let (at, columns) = head(&rows)?;
    let head = text[records[at].1.clone()].to_owned();
    let is_filled = |cells: &[String]| cells.iter().any(|cell| !cell.trim().is_empty());
    let rows_above = records.iter().take(at).filter(|(cells, _)| is_filled(cells)).count();
    let rows = records.into_iter().enumerate().skip(at + 1);
    let rows = rows.map(|(nth, (cells, place))| Row { number: nth + 1, cells, place });
    let rows = rows.filter(|row| is_filled(&row.cells)).collect();
    Some(Table { sheet: None, columns, rows, rows_above, encoding: decoded.encoding, head, text })
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(separator).has_headers(false).flexible(true);
    builder.from_reader(text.as_bytes())
}

/// No line of a table has more separators, not even one in a quotation.
const MOST_IN_A_LINE: usize = 100_000;

/// Tells whether a line would be more values than a row can have, each of which takes room.
fn has_endless_line(text: &str, separator: u8) -> bool {
    let mut in_line = 0;
    memchr::memchr2_iter(separator, b'\n', text.as_bytes()).any(|at| {
        in_line = if text.as_bytes()[at] == separator { in_line + 1 } else { 0 };
        in_line > MOST_IN_A_LINE
    })
}

/// Returns the separator by which the most rows have as many values as the first, and more than one.
fn separator_of(text: &str) -> Option<u8> {
    let score = |separator: u8| {
        if has_endless_line(text, separator) {
            return None;
        }
        let records = reader(text, separator).into_records().take(TRIED);
        let counts: Vec<usize> = records.map_while(Result::ok).map(|record| record.len()).collect();
        let most = counts.iter().copied().max().filter(|count| *count > 1)?;
        let alike = counts.iter().filter(|count| **count == most).count();
        Some((alike * 100 / counts.len(), most))
    };
    let scores = SEPARATORS.iter().filter_map(|it| Some((score(*it)?, *it)));
    scores.max_by_key(|(score, _)| *score).map(|(_, separator)| separator)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn separator_and_encoding_are_found_from_the_bytes() {
        let rows = |bytes: &[u8]| {
            let table = separated(bytes).unwrap();
            let cells = table.rows.iter().map(|row| row.cells.join("/")).collect::<Vec<_>>();
            (table.columns.join("/"), cells, table.encoding)
        };
        let expected =
            |encoding| ("Client/Note".to_owned(), vec!["Zoë, A/x; \"y\"\nz".to_owned()], encoding);
        let text = "Client,Note\r\n\"Zoë, A\",\"x; \"\"y\"\"\nz\"\r\n\r\n";
        assert_eq!(rows(text.as_bytes()), expected("UTF-8"));
        assert_eq!(rows(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), expected("UTF-8"));
        let wide: Vec<u8> =
            "\u{feff}".chars().chain(text.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
        assert_eq!(rows(&wide), expected("UTF-16LE"));
        let ansi = b"Client;Note\n\"Zo\xeb, A\";\"x; \"\"y\"\"\nz\"\n";
        assert_eq!(rows(ansi), expected("windows-1252"));
        assert_eq!(rows("Client\tNote\nZoë, A\t\"x; \"\"y\"\"\nz\"".as_bytes()), expected("UTF-8"));
    }

    #[test]
    fn a_row_is_kept_as_it_stands_below_the_names() {
        let table = separated(b"Report of May\r\nClient,Note\r\nBen,\"a\nb\"\r\nAna,c").unwrap();
        let kept: Vec<String> =
            table.rows.iter().map(|row| String::from_utf8(table.excerpt(row)).unwrap()).collect();
        assert_eq!(kept, ["Client,Note\nBen,\"a\nb\"\n", "Client,Note\nAna,c\n"]);
        assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn what_is_no_table_is_none() {
        for bytes in [&b""[..], b"a", b"Slept.\nAte.\n", b"a\0b,c"] {
            assert!(separated(bytes).is_none(), "{bytes:?}");
        }
        let endless = format!("Client,Note\n{}\n", ",".repeat(MOST_IN_A_LINE + 1));
        assert!(separated(endless.as_bytes()).is_none());
    }

    #[test]
    fn each_column_has_a_name_of_its_own() {
        let table = separated(b"Note,Note,Note 2,,Note\na,b,c,d,e\n").unwrap();
        assert_eq!(table.columns, ["Note", "Note 2", "Note 2 2", "column 4", "Note 3"]);
    }

    proptest! {
        #[test]
        fn no_bytes_break_it_and_each_row_reads_again(text in "([a-z]{0,3}|[,;\t|\"]|\n|\r\n|é){0,60}") {
            if let Some(table) = separated(text.as_bytes()) {
                for row in &table.rows {
                    let _ = separated(&table.excerpt(row));
                }
            }
        }
    }
}
