//! What sort of file some bytes are, by the bytes alone: a name may say anything.

use std::fmt;

use memchr::memmem::find;

/// How many bytes at the beginning of a file tell what it is.
pub const HEAD: usize = 64 * 1024;

/// A media type (RFC 6838) that is told from bytes, with the ending that its files get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaType {
    name: &'static str,
    ending: &'static str,
}

/// The types, each once; the ending is the usual one.
const TYPES: &[(&str, &str)] = &[
    ("application/dicom", "dcm"),
    ("application/gzip", "gz"),
    ("application/octet-stream", "bin"),
    ("application/pdf", "pdf"),
    ("application/rtf", "rtf"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/x-ole-storage", "ole"),
    ("application/xml", "xml"),
    ("application/zip", "zip"),
    ("audio/flac", "flac"),
    ("audio/mp4", "m4a"),
    ("audio/mpeg", "mp3"),
    ("audio/ogg", "ogg"),
    ("audio/wav", "wav"),
    ("image/avif", "avif"),
    ("image/bmp", "bmp"),
    ("image/gif", "gif"),
    ("image/heic", "heic"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/svg+xml", "svg"),
    ("image/tiff", "tif"),
    ("image/webp", "webp"),
    ("text/html", "html"),
    ("text/plain", "txt"),
    ("video/mp4", "mp4"),
    ("video/quicktime", "mov"),
    ("video/webm", "webm"),
];

/// How files begin that begin with what they are.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
];

/// What stands in the first box of ISO media files (ISO/IEC 14496-12), by its first letters.
const BRANDS: &[(&[u8], &str)] = &[
    (b"avif", "image/avif"),
    (b"heic", "image/heic"),
    (b"heix", "image/heic"),
    (b"mif1", "image/heic"),
    (b"M4A ", "audio/mp4"),
    (b"qt  ", "video/quicktime"),
];

/// What stands in the names of the parts of an Office Open XML file (ECMA-376, part 2).
const PARTS: &[(&[u8], &str)] = &[
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

impl MediaType {
    /// Tells what a file is by its first [`HEAD`] bytes, or all of it if it is shorter.
    pub fn of(head: &[u8]) -> Self {
        let head = &head[..head.len().min(HEAD)];
        Self::named(by_beginning(head).or_else(|| by_text(head)).unwrap_or(UNKNOWN))
    }

    /// Returns the type of a name that this program gives.
    pub fn known(name: &str) -> Option<Self> {
        let found = TYPES.iter().find(|(known, _)| *known == name)?;
        Some(Self { name: found.0, ending: found.1 })
    }

    fn named(name: &str) -> Self {
        Self::known(name).unwrap_or(Self { name: UNKNOWN, ending: "bin" })
    }

    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// Returns the ending of its files, without the dot.
    pub fn ending(self) -> &'static str {
        self.ending
    }

    /// Tells whether it is a PDF.
    pub fn is_pdf(self) -> bool {
        self.name == "application/pdf"
    }

    /// Tells whether the ending of a name is one of this type; what has no ending says nothing, and neither
    /// does one that no type has.
    pub fn is_named_so(self, name: &str) -> bool {
        let Some((_, ending)) = name.rsplit_once('.') else { return true };
        let ending = ending.to_ascii_lowercase();
        let ending = match ending.as_str() {
            "jpeg" => "jpg",
            "tiff" => "tif",
            "htm" => "html",
            // Formats of their own that lie in one of those above.
            "doc" | "xls" | "ppt" | "msg" => "ole",
            "md" | "csv" | "json" | "log" | "text" => "txt",
            other => other,
        };
        ending == self.ending || !TYPES.iter().any(|(_, known)| *known == ending)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// What nothing is known of.
const UNKNOWN: &str = "application/octet-stream";

fn by_beginning(head: &[u8]) -> Option<&'static str> {
    let at = |from: usize, text: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(text));
    if at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06") {
        return Some(of_archive(head));
    }
    if at(0, b"RIFF") {
        let of = [(&b"WEBP"[..], "image/webp"), (&b"WAVE"[..], "audio/wav")];
        return of.into_iter().find(|(word, _)| at(8, word)).map(|(_, name)| name);
    }
    if at(4, b"ftyp") {
        let brand = BRANDS.iter().find(|(brand, _)| at(8, brand));
        return Some(brand.map_or("video/mp4", |(_, name)| name));
    }
    if at(128, b"DICM") {
        return Some("application/dicom");
    }
    BEGINNINGS.iter().find(|(begins, _)| at(0, begins)).map(|(_, name)| *name)
}

fn of_archive(head: &[u8]) -> &'static str {
    // OpenDocument has its type in clear in the first member (OpenDocument 1.3, part 2, 3.3).
    if let Some(at) = find(&head[..head.len().min(256)], b"mimetypeapplication/vnd.oasis.") {
        let text = &head[at + b"mimetype".len()..];
        let found = TYPES.iter().find(|(name, _)| text.starts_with(name.as_bytes()));
        return found.map_or("application/zip", |(name, _)| name);
    }
    let part = match find(head, b"[Content_Types].xml").or_else(|| find(head, b"_rels/.rels")) {
        Some(_) => PARTS.iter().find(|(part, _)| find(head, part).is_some()),
        None => None,
    };
    part.map_or("application/zip", |(_, name)| name)
}

/// Tells what a text is; `None` for what is none.
fn by_text(head: &[u8]) -> Option<&'static str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut in two where the head ends.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return None,
    };
    // Nearly every text is told by its bytes: what is none of ASCII's controls is none, but for C1 (U+0080 to U+009F).
    // No byte ends the look at a piece, so that the processor takes many of them in one step.
    let may_be_one = |b: u8| {
        (b.is_ascii_control() | (b == 0xc2)) & !matches!(b, b'\n' | b'\r' | b'\t' | b'\x0c')
    };
    let mut pieces = text.as_bytes().chunks(256);
    let is_told = !pieces.any(|piece| piece.iter().fold(false, |is, b| is | may_be_one(*b)));
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\x0c');
    if !is_told && text.chars().any(is_control) {
        return None;
    }
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    let begins =
        |word: &str| begin.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    Some(match () {
        () if begins("<!doctype html") || begins("<html") => "text/html",
        () if begins("<svg") => "image/svg+xml",
        () if begins("<?xml") && text.contains("<svg") => "image/svg+xml",
        () if begins("<?xml") && text.contains("<html") => "text/html",
        () if begins("<?xml") => "application/xml",
        () => "text/plain",
    })
}

/// What keeps a PDF from being read in thirty years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfFault {
    /// It asks for a password, or restricts what may be done with it.
    Encrypted,
    /// Its end is missing or does not lead to its table of contents.
    Damaged,
}

impl PdfFault {
    /// Returns what is said of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Encrypted => "is encrypted",
            Self::Damaged => "is damaged: its end is not that of a PDF",
        }
    }
}

/// How many bytes at the end of a PDF hold where its cross-reference table stands (ISO 32000-2, 7.5.5).
pub const TAIL: usize = 2048;

/// Tells whether the end of a PDF leads into the file: `startxref`, a place, `%%EOF`.
pub fn has_sound_end(tail: &[u8], size: u64) -> bool {
    let place = || {
        let end = memchr::memmem::rfind(tail, b"%%EOF")?;
        let word = b"startxref";
        let at = memchr::memmem::rfind(&tail[..end], word)?;
        let text = std::str::from_utf8(&tail[at + word.len()..end]).ok()?;
        text.trim().parse::<u64>().ok()
    };
    place().is_some_and(|place| place < size)
}

/// Tells whether a text behind `/Encrypt` makes it the key of a trailer: a reference or a dictionary.
pub fn begins_encryption(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    rest.starts_with(b"<<") || rest.first().is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_say_what_they_are_and_names_do_not() {
        let zip = |inside: &str| [b"PK\x03\x04", inside.as_bytes()].concat();
        let odt = "0000mimetypeapplication/vnd.oasis.opendocument.textPK";
        for (bytes, expected) in [
            (b"%PDF-1.7\n".to_vec(), "application/pdf"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "image/png"),
            (b"\xff\xd8\xff\xe0".to_vec(), "image/jpeg"),
            (b"RIFF0000WEBP".to_vec(), "image/webp"),
            (b"RIFF\0\0\0\0AVI ".to_vec(), UNKNOWN),
            (b"\0\0\0\x18ftypheic".to_vec(), "image/heic"),
            (b"\0\0\0\x18ftypisom".to_vec(), "video/mp4"),
            (zip("[Content_Types].xml word/document.xml"), TYPES[10].0),
            (zip("_rels/.rels xl/workbook.xml"), TYPES[9].0),
            (zip(odt), "application/vnd.oasis.opendocument.text"),
            (zip("a.txt word/"), "application/zip"),
            (b"<!DOCTYPE html><p>".to_vec(), "text/html"),
            (b"<?xml version=\"1.0\"?><svg>".to_vec(), "image/svg+xml"),
            (b"<?xml version=\"1.0\"?><ClinicalDocument>".to_vec(), "application/xml"),
            ("\u{feff}Žofie\n".as_bytes().to_vec(), "text/plain"),
            (b"".to_vec(), "text/plain"),
            (b"a\0b".to_vec(), UNKNOWN),
            (b"\xe4 in Latin-1".to_vec(), UNKNOWN),
        ] {
            assert_eq!(MediaType::of(&bytes).as_str(), expected, "{bytes:?}");
        }
        // Two bytes of one character are cut in two by the end of the head.
        let long = ["x".repeat(HEAD - 1).as_bytes(), "ž".as_bytes()].concat();
        assert_eq!(MediaType::of(&long).as_str(), "text/plain");
    }

    #[test]
    fn an_ending_that_says_something_else_is_noticed() {
        let pdf = MediaType::of(b"%PDF-1.4");
        for (name, is_so) in
            [("a.pdf", true), ("a.PDF", true), ("a", true), ("a.2026", true), ("a.docx", false)]
        {
            assert_eq!(pdf.is_named_so(name), is_so, "{name}");
        }
        assert!(MediaType::of(b"\xff\xd8\xff").is_named_so("x.jpeg"));
        assert!(MediaType::of(b"a,b\n").is_named_so("x.csv"));
    }

    #[test]
    fn every_type_is_there_once_and_every_way_leads_to_one() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
        let names = BEGINNINGS.iter().chain(BRANDS).chain(PARTS).map(|(_, name)| *name);
        for name in names.chain(["image/webp", "audio/wav", "video/mp4", UNKNOWN]) {
            assert!(MediaType::known(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_end_of_a_pdf_leads_into_it() {
        assert!(has_sound_end(b"trailer\nstartxref\n116\n%%EOF\n", 500));
        for tail in
            [&b"startxref\n116\n"[..], b"%%EOF", b"startxref\n900\n%%EOF", b"startxref x%%EOF"]
        {
            assert!(!has_sound_end(tail, 500));
        }
        assert!(begins_encryption(b" 7 0 R") && begins_encryption(b"<</V 4"));
        assert!(!begins_encryption(b"ion is described") && !begins_encryption(b""));
    }

    proptest! {
        #[test]
        fn any_bytes_are_something(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(MediaType::known(MediaType::of(&bytes).as_str()).is_some());
        }
    }
}
