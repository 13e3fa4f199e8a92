//! The line that says in an editor whose chart it is: the wrong chart is the commonest mistake. It is
//! taken out again before a text is filed.

use std::ops::Range;

/// How the line begins and ends.
const LINE: (&str, &str) = ("<!-- Chart of ", ". This line is not kept. -->");

/// Returns the line about a person: a comment in Markdown, whatever stands in the name.
pub fn line(person: &str) -> String {
    let one_line = person.replace(char::is_control, " ").replace("--", "\u{2010}");
    format!("{}{one_line}{}\n", LINE.0, LINE.1)
}

/// Takes the line out of a text, wherever in it somebody has moved it. No copy of the text is made: it
/// may be one that nobody else may read.
pub fn take_out(text: &mut Vec<u8>) {
    while let Some(line) = find(text) {
        text.drain(line);
    }
}

fn find(text: &[u8]) -> Option<Range<usize>> {
    memchr::memmem::find_iter(text, LINE.0).find_map(|from| {
        let end = memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |at| from + at + 1);
        let begins_line = from == 0 || text[from - 1] == b'\n';
        let is_it = begins_line && text[from..end].trim_ascii_end().ends_with(LINE.1.as_bytes());
        is_it.then_some(from..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_and_nothing_else_is_taken_out() {
        let line = line("Ana --> Example\n, born 1990");
        assert_eq!(
            line,
            "<!-- Chart of Ana \u{2010}> Example , born 1990. This line is not kept. -->\n"
        );
        let taken = |text: String| {
            let mut text = text.into_bytes();
            take_out(&mut text);
            String::from_utf8(text).unwrap()
        };
        let crlf = line.replace('\n', "\r\n");
        for text in [
            format!("{line}a\nb\n"),
            format!("a\n{line}b\n"),
            format!("a\n{crlf}{line}b\n"),
            format!("a\nb\n{}", line.trim_end()),
        ] {
            assert_eq!(taken(text), "a\nb\n");
        }
        for text in ["", "a <!-- Chart of x. This line is not kept. -->\n", "<!-- Chart of x -->\n"]
        {
            assert_eq!(taken(text.to_owned()), text);
        }
    }
}
