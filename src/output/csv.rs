//! Rows as CSV (RFC 4180), safe to open in a spreadsheet.

/// Writes rows as CSV.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn write<'a>(rows: impl IntoIterator<Item = Vec<std::borrow::Cow<'a, str>>>) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| guarded(cell));
        writer
            .write_record(cells.map(|cell| cell.into_owned()))
            .expect("writing to memory cannot fail");
    }
    writer.into_inner().expect("writing to memory cannot fail")
}

fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let rows = [
            vec!["author".into(), "x".into()],
            vec!["=HYPERLINK(\"x\")".into(), "-1, \"a\"".into()],
        ];
        let text = String::from_utf8(write(rows)).unwrap();
        assert_eq!(text, "author,x\n\"'=HYPERLINK(\"\"x\"\")\",\"'-1, \"\"a\"\"\"\n");
    }
}
