//! Rows as CSV (RFC 4180), safe to open in a spreadsheet.

use crate::text::is_unseen;

/// Writes rows as CSV.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV
/// Injection): one that begins with a sign of a formula, whatever does not show before it. A negative
/// number is none.
pub fn write<C: AsRef<str>>(rows: impl IntoIterator<Item: IntoIterator<Item = C>>) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter().map(|cell| guarded(cell.as_ref()).into_owned());
        writer.write_record(cells).expect("writing to memory cannot fail");
    }
    writer.into_inner().expect("writing to memory cannot fail")
}

fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    let shown = cell.trim_start_matches(does_not_show);
    let is_number = cell.strip_prefix('-').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    match shown.starts_with(SIGNS) && !is_number || cell.starts_with(['\t', '\r']) {
        true => format!("'{cell}").into(),
        false => cell.into(),
    }
}

/// With what a formula begins, in the widths in which spreadsheets take it.
const SIGNS: [char; 13] = [
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{2212}', '\u{fe62}', '\u{fe63}', '\u{fe66}',
    '\u{fe6b}',
];

/// Tells whether a character is white space or has no width, so that a program may pass over it:
/// joiners, soft hyphens and invisible signs as well.
fn does_not_show(c: char) -> bool {
    let has_no_width = matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2061}'..='\u{2065}' | '\u{206a}'..='\u{206f}');
    c.is_whitespace() || is_unseen(c) || has_no_width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let rows = [["author", "x"], ["=HYPERLINK(\"x\")", "-1, \"a\""]];
        let text = String::from_utf8(write(rows)).unwrap();
        assert_eq!(text, "author,x\n\"'=HYPERLINK(\"\"x\"\")\",\"'-1, \"\"a\"\"\"\n");
    }

    #[test]
    fn a_formula_is_guarded_in_any_width_and_behind_what_does_not_show() {
        for sign in SIGNS {
            for before in [
                "",
                " ",
                "\n",
                "\t",
                "\r\n",
                "\u{feff}",
                "\u{a0}",
                "\u{200b}\u{2060} ",
                "\0",
                "\u{61c}",
            ] {
                let cell = format!("{before}{sign}1+1");
                assert_eq!(guarded(&cell), format!("'{cell}"), "{cell:?}");
            }
        }
        for plain in [
            "",
            "00123",
            "-5",
            "1-2",
            "a=b",
            "\u{feff}text",
            " text",
            "’=1",
            "\n\nWords - and more",
        ] {
            assert_eq!(guarded(plain), plain);
        }
    }
}
