//! The text of a file that another program wrote, whatever its encoding and line ends.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A text, and how its bytes were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark; of [`decode`], each line is ended by a line feed.
    pub text: String,
    /// The name of the encoding, as the WHATWG's Encoding Standard has it.
    pub encoding: &'static str,
    /// Whether there are bytes in it that stand for no letter in that encoding.
    pub is_doubtful: bool,
}

/// Reads a text: as its byte order mark says, else as UTF-8, else as Windows-1252. `None` if it is no text.
pub fn decode(bytes: &[u8]) -> Option<Decoded> {
    let decoded = letters(bytes)?;
    Some(Decoded { text: with_line_feeds(decoded.text), ..decoded })
}

/// Ends each line of a text by a line feed.
fn with_line_feeds(text: String) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text,
    }
}

/// Reads a text like [`decode`]; where the bytes do not say their encoding, the text itself may.
pub fn decode_named(
    bytes: &[u8],
    named: impl FnOnce(&[u8]) -> Option<&'static Encoding>,
) -> Option<Decoded> {
    let is_clear = Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok();
    match (!is_clear).then(|| named(bytes)).flatten() {
        None => decode(bytes),
        Some(encoding) if [UTF_8, WINDOWS_1252].contains(&encoding) => decode(bytes),
        Some(encoding) => {
            let (text, is_doubtful) = encoding.decode_without_bom_handling(bytes);
            let text = with_line_feeds(text.into_owned());
            Some(Decoded { text, encoding: encoding.name(), is_doubtful })
        }
    }
}

/// Reads a text like [`decode`], and leaves its lines as they end.
pub fn letters(bytes: &[u8]) -> Option<Decoded> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (WINDOWS_1252, bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(rest)?;
    if text.contains('\0') {
        return None;
    }
    // UTF-8 that is cut off within its only letter is UTF-8 up to there.
    let is_cut_off = std::str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
    let is_doubtful = encoding == WINDOWS_1252 && (is_cut_off || is_misread(&text));
    Some(Decoded { text: text.into_owned(), encoding: encoding.name(), is_doubtful })
}

/// Tells whether some bytes of a text that was read as Windows-1252 are no letters in it, or are those of UTF-8:
/// then the text is UTF-8 that is broken somewhere, and its letters are not what they seem.
pub fn is_misread(text: &str) -> bool {
    let is_control = |c: char| ('\u{80}'..'\u{a0}').contains(&c);
    let is_utf8 = |bytes: &[u8]| bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    !text.is_ascii() && (text.contains(is_control) || is_utf8(&WINDOWS_1252.encode(text).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, &'static str, bool) {
        let Decoded { text, encoding, is_doubtful } = decode(bytes).unwrap();
        (text, encoding, is_doubtful)
    }

    #[test]
    fn texts_of_other_systems_are_read() {
        assert_eq!(text("Zoë\r\nslept\rwell".as_bytes()).0, "Zoë\nslept\nwell");
        assert_eq!(text(b"\xef\xbb\xbfZo\xc3\xab"), ("Zoë".into(), "UTF-8", false));
        assert_eq!(text(b"Zo\xeb \x80"), ("Zoë €".into(), "windows-1252", false));
        assert!(text(b"Zo\xeb \x81").2);
        // Cut off within a letter, and broken by one of another encoding.
        assert!(text("Zoë slept. Zoë".as_bytes().split_last().unwrap().1).2);
        assert!(text("Zoë".as_bytes().split_last().unwrap().1).2);
        assert!(!text(b"Zo\xeb and Zo\xeb").2);
        assert!(text(&[b"Zo\xeb, ", "Zoë".as_bytes()].concat()).2);
        assert_eq!(text(b"\xff\xfeZ\0o\0\xeb\0"), ("Zoë".into(), "UTF-16LE", false));
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert_eq!(decode(b"a\0b"), None);
        assert_eq!(decode(b"\xef\xbb\xbf\xff"), None);
    }
}
