//! What a file says of whose it is, of which day and by whom, and where it says so.

use std::fmt;
use std::io::{Cursor, Write as _};
use std::sync::{Arc, LazyLock};

use chrono::NaiveTime;
use regex::Regex;

use crate::domain::examined::{Examined, Examiner};
use crate::domain::private_mark::PrivateMark;
use crate::import::ccda;
use crate::import::dates::{self, Found, Meaning, Order};
use crate::import::decode::{Decoded, decode, decode_named};
use crate::import::front::{Front, front};
use crate::import::labels::{Meant, meant};
use crate::import::left::Left;
use crate::import::markup::{Made, docx, html};
use crate::import::names;
use crate::import::parts::{MOST_PARTS, Part, parts};
use crate::import::plain;
use crate::import::zipped::Refused;

/// A file of another program as it was found, or something in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Where the file is.
    pub path: String,
    /// The way inside of it, step by step: members of archives, a row, a resource.
    pub inside: Vec<String>,
    /// The folder that was named.
    pub root: String,
    /// The folders between that one and the file, outermost first; an archive is one.
    pub folders: Vec<Arc<FolderName>>,
    /// Its name, or that of the file that it is a row or a resource of.
    pub name: String,
    /// Whether it is a row or a resource: what its file is called says nothing of when it was.
    pub is_part: bool,
}

impl Source {
    /// Returns a member of this archive.
    pub fn member(&self, name: &str) -> Self {
        let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
        let folders = folders.split('/').filter(|folder| !folder.is_empty());
        let mut inner = Self { name: file.to_owned(), ..self.clone() };
        inner.inside.push(name.to_owned());
        inner.folders.extend([stem(&self.name)].into_iter().chain(folders).map(FolderName::of));
        inner
    }

    /// Returns a row or a resource of this file.
    pub fn part(&self, step: String) -> Self {
        let mut inner = Self { is_part: true, ..self.clone() };
        inner.inside.push(step);
        inner
    }

    /// Returns where a folder of it is, the first being 0: two of one name in two places are two.
    pub fn folder(&self, at: usize) -> String {
        let names: Vec<&str> = self.folders[..=at].iter().map(|it| it.name.as_str()).collect();
        format!("{}/{}", self.root, names.join("/"))
    }
}

/// The name of a folder, and what it says: read once for all that lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderName {
    /// The name.
    pub name: String,
    /// Whom it may mean.
    person: Option<names::Guess>,
    /// The day that it bears, if it means nobody: with the name of a person, it is the date of birth.
    day: Option<Found>,
}

impl FolderName {
    /// Reads a name.
    pub fn of(name: &str) -> Arc<Self> {
        let person = names::guess(name);
        let day = if person.is_none() { dates::first(name) } else { None };
        Arc::new(Self { name: name.to_owned(), person, day })
    }
}

/// What became of a file when it was looked at.
#[derive(Clone, Debug)]
pub enum Taken {
    /// Notes.
    Text(Box<Text>),
    /// Bytes that become a document.
    Document(Box<Facts>),
    /// It is left where it is.
    Left(Left),
}

/// A text that holds one note or several.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it says, and what its names say.
    pub facts: Facts,
    /// The notes in it, if there are several.
    pub parts: Vec<Part>,
    /// The encoding of its bytes.
    pub encoding: &'static str,
}

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In what stands in front of the text.
    Front,
    /// On a line of the text that begins with what it says.
    Line,
    /// In the heading of the text.
    Heading,
    /// In the name of the file.
    FileName,
    /// In the name of a folder.
    Folder,
    /// In a column of a table.
    Column,
    /// In a resource of FHIR.
    Resource,
    /// In the head of a document of C-CDA.
    Head,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Front => "the front matter",
            Self::Line => "a line of the text",
            Self::Heading => "the heading",
            Self::FileName => "the file name",
            Self::Folder => "a folder",
            Self::Column => "a column",
            Self::Resource => "the resource",
            Self::Head => "the head of the document",
        })
    }
}

/// Something that is said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// What.
    pub what: T,
    /// Where.
    pub place: Place,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// An id of the client.
    pub id: Option<Said<String>>,
    /// The name of the client.
    pub name: Option<Said<String>>,
    /// The date of birth.
    pub birth: Option<Said<Found>>,
    /// The days that it may be of, the most trustworthy first.
    pub dates: Vec<Said<Found>>,
    /// The time of the day, where it stands by itself.
    pub time: Option<NaiveTime>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who signed it, and when, in its own words.
    pub signed_by: Option<String>,
    /// What was unclear when it was read.
    pub doubts: Vec<String>,
    /// By what others refer to the client, if this is one.
    pub own_ids: Vec<String>,
    /// What it says for the client file, key by key.
    pub details: Vec<(String, String)>,
    /// Whether it is of no day, as a client is.
    pub is_of_no_day: bool,
}

/// Why a file asks that is broken or of another format.
pub const NOT_AS_NAMED: &str = "it cannot be read as what its name says it is";

/// How large a file may be that is read as a note.
pub const LARGEST_TEXT: u64 = 4 * 1024 * 1024;

/// How many lines at the beginning and at the end are looked at for what they say of the note.
const LINES: usize = 30;

/// The longest name of a person that is kept.
pub const LONGEST_NAME: usize = 200;

/// Tells whether a file is read as notes, by its ending.
pub fn is_text(name: &str) -> bool {
    ending(name).is_some_and(|ending| ["md", "markdown", "txt", "text", "org"].contains(&&*ending))
}

/// Tells whether a file is read as notes once it is Markdown, by its ending.
pub fn is_converted(name: &str) -> bool {
    ending(name).is_some_and(|ending| ["html", "htm", "xhtml", "docx"].contains(&&*ending))
}

/// Tells whether the head of a file may say whose it is, by its ending.
pub fn has_head(name: &str) -> bool {
    ending(name).is_some_and(|ending| ending == "xml")
}

/// Returns the ending of a name in small letters.
pub fn ending(name: &str) -> Option<String> {
    Some(name.rsplit_once('.')?.1.to_lowercase())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Says what a file is taken for; `bytes` are those of one that may be notes.
pub fn read(source: &Source, examined: &Examined, bytes: Option<&[u8]>) -> Taken {
    match examined.mark {
        Some(PrivateMark::Sealed) => {
            return Taken::Left(Left::Sealed);
        }
        Some(PrivateMark::Released) => {
            return Taken::Left(Left::Released);
        }
        None => {}
    }
    if examined.size == 0 {
        return Taken::Left(Left::Empty);
    }
    let mut facts = Facts::default();
    match bytes.map(|bytes| text_of(&source.name, bytes)) {
        Some(Ok(Some(text))) => return read_text(source, &text),
        Some(Err(refused)) => return Taken::Left(Left::Refused(refused)),
        Some(Ok(None)) if is_converted(&source.name) || is_text(&source.name) => {
            facts.doubts.push(NOT_AS_NAMED.into());
        }
        Some(Ok(None)) | None => {}
    }
    if let Some(bytes) = bytes.filter(|_| has_head(&source.name)) {
        match ccda::read(bytes) {
            ccda::Read::Document(said) => facts = *said,
            ccda::Read::Other => {}
            ccda::Read::Broken => facts.doubts.push(NOT_AS_NAMED.into()),
        }
    }
    by_names(source, &mut facts);
    Taken::Document(Box::new(facts))
}

/// What a file says, as text.
pub struct TextOf {
    /// The text that becomes a note, and whose lines are the parts of it.
    pub text: String,
    /// The same without markup, if the text was made of something else.
    plain: Option<String>,
    encoding: &'static str,
    is_doubtful: bool,
    is_cut_off: bool,
}

/// Reads a file as text, which for a page or a DOCX file is Markdown; `None` if it is no text, or broken.
///
/// # Errors
/// Refuses a DOCX file that is made to do harm.
pub fn text_of(name: &str, bytes: &[u8]) -> Result<Option<TextOf>, Refused> {
    let of = |Decoded { text, encoding, is_doubtful }| (text, encoding, is_doubtful);
    let made = |made: Made, encoding, is_doubtful| TextOf {
        text: made.markdown,
        plain: Some(made.plain),
        encoding,
        is_doubtful,
        is_cut_off: made.is_cut_off,
    };
    Ok(match ending(name).as_deref() {
        Some("html" | "htm" | "xhtml") => decode_named(bytes, html::encoding)
            .map(of)
            .map(|(text, encoding, doubt)| made(html::read(&text), encoding, doubt)),
        Some("docx") => match docx::read(Cursor::new(bytes)) {
            Ok(read) => read.map(|read| made(read, "UTF-8", false)),
            Err(Refused::Broken) => None,
            Err(refused) => return Err(refused),
        },
        _ if is_text(name) => decode(bytes).map(of).map(|(text, encoding, is_doubtful)| TextOf {
            text,
            plain: None,
            encoding,
            is_doubtful,
            is_cut_off: false,
        }),
        _ => None,
    })
}

fn read_text(source: &Source, read: &TextOf) -> Taken {
    let TextOf { text, plain, encoding, is_doubtful, is_cut_off } = read;
    if text.trim().is_empty() {
        return Taken::Left(Left::Blank);
    }
    let mut facts = Facts::default();
    if *is_doubtful {
        facts.doubts.push("some bytes are letters in no encoding that is known".into());
    }
    let found = front_of(&source.name, text);
    if found.is_unreadable {
        facts.doubts.push("the front matter cannot be read".into());
    }
    if !found.pairs.is_empty() && text[found.end..].trim().is_empty() {
        facts.doubts.push("there is no text in it".into());
    }
    in_front(&found, &mut facts);
    match plain {
        Some(plain) => {
            // The bytes of what was packed show no mark of the vault, and its text does.
            if let Some(left) = private(plain) {
                return Taken::Left(left);
            }
            in_lines(plain, &mut facts);
        }
        None => in_lines(&text[found.end..], &mut facts),
    }
    if *is_cut_off {
        facts.doubts.push("it is cut off: the end of the page is missing".into());
    }
    by_names(source, &mut facts);
    let lines = text[..found.end].lines().count();
    let mut parts = parts(text, lines, ending(&source.name).as_deref() == Some("org"));
    if parts.len() > MOST_PARTS {
        parts.clear();
        facts.doubts.push(format!("it has more than {MOST_PARTS} dates: split it by hand"));
    }
    Taken::Text(Box::new(Text { facts, parts, encoding }))
}

/// Says why a text is left that comes from the vault.
pub fn private(text: &str) -> Option<Left> {
    let mut examiner = Examiner::default();
    examiner.write_all(text.as_bytes()).ok()?;
    Some(match examiner.finish().mark? {
        PrivateMark::Sealed => Left::Sealed,
        PrivateMark::Released => Left::Released,
    })
}

/// Returns what stands in front of a text; in front of one that was made of something else stands nothing.
fn front_of(name: &str, text: &str) -> Front {
    if is_converted(name) { Front::default() } else { front(text) }
}

fn take(meant: Meant, value: &str, place: Place, facts: &mut Facts) {
    let value = value.trim().trim_matches(['*', '_', '"']).trim();
    let said = |what: String| Said { what, place };
    match meant {
        _ if value.is_empty() || value.chars().count() > LONGEST_NAME => {}
        Meant::Id => facts.id = facts.id.take().or_else(|| Some(said(value.to_owned()))),
        // Whether a client is named by an id or by a name, the chart knows.
        Meant::Name if value.contains('-') && !value.contains(' ') && facts.id.is_none() => {
            facts.id = Some(said(value.to_owned()));
        }
        Meant::Name if names::is_name(value) && facts.name.is_none() => {
            facts.name = Some(said(names::spoken(value)));
        }
        Meant::Birth if facts.birth.is_none() => {
            facts.birth = dates::first(value).map(|what| Said { what, place });
        }
        Meant::Date | Meant::Made => {
            let found = dates::first(value).filter(|found| found.range.start <= 12);
            facts.dates.extend(found.map(|what| Said { what, place }));
        }
        Meant::Time if facts.time.is_none() => facts.time = dates::time_of_day(value),
        Meant::Author if facts.author.is_none() => facts.author = Some(value.to_owned()),
        Meant::Signed if facts.signed_by.is_none() && value.contains(char::is_alphabetic) => {
            facts.signed_by = Some(value.to_owned());
        }
        _ => {}
    }
}

fn in_front(front: &Front, facts: &mut Facts) {
    let said = |wanted: fn(Meant) -> bool| {
        let pairs = front.pairs.iter().filter_map(|(key, value)| Some((meant(key)?, value)));
        pairs.filter(move |(meant, _)| wanted(*meant))
    };
    for (meant, value) in said(|meant| meant != Meant::Made) {
        take(meant, value, Place::Front, facts);
    }
    // When a file was made says when the session was only if nothing else does.
    if facts.dates.is_empty() {
        said(|meant| meant == Meant::Made)
            .for_each(|(meant, value)| take(meant, value, Place::Front, facts));
    }
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s>#+*_-]*([A-Za-z][A-Za-z /-]{1,30}?)[*_\s]*:[*_\s]*(.+)$")
        .expect("a test reads a line by it")
});

static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s>*_-]*(?:electronically |digitally |e-)?signed by:?\s+(.+)$")
        .expect("a test reads a line by it")
});

/// Tells whether a line names a client who is another than the one who was named before it. Whoever speaks to the
/// client in a note is not named so, and what the client says is no name.
fn names_another(label: &str, value: &str, facts: &Facts) -> bool {
    let label = label.to_lowercase();
    let value = value.trim().trim_matches(['*', '_', '"']).trim();
    let is_of_client = ["client", "patient", "klient"].iter().any(|word| label.contains(word));
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let before = facts.name.as_ref().filter(|_| is_of_client && names::is_name(value));
    before.is_some_and(|before| {
        value.split_whitespace().all(is_capital) && !names::may_be_one(&before.what, value)
    })
}

/// Tells whether a line tells a date of birth that cannot be the one that was told before it.
fn tells_another_birth(value: &str, facts: &Facts) -> bool {
    let Some(before) = &facts.birth else { return false };
    let days = |meaning: Meaning| {
        [Order::MonthFirst, Order::DayFirst].map(|order| meaning.day(Some(order)))
    };
    let may_be = |found: &Found| {
        days(found.meaning).into_iter().flatten().any(|day| before.what.meaning.may_be(day))
    };
    let is_day = |found: &Found| found.meaning != Meaning::None;
    is_day(&before.what) && dates::first(value).filter(is_day).is_some_and(|found| !may_be(&found))
}

fn in_lines(text: &str, facts: &mut Facts) {
    let lines: Vec<&str> = text.lines().collect();
    let (mut has_two_names, mut has_two_births) = (false, false);
    for (nth, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(':')) {
        // Several of them on one line stand apart by tabs, bars or more than one space.
        for piece in line.split(['\t', '|']).flat_map(|piece| piece.split("  ")) {
            let Some(found) = LABEL.captures(piece) else { continue };
            let Some(meant) = meant(&found[1]) else { continue };
            let value = &found[2];
            match meant {
                Meant::Name => has_two_names |= names_another(&found[1], value, facts),
                Meant::Birth => has_two_births |= tells_another_birth(value, facts),
                _ => {}
            }
            if nth < LINES {
                take(meant, value, Place::Line, facts);
            }
        }
    }
    if has_two_names {
        facts.doubts.push("it names two people as the client".into());
    }
    if has_two_births {
        facts.doubts.push("it tells two dates of birth".into());
    }
    let near_the_end = lines.len().saturating_sub(LINES);
    let signed = lines[near_the_end..].iter().rev().chain(lines.iter().take(LINES));
    if let Some(found) = signed.filter_map(|line| SIGNED.captures(line)).next() {
        take(Meant::Signed, &found[1], Place::Line, facts);
    }
    let first = lines.iter().find(|line| !line.trim().is_empty());
    let is_short = |line: &&&str| line.len() <= 100 && !line.contains(": ");
    let heading = first
        .filter(is_short)
        .and_then(|line| dates::first(line.trim_start_matches(['#', '*', ' '])));
    facts.dates.extend(heading.map(|what| Said { what, place: Place::Heading }));
}

fn by_names(source: &Source, facts: &mut Facts) {
    let found = dates::first(stem(&source.name));
    facts.dates.extend(found.map(|what| Said { what, place: Place::FileName }));
    let found = source.folders.iter().rev().find_map(|folder| folder.day.clone());
    facts.dates.extend(found.map(|what| Said { what, place: Place::Folder }));
}

/// Returns the note in a text, or the one that a part of it is, as Markdown: what stands in front of the text
/// becomes a list, so that no word of it is lost.
pub fn body(name: &str, text: &str, part: Option<&str>) -> String {
    let mut body = String::new();
    let part = part.unwrap_or_else(|| {
        let found = front_of(name, text);
        for (key, value) in &found.pairs {
            body.push_str("- ");
            plain::escape(key, &mut body);
            body.push_str(": ");
            plain::escape(&value.split_whitespace().collect::<Vec<_>>().join(" "), &mut body);
            body.push('\n');
        }
        if !body.is_empty() {
            body.push('\n');
        }
        &text[found.end..]
    });
    let part = part.trim_start_matches('\n');
    match ending(name).as_deref() {
        Some("md" | "markdown" | "html" | "htm" | "xhtml" | "docx") => body.push_str(part),
        _ => body.push_str(&plain::as_markdown(part)),
    }
    if !body.ends_with('\n') {
        body.push('\n');
    }
    body
}

/// Somebody whom the name of a file or of a folder may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who, and whether it is a folder that says so.
    pub said: Said<names::Guess>,
    /// Which of the folders it is, the outermost being 0.
    pub folder: Option<usize>,
}

/// Returns the people that the names of a file and its folders may mean, the outermost folder first.
pub fn people(source: &Source) -> Vec<Named> {
    let folders = source.folders.iter().enumerate();
    let folders = folders.filter_map(|(at, folder)| {
        let said = Said { what: folder.person.clone()?, place: Place::Folder };
        Some(Named { said, folder: Some(at) })
    });
    let file = names::guess(stem(&source.name))
        .map(|what| Named { said: Said { what, place: Place::FileName }, folder: None });
    folders.chain(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts_of(name: &str, text: &str) -> Facts {
        let mut examiner = Examiner::default();
        examiner.write_all(text.as_bytes()).unwrap();
        let source = Source { path: name.into(), name: name.into(), ..Source::default() };
        match read(&source, &examiner.finish(), Some(text.as_bytes())) {
            Taken::Text(text) => text.facts,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lines_say_whose_it_is_and_of_which_day() {
        let text = "# Progress note\n\n**Client:** Sample, Ana   DOB: 04/21/1990\n- Date of service: 04/05/2023 2:00 PM\nTherapist: Ruth Sample, LMFT\n\nSlept better.\n\nElectronically signed by Ruth Sample, LMFT on 04/06/2023\n";
        let facts = facts_of("a.md", text);
        assert_eq!(facts.name.unwrap().what, "Ana Sample");
        assert_eq!(facts.birth.unwrap().what.text, "04/21/1990");
        assert_eq!(facts.dates[0].what.text, "04/05/2023 2:00 PM");
        assert_eq!(facts.author.unwrap(), "Ruth Sample, LMFT");
        assert_eq!(facts.signed_by.unwrap(), "Ruth Sample, LMFT on 04/06/2023");
    }

    #[test]
    fn the_front_says_more_than_a_line_and_a_line_more_than_the_name_of_the_file() {
        let text =
            "---\nclient: c-7f3k\ndate: 2023-04-05\ncreated: 2024-01-01\n---\nDate: 2023-04-06\n";
        let facts = facts_of("2023-04-07.md", text);
        assert_eq!(facts.id.unwrap().what, "c-7f3k");
        let dates: Vec<_> =
            facts.dates.iter().map(|date| (date.what.text.as_str(), date.place)).collect();
        assert_eq!(
            dates,
            [
                ("2023-04-05", Place::Front),
                ("2023-04-06", Place::Line),
                ("2023-04-07", Place::FileName)
            ]
        );
    }

    #[test]
    fn a_text_of_two_people_says_so_wherever_the_second_stands() {
        let far = "\nSlept.".repeat(LINES * 2);
        let doubts = |more: &str| {
            let text = format!("Client: Ben Sample\nDOB: 11/02/1978\n{far}\n{more}\n");
            facts_of("a.txt", &text).doubts.join("; ")
        };
        assert_eq!(doubts("Client: Ana Example"), "it names two people as the client");
        assert_eq!(doubts("**Patient Name:** Sample, Ana"), "it names two people as the client");
        assert_eq!(doubts("DOB: 1990-04-21"), "it tells two dates of birth");
        for same in [
            "Client: Sample, Ben",
            "Client: Ben S.",
            "Client: Feels better today",
            "Client: I slept",
            "DOB: 1978-11-02",
            "DOB: 02.11.1978",
            "DOB: unknown",
            "Spouse: Ana Example",
        ] {
            assert_eq!(doubts(same), "", "{same}");
        }
    }

    #[test]
    fn no_word_of_the_front_is_lost() {
        let text = "---\ndate: 2023-04-05\ndx: F41.1\n---\n\nSlept.";
        assert_eq!(body("a.md", text, None), "- date: 2023-04-05\n- dx: F41.1\n\nSlept.\n");
        assert_eq!(body("a.txt", "a*b\n1. c\n", None), "a\\*b\\\n1\\. c\n");
    }
}
