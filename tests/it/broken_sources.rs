//! `import`: what other programs wrote, broken in ten ways and more for each source. Each has a line in the plan, and
//! nothing is filed that is not what it seems.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::document::PDF;
use crate::import::{filed, planned, practice, sha256};
use crate::practice::Practice;

/// A way of breaking a source.
struct Case {
    how: &'static str,
    files: Vec<(String, Vec<u8>)>,
    /// What the plan says of it, in `why` or `unclear`; empty where all of it is as it seems.
    reason: &'static str,
    /// The days of what is filed for Ben Sample.
    filed: &'static [&'static str],
    /// How many clients are new.
    new: usize,
    more: &'static [&'static str],
}

fn case(
    how: &'static str,
    at: &str,
    bytes: impl Into<Vec<u8>>,
    reason: &'static str,
    filed: &'static [&'static str],
) -> Case {
    let files = vec![(at.to_owned(), bytes.into())];
    Case { how, files, reason, filed, new: 0, more: &[] }
}

/// What is asked about, and not filed.
fn asks(how: &'static str, at: &str, bytes: impl Into<Vec<u8>>, reason: &'static str) -> Case {
    case(how, at, bytes, reason, &[])
}

impl Case {
    fn and(mut self, at: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((at.to_owned(), bytes.into()));
        self
    }

    fn makes(self, new: usize) -> Self {
        Self { new, ..self }
    }

    fn with(self, more: &'static [&'static str]) -> Self {
        Self { more, ..self }
    }
}

/// Returns what a row is about: the file, the way inside, the lines.
fn key(row: &Value) -> String {
    [&row["file"], &row["inside"], &row["lines"]].map(ToString::to_string).join(" ")
}

/// Fails when a byte of the sources is in no row: each file has one, or what stands in it has; and where lines of
/// a file have rows of their own, each of its lines has one.
fn require_accounted(practice: &Practice, case: &Case, rows: &[Value]) {
    let plan = practice.read("plan.toml");
    for (name, bytes) in &case.files {
        let is_of = |row: &&Value| {
            let file = row["file"].as_str().unwrap();
            let folder = file.rsplit('/').next().unwrap();
            file.ends_with(&format!("/old/{name}")) || name.contains(&format!("{folder}/"))
        };
        let own: Vec<&Value> = rows.iter().filter(is_of).collect();
        assert!(!own.is_empty(), "{}: {name}: {rows:?}", case.how);
        assert!(own.iter().all(|row| row["why"] != "" || row["result"] == "unclear"), "{own:?}");
        let is_read = own.iter().any(|row| row["inside"].is_null() && row["result"] != "left");
        assert!(!is_read || plan.contains(&sha256(bytes)), "{}: {name}: {plan}", case.how);
        let parts = own.iter().filter_map(|row| row["lines"].as_str()?.split_once('-'));
        let mut parts: Vec<(usize, usize)> =
            parts.map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).collect();
        parts.sort_unstable();
        let mut next = parts.first().map_or(1, |(first, _)| *first);
        for (first, last) in &parts {
            assert_eq!(*first, next, "{}: {name}: {parts:?}", case.how);
            next = last + 1;
        }
        let lines = bytes.split(|byte| *byte == b'\n').count();
        assert!(parts.is_empty() || next >= lines, "{}: {name}: {parts:?} of {lines}", case.how);
    }
}

fn require(kind: &str, cases: &[Case]) {
    assert!(cases.len() >= 10, "{kind}: {} ways", cases.len());
    let practice = practice();
    let ana = ["client", "add", "--id", "c-2mxr", "--name", "Ana Example"];
    practice.ok(&[&ana[..], &["--birth-date", "1990-04-21"]].concat());
    let broken = |case: &Case| {
        let how = format!("{kind}: {}", case.how);
        let _ = fs::remove_dir_all(practice.path("old"));
        for (name, bytes) in &case.files {
            practice.put(&format!("old/{name}"), bytes);
        }
        let sources = practice.files("old");
        let rows = planned(&practice, case.more);
        require_accounted(&practice, case, &rows);
        let plan = practice.read("plan.toml");
        let entries = &plan[plan.find("\nimported_from").unwrap()..];
        assert!(entries.contains(case.reason), "{how}: {}: {entries}", case.reason);
        assert!(!plan.contains("Slept"), "{how}: a plan holds no word of a note: {plan}");

        let chart = practice.files("chart");
        let of: BTreeMap<String, &Value> = rows.iter().map(|row| (key(row), row)).collect();
        assert_eq!(of.len(), rows.len(), "{how}: {rows:?}");
        let asks = rows.iter().any(|row| row["result"] == "unclear");
        assert!(
            asks || case.filed.len() + case.new > 0 || !case.reason.is_empty(),
            "{how}: {rows:?}"
        );
        let done = filed(&practice, i32::from(asks));
        assert_eq!(done.len(), rows.len(), "{how}: {done:?}");
        let mut days: Vec<&str> = Vec::new();
        let mut new: Vec<&str> = Vec::new();
        for row in &done {
            let result = row["result"].as_str().unwrap();
            let allowed: &[&str] = match of[&key(row)]["result"].as_str().unwrap() {
                "unclear" => &["waits"],
                "left" => &["left"],
                _ => &["filed", "there", "waits"],
            };
            assert!(allowed.contains(&result), "{how}: {row}");
            if ["filed", "there"].contains(&result) {
                match row["client"].as_str().unwrap() {
                    "c-7f3k" => days.push(row["date"].as_str().unwrap()),
                    other => new.push(other),
                }
            }
        }
        days.sort_unstable();
        new.sort_unstable();
        new.dedup();
        assert_eq!(days, case.filed, "{how}: {done:?}: {entries}");
        assert!(!new.contains(&"c-2mxr") && new.len() == case.new, "{how}: {done:?}");
        assert!(!days.is_empty() || !new.is_empty() || practice.files("chart") == chart, "{how}");
        assert_eq!(practice.files("old"), sources, "{how}: the sources are only read");
    };
    let hold = |case: &&Case| catch_unwind(AssertUnwindSafe(|| broken(case))).is_err();
    let broken: Vec<&str> = cases.iter().filter(hold).map(|case| case.how).collect();
    assert!(broken.is_empty(), "{kind}: {broken:?}");
    let run = practice.run(&["validate", "--deep"]);
    assert_eq!(run.code(), 0, "{kind}: {run}");
}

const HOME: &str = "Sample, Ben 1978-11-02";
const DAY: &str = "2023-04-25";
/// The day of the tests, which a client without a day gets.
const TODAY: &str = "2026-11-24";
/// A day that is another one where the day stands first.
const EITHER: &str = "04/05/2023";
const NO_LETTER: &str = "letters in no encoding that is known";
const NOT_AS_NAMED: &str = "it cannot be read as what its name says it is";
const MONTH_FIRST: &str = "if the month stands first";
const TWO_DIGITS: &str = "has a year of two digits, or is no day of the calendar";
const FUTURE: &str = "lies in the future";
const BEFORE_BIRTH: &str = "lies before the birth";
const NO_DAY: &str = "nothing says of which day it is";
const OTHER_DAY: &str = "tells another date than";
const OTHER_NAME: &str = "names another person than";
const NAME_ALONE: &str = "a name alone is not enough";
const TWO_CLIENTS: &str = "it names two people as the client";
const TWO_BIRTHS: &str = "it tells two dates of birth";
const SEALED: &str = "it is sealed by age";

fn at_home(name: &str) -> String {
    format!("{HOME}/{name}")
}

/// A text in which something is exchanged.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}: {text}");
    text.replace(from, to)
}

/// The cases that are the same for whatever says in its text whose it is and of which day. The text says so in
/// lines, `make` makes a file of it, and the name of the file has no ending.
fn of_lines(ending: &str, make: &dyn Fn(&str) -> Vec<u8>) -> Vec<Case> {
    let text = "Client: Ben Sample\nDOB: 1978-11-02\nDate: 2023-04-25\n\nSlept better.\n";
    let made = |from: &str, to: &str| make(&with(text, from, to));
    let named = |name: &str| format!("{name}.{ending}");
    let day = |how, to: &str, reason| asks(how, &named("note"), made(DAY, to), reason);
    vec![
        case("as it was", &named("note"), make(text), "the client by a line", &[DAY]),
        case("the month first", &named("a"), made(DAY, "04/25/2023"), "the client by", &[DAY]),
        case("the day first", &named("b"), made(DAY, "25.04.2023"), "the client by", &[DAY]),
        case("in words", &named("c"), made(DAY, "25 April 2023"), "the client by", &[DAY]),
        day("either order", EITHER, MONTH_FIRST),
        day("a year of two digits", "04/25/23", TWO_DIGITS),
        day("a day that no month has", "2023-02-30", TWO_DIGITS),
        day("all zeros", "0000-00-00", TWO_DIGITS),
        day("the last day of all", "9999-12-31", FUTURE),
        day("in the future", "2033-04-25", FUTURE),
        day("before the birth", "1978-11-01", BEFORE_BIRTH),
        day("no day", "unknown", NO_DAY),
        asks("a day in the name against the text", &named("2023-04-26"), make(text), OTHER_DAY),
        asks("a name in the file name", &named("Example, Ana"), make(text), OTHER_NAME),
        asks("a folder", &format!("Example, Ana/{}", named("x")), make(text), OTHER_NAME),
        asks("the name alone", &named("note"), made("DOB: 1978-11-02\n", ""), NAME_ALONE),
        asks("a birth of zeros", &named("note"), made("1978-11-02", "0000-00-00"), NAME_ALONE),
        asks(
            "born in the future",
            &named("n"),
            made("1978-11-02", "2033-01-01"),
            "nobody is alive",
        ),
        case("of one name", &named("note"), made("1978-11-02", "1950-01-31"), "no client has", &[])
            .makes(1),
        asks(
            "of two",
            &named("note"),
            made("better.", "better.\n\nClient: Ana Example"),
            TWO_CLIENTS,
        ),
        asks("two births", &named("n"), made("better.", "better.\n\nDOB: 1990-04-21"), TWO_BIRTHS),
        asks(
            "the client of another id",
            &named("c-2mxr"),
            make(text),
            "another than that of the client",
        ),
        asks(
            "of nobody",
            &named("note"),
            made("Client: Ben Sample\n", ""),
            "nothing says whose it is",
        ),
        asks("nothing in it", &named("note"), "", "it is empty"),
        asks("twice, of two", &named("note"), make(text), "which is of somebody else")
            .and(&format!("c-2mxr/{}", named("note")), make(text)),
    ]
}

#[test]
fn plain_text() {
    let mut cases = of_lines("txt", &|text| text.as_bytes().to_vec());
    let text = "Client: Ben Sample\nDOB: 1978-11-02\nDate: 2023-04-25\n\nSlept better, Zoë.\n";
    let bytes = text.as_bytes();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ansi = b"Client: Ben Sample\nDOB: 1978-11-02\nDate: 2023-04-25\n\nSlept, Zo\xeb.\n";
    cases.extend([
        asks("cut off within a letter", "n.txt", &bytes[..bytes.len() - 3], NO_LETTER),
        asks("of two encodings", "n.txt", [bytes, b"Zo\xeb"].concat(), NO_LETTER),
        asks("UTF-16 without a mark", "n.txt", wide.clone(), NOT_AS_NAMED),
        case("UTF-16", "n.txt", [b"\xff\xfe", &wide[..]].concat(), "UTF-16LE", &[DAY]),
        case("Windows-1252", "n.txt", ansi, "windows-1252", &[DAY]),
        asks("sealed", "n.txt", "age-encryption.org/v1\n-> X25519 x\n", SEALED),
        asks("nothing but space", "n.txt", " \n\t\n", "there is nothing but space in it"),
    ]);
    require("text", &cases);
}

#[test]
fn markdown_of_a_folder_of_notes() {
    let text = "---\nclient: c-7f3k\ndate: 2023-04-25\ntags: [a, b]\n---\n\nSlept [[better]].\n";
    let front =
        |how, from: &str, to: &str, reason| asks(how, "Vault/n.md", with(text, from, to), reason);
    let many: String = (0..400).map(|nth| format!("{}- a\n", " ".repeat(nth))).collect();
    require(
        "markdown",
        &[
            case("as it was", "Vault/n.md", text, "the client by the id in the front", &[DAY]),
            front(
                "cut off in the front",
                "tags: [a, b]\n---\n\nSlept [[better]].\n",
                "ta",
                "front",
            ),
            front("a list without an end", "[a, b]", "[a, b", "the front matter cannot be read"),
            front("anchors", "[a, b]", "&a [*a, *a]", "the front matter cannot be read"),
            front("deeper than anybody writes", "[a, b]", &"[".repeat(5000), "cannot be read"),
            front("a list in lists", "[a, b]", &format!("\n{many}"), "cannot be read"),
            front("another encoding", "better", "better\u{0}", NOT_AS_NAMED),
            front("an id that is nobody's", "c-7f3k", "c-n0ne", "no client has the id in it"),
            front("a name alone", "c-7f3k", "Ben Sample", NAME_ALONE),
            front("either order", DAY, EITHER, MONTH_FIRST),
            front("no day", "date: 2023-04-25\n", "", NO_DAY),
            front("of tomorrow", DAY, "2033-04-25", FUTURE),
            front("no text", "Slept [[better]].\n", "", "there is no text in it"),
            asks("the folder of another", "c-2mxr/n.md", text, "the ids of two clients"),
            asks("the day of another", "Vault/2023-05-02.md", text, OTHER_DAY),
            asks(
                "another in the text",
                "Vault/n.md",
                format!("{text}\nClient: Ana Example\n"),
                "the name in it is another than",
            ),
            case("hidden settings", "Vault/n.md", text, "it is a hidden folder", &[DAY])
                .and("Vault/.obsidian/app.json", "{}"),
            case(
                "out of order",
                "c-7f3k/a.md",
                "## 2023-05-02\n\nB\n\n## 2023-04-25\n\nA\n",
                "",
                &[DAY, "2023-05-02"],
            ),
            asks(
                "a heading of no day",
                "c-7f3k/a.md",
                "## 2023-05-02\n\nB\n\n## 2023-02-30\n\nA\n",
                TWO_DIGITS,
            ),
            asks("not in UTF-8", "c-7f3k/2023-04-25.md", b"Zo\xeb \x81\n", NO_LETTER),
        ],
    );
}

#[test]
fn a_journal_of_jrnl_and_one_of_org() {
    let text = "[2023-04-25 14:00] First\nSlept.\n\n[2023-05-02 09:15] Second\nAte.\n";
    let both: &'static [&str] = &[DAY, "2023-05-02"];
    let at = "c-7f3k/journal.txt";
    let day = |how, to: &str, reason| asks(how, at, with(text, DAY, to), reason);
    let order = "[2023-05-02 09:15] Second\nAte.\n\n[2023-04-25 14:00] First\nSlept.\n";
    require(
        "journal",
        &[
            case("as it was", at, text, "the date by the heading", both),
            case("out of order", at, order, "the date by the heading", both),
            case(
                "one time twice",
                at,
                with(text, "2023-05-02 09:15", "2023-04-25 14:00"),
                "the date",
                &[DAY, DAY],
            ),
            case("a time that is none", at, with(text, "09:15", "99:99"), "the date by", both),
            day("either order", EITHER, MONTH_FIRST),
            day("a year of two digits", "25/04/23", TWO_DIGITS),
            day("a day that no month has", "2023-13-45", TWO_DIGITS),
            day("in the future", "2033-04-25", FUTURE),
            day("before the birth", "1900-01-01", BEFORE_BIRTH),
            asks(
                "of two orders",
                at,
                format!("{}[05/30/2023 09:00] x\n[30/05/2023 09:00] y\n", with(text, DAY, EITHER)),
                MONTH_FIRST,
            ),
            asks("of nobody", "journal.txt", text, "nothing says whose it is"),
            asks(
                "of two",
                at,
                with(text, "Slept.", "Client: Ben Sample\nClient: Ana Example"),
                TWO_CLIENTS,
            ),
            asks("cut off within a letter", at, [text.as_bytes(), b"Zo\xc3"].concat(), NO_LETTER),
            asks(
                "UTF-16 without a mark",
                at,
                text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
                NOT_AS_NAMED,
            ),
            case(
                "something in front",
                at,
                format!("Mine.\n\n{text}"),
                "it stands in front of the first date",
                &[DAY, DAY, "2023-05-02"],
            ),
            case(
                "org",
                "c-7f3k/j.org",
                "* 2023-04-25 Tue\nSlept.\n* 2023-05-02 Tue\nAte.\n",
                "the date by",
                both,
            ),
            asks(
                "org, either order",
                "c-7f3k/j.org",
                "* 04/05/2023\nSlept.\n* 04/06/2023\nAte.\n",
                MONTH_FIRST,
            ),
        ],
    );
}

fn html(text: &str) -> Vec<u8> {
    let lines: String = text.lines().map(|line| format!("<p>{line}</p>\n")).collect();
    format!("<!DOCTYPE html><html><head><title>x</title></head><body>\n{lines}</body></html>\n")
        .into()
}

#[test]
fn pages() {
    let mut cases = of_lines("html", &|text| if text.is_empty() { Vec::new() } else { html(text) });
    let page = html("Client: Ben Sample\nDOB: 1978-11-02\nDate: 2023-04-25\nSlept better.");
    let text = String::from_utf8(page.clone()).unwrap();
    let cut = "it is cut off: the end of the page is missing";
    let cyrillic = [
        &b"<meta charset=koi8-r><p>Client: Ben Sample<p>DOB: 1978-11-02<p>Date: 2023-04-25<p>"[..],
        b"\xf0\xd2\xc9\xd7\xc5\xd4",
    ]
    .concat();
    cases.extend([
        asks("cut off in a tag", "n.html", &page[..page.len() - 12], cut),
        asks("cut off in a text", "n.html", text.split("better").next().unwrap(), cut),
        asks("cut off in a comment", "n.html", with(&text, "Slept", "<!-- Slept"), cut),
        asks("letters of no encoding", "n.html", with(&text, "better", "\u{0}"), NOT_AS_NAMED),
        asks("two encodings", "n.html", [&page[..], b"Zo\xeb, Zo\xc3\xab"].concat(), NO_LETTER),
        case("the encoding that it names", "n.html", cyrillic, "read as KOI8-R", &[DAY]),
        asks(
            "a script alone",
            "c-7f3k/2023-04-25.html",
            "<script>Slept</script>",
            "nothing but space",
        ),
        asks("sealed in it", "n.html", html("age-encryption.org/v1\n-> X25519 x"), SEALED),
        case(
            "tags that end nothing",
            "n.html",
            with(&text, "<p>", "</li></ul></td><p>"),
            "the client by",
            &[DAY],
        ),
    ]);
    require("page", &cases);
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx_of(body: &[u8]) -> Vec<u8> {
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body)])
}

fn document_xml(text: &str) -> String {
    let lines: String =
        text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>{lines}</w:body></w:document>"
    )
}

#[test]
fn documents_of_a_word_processor() {
    let mut cases = of_lines("docx", &|text| {
        if text.is_empty() { Vec::new() } else { docx_of(document_xml(text).as_bytes()) }
    });
    let xml = document_xml("Client: Ben Sample\nDOB: 1978-11-02\nDate: 2023-04-25\nSlept better.");
    let whole = docx_of(xml.as_bytes());
    let at = "c-7f3k/2023-04-25.docx";
    let entities = "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let bomb = with(&with(&xml, "<w:document", &format!("{entities}<w:document")), "better", "&b;");
    let latin =
        [&xml.as_bytes()[..xml.len() - 40], b"Zo\xeb", &xml.as_bytes()[xml.len() - 40..]].concat();
    cases.extend([
        asks("cut off", at, &whole[..whole.len() / 2], NOT_AS_NAMED),
        asks("cut off inside", at, docx_of(&xml.as_bytes()[..xml.len() - 30]), NOT_AS_NAMED),
        asks("cut off in a tag", at, docx_of(&xml.as_bytes()[..xml.len() - 3]), NOT_AS_NAMED),
        asks("entities that grow", at, docx_of(bomb.as_bytes()), NOT_AS_NAMED),
        asks(
            "an entity that is none",
            at,
            docx_of(with(&xml, "better", "&b;").as_bytes()),
            NOT_AS_NAMED,
        ),
        asks(
            "tags crossed",
            at,
            docx_of(with(&xml, "</w:body>", "</w:p>").as_bytes()),
            NOT_AS_NAMED,
        ),
        asks("another encoding", at, docx_of(&latin), NOT_AS_NAMED),
        asks("no document in it", at, zip(&[("word/other.xml", b"<x/>")]), NOT_AS_NAMED),
        asks("no archive", at, "Slept.\n", NOT_AS_NAMED),
        asks(
            "behind a password",
            at,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Slept".as_slice(),
            NOT_AS_NAMED,
        ),
        asks(
            "a name that leads out",
            at,
            zip(&[("../word/document.xml", b"x")]),
            "leads out of it",
        ),
        asks("nothing in it", at, docx_of(document_xml("").as_bytes()), "nothing but space"),
        asks(
            "sealed in it",
            at,
            docx_of(document_xml("age-encryption.org/v1\n-> X25519 x").as_bytes()),
            SEALED,
        ),
    ]);
    require("docx", &cases);
}

/// A workbook whose sheets are these, each with its name and whether it is hidden.
fn xlsx(sheets: &[(&str, bool, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut listed, mut related) = (String::new(), String::new());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (nth, (name, is_hidden, rows)) in sheets.iter().enumerate() {
        let state = if *is_hidden { " state=\"hidden\"" } else { "" };
        listed +=
            &format!("<sheet name=\"{name}\" sheetId=\"{}\"{state} r:id=\"r{nth}\"/>", nth + 1);
        related += &format!(
            "<Relationship Id=\"r{nth}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{nth}.xml\"/>"
        );
        parts.push((
            format!("xl/worksheets/sheet{nth}.xml"),
            format!("<worksheet xmlns=\"{main}\">{rows}</worksheet>"),
        ));
    }
    parts.push((
        "xl/workbook.xml".into(),
        format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"
        ),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("<Relationships xmlns=\"{relations}\">{related}</Relationships>"),
    ));
    parts.push(("_rels/.rels".into(), format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")));
    parts.push(("[Content_Types].xml".into(), "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>".into()));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zip(&parts)
}

/// A row of a sheet, from the column A on.
fn row(number: usize, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .zip('A'..)
        .map(|(text, column)| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        })
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

const COLUMNS: [&str; 4] = ["Client", "DOB", "Session Date", "Note"];
const BEN: [&str; 4] = ["Ben Sample", "1978-11-02", DAY, "Slept."];

/// A sheet of notes with one of Ben's, and more.
fn sheet(more: &str) -> String {
    format!("<sheetData>{}{}{more}</sheetData>", row(1, &COLUMNS), row(2, &BEN))
}

fn book(rows: &str) -> Vec<u8> {
    xlsx(&[("S", false, rows)])
}

#[test]
fn workbooks() {
    let whole = book(&sheet(""));
    let third =
        |how, cells: [&str; 4], reason| asks(how, "b.xlsx", book(&sheet(&row(3, &cells))), reason);
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let twice = "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>x</t></is></c><c r=\"A3\" t=\"inlineStr\"><is><t>y</t></is></c></row>";
    let reference = "<row r=\"99999999999\"><c r=\"ZZZZZZ99999999999\" t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let backwards = row(3, &["Ben Sample", "1978-11-02", "2023-05-02", "Ate."]);
    let (a, b) = backwards
        .split_once("<c r=\"B3\"")
        .map(|(a, b)| (a.replace("<row r=\"3\">", ""), b))
        .unwrap();
    let backwards = format!("<row r=\"3\"><c r=\"B3\"{}{a}</row>", b.trim_end_matches("</row>"));
    let disorder = format!(
        "<sheetData>{}{}{}</sheetData>",
        row(3, &["Ben Sample", "1978-11-02", "2023-05-02", "Ate."]),
        row(1, &COLUMNS),
        row(2, &BEN)
    );
    let both: &'static [&str] = &[DAY, "2023-05-02"];
    require(
        "xlsx",
        &[
            case("as it was", "b.xlsx", whole.clone(), "the client by a column", &[DAY]),
            asks("cut off", "c-7f3k/2023-04-25.xlsx", &whole[..whole.len() / 2], NOT_AS_NAMED),
            asks("no archive", "c-7f3k/2023-04-25.xlsx", "Slept.\n", NOT_AS_NAMED),
            asks(
                "cut off inside",
                "c-7f3k/2023-04-25.xlsx",
                book(sheet("").split("Slept").next().unwrap()),
                NOT_AS_NAMED,
            ),
            asks("two cells in one place", "b.xlsx", book(&sheet(twice)), NOT_AS_NAMED),
            asks("a place that is none", "b.xlsx", book(&sheet(reference)), NOT_AS_NAMED),
            asks(
                "a text that is nowhere",
                "b.xlsx",
                book(&sheet("<row r=\"3\"><c r=\"A3\" t=\"s\"><v>99</v></c></row>")),
                NOT_AS_NAMED,
            ),
            case(
                "a size that is none",
                "b.xlsx",
                book(&format!("<dimension ref=\"A1:XFD1048576\"/>{}", sheet(""))),
                "the client by",
                &[DAY],
            ),
            case("a cell far away", "b.xlsx", book(&sheet(far)), "the client by", &[DAY]),
            case("cells backwards", "b.xlsx", book(&sheet(&backwards)), "the client by", both),
            case("rows out of order", "b.xlsx", book(&disorder), "the client by", both),
            case(
                "a hidden sheet",
                "b.xlsx",
                xlsx(&[("S", false, &sheet("")), ("H", true, &sheet(""))]),
                "the sheet is hidden",
                &[DAY],
            ),
            case(
                "a sheet of other things",
                "b.xlsx",
                xlsx(&[("S", false, &sheet("")), ("T", false, "<sheetData/>")]),
                "there is no table in the sheet",
                &[DAY],
            ),
            case(
                "rows above",
                "b.xlsx",
                book(&format!(
                    "<sheetData>{}{}{}</sheetData>",
                    row(1, &["Report"]),
                    row(2, &COLUMNS),
                    row(3, &BEN)
                )),
                "it stands above the names",
                &[DAY],
            ),
            asks(
                "names alone",
                "b.xlsx",
                book(&format!("<sheetData>{}</sheetData>", row(1, &COLUMNS))),
                "and no row",
            ),
            third("either order", ["Ben Sample", "1978-11-02", EITHER, "x"], MONTH_FIRST),
            third("a number for a day", ["Ben Sample", "1978-11-02", "45041", "x"], NO_DAY),
            third("in the future", ["Ben Sample", "1978-11-02", "2033-04-25", "x"], FUTURE),
            third(
                "no text",
                ["Ben Sample", "1978-11-02", "2023-05-02", ""],
                "there is no text in it",
            ),
            asks("the name alone", "b.xlsx", book(&with(&sheet(""), "1978-11-02", "")), NAME_ALONE),
            asks(
                "a birth that is none",
                "b.xlsx",
                book(&with(&sheet(""), "1978-11-02", "none")),
                "the date of birth is none",
            ),
            case(
                "of one name",
                "b.xlsx",
                book(&sheet(&row(3, &["Ben Sample", "1950-01-31", "2023-04-26", "x"]))),
                "no client has",
                &[DAY],
            )
            .makes(1),
        ],
    );
}

const NOTES: &str = "Client,DOB,Session Date,Note\n\"Sample, Ben\",1978-11-02,2023-04-25,\"Slept;\nate.\"\n\"Sample, Ben\",1978-11-02,2023-04-18,First.\n";

#[test]
fn tables_as_text() {
    let both: &'static [&str] = &["2023-04-18", DAY];
    let first =
        |how, from: &str, to: &str, reason| asks(how, "t.csv", with(NOTES, from, to), reason);
    let semicolons =
        with(&with(NOTES, ";", "."), ",", ";").replace("\"Sample; Ben\"", "\"Sample, Ben\"");
    let ansi = [b"\xef\xbb\xbf".as_slice(), NOTES.as_bytes()].concat();
    let other = "ID,First Name,Last Name,DOB,Email\n1,Zoe,Test,1980-01-31,\n";
    let list = "ID,First Name,Last Name,DOB,Email\n1,Ben,Sample,1978-11-02,\n";
    require(
        "csv",
        &[
            case("as it was", "t.csv", NOTES, "the client by a column", both),
            case("semicolons", "t.csv", semicolons.clone(), "the client by", both),
            case("a mark in front", "t.csv", ansi, "the client by", both),
            case(
                "Windows-1252",
                "t.csv",
                [
                    with(&semicolons, "First.", "Zo").as_bytes(),
                    b"\n\"Sample, Ben\";1978-11-02;2023-04-11;Zo\xeb\n",
                ]
                .concat(),
                "windows-1252",
                &["2023-04-11", "2023-04-18", DAY],
            ),
            asks(
                "cut off in a quotation",
                "t.csv",
                NOTES.split(";\nate").next().unwrap(),
                "has no end",
            ),
            asks(
                "cut off in a row",
                "t.csv",
                NOTES.split(",First").next().unwrap(),
                "cells, and the row of the names has 4",
            ),
            case(
                "broken letters",
                "t.csv",
                [NOTES.as_bytes(), b"Zo\xeb Zo\xc3\xab,1980-01-01,2023-04-25,x\n"].concat(),
                NO_LETTER,
                both,
            ),
            asks("no text", "c-7f3k/2023-04-25.csv", b"a\0b,c".as_slice(), NOT_AS_NAMED),
            first("either order", DAY, EITHER, MONTH_FIRST),
            first("a day that is none", DAY, "31.31.2023", TWO_DIGITS),
            first("in the future", DAY, "9999-12-31", FUTURE),
            first("before the birth", DAY, "0001-01-01", BEFORE_BIRTH),
            first("no birth", "1978-11-02", "", NAME_ALONE),
            first("a birth of zeros", "1978-11-02", "0000-00-00", NAME_ALONE),
            first("no text in a row", "First.", "", "there is no text in it"),
            first("no name", "\"Sample, Ben\"", "", "nothing says whose it is"),
            case(
                "the names again",
                "t.csv",
                with(NOTES, "\"Sample, Ben\",1978-11-02,2023-04-18,First.", &COLUMNS.join(",")),
                NO_DAY,
                &[DAY],
            ),
            first(
                "names that nobody knows",
                "Client,DOB,Session Date,Note",
                "a,b,c,d",
                "nothing says whose it is",
            ),
            asks("names alone", "t.csv", "Client,DOB,Session Date,Note\n", "and no row"),
            case(
                "rows above",
                "t.csv",
                format!("Report of May\n{NOTES}"),
                "it stands above the names",
                both,
            ),
            case(
                "of one name",
                "t.csv",
                with(NOTES, "1978-11-02,2023-04-18", "1951-01-31,2023-04-18"),
                "no client has",
                &[DAY],
            )
            .makes(1),
            asks(
                "a number of nobody",
                "n.csv",
                "Client ID,Session Date,Note\n7,2023-04-25,x\n",
                "whose the number in it is",
            )
            .and("l.csv", "ID,First Name,Last Name,DOB,Email\n1,Zoe,Test,,z@example.invalid\n"),
            asks(
                "a number of two",
                "n.csv",
                "Client ID,Session Date,Note\n1,2023-04-25,x\n",
                "the sources tell two dates of birth of the client with the number in it",
            )
            .and("l.csv", list)
            .and("m.csv", with(list, "1978-11-02", "1979-11-02")),
            case(
                "a number of two lists",
                "n.csv",
                "Client ID,Session Date,Note\n1,2023-04-25,x\n",
                "two clients of the sources have the number",
                &[TODAY],
            )
            .and("l.csv", list)
            .and("m.csv", other)
            .makes(1),
            asks(
                "born in the future",
                "l.csv",
                with(list, "1978-11-02", "2033-01-01"),
                "nobody is alive",
            ),
            asks(
                "born long ago",
                "l.csv",
                with(list, "1978-11-02", "1800-01-01"),
                "nobody is alive",
            ),
            asks(
                "sealed in a row",
                "t.csv",
                "Client,DOB,Session Date,Note\nBen Sample,1978-11-02,2023-04-25,\"age-encryption.org/v1\n-> X25519 x\"\n",
                SEALED,
            ),
        ],
    );
}

/// A patient and a note as FHIR has them, a resource a line.
fn resources() -> String {
    let patient = "{\"resourceType\":\"Patient\",\"id\":\"7\",\"name\":[{\"family\":\"Sample\",\"given\":[\"Ben\"]}],\"birthDate\":\"1978-11-02\"}";
    let data = STANDARD.encode("Slept better.");
    format!(
        "{patient}\n{{\"resourceType\":\"DocumentReference\",\"subject\":{{\"reference\":\"Patient/7\"}},\"context\":{{\"period\":{{\"start\":\"2023-04-25\"}}}},\"content\":[{{\"attachment\":{{\"contentType\":\"text/plain\",\"data\":\"{data}\"}}}}]}}\n"
    )
}

#[test]
fn resources_of_fhir() {
    let text = resources();
    let both: &'static [&str] = &[DAY, TODAY];
    let (patient, note) = text.trim_end().split_once('\n').unwrap();
    let bundle = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{note}}},{{\"resource\":{patient}}}]}}"
    );
    let line =
        |how, from: &str, to: &str, reason| asks(how, "r.ndjson", with(&text, from, to), reason);
    let some = |how, from: &str, to: &str, reason, filed| {
        case(how, "r.ndjson", with(&text, from, to), reason, filed)
    };
    let wide: Vec<u8> =
        "\u{feff}".chars().chain(text.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    let deep = format!(
        "{},\"a\":{}{}}}",
        patient.trim_end_matches('}'),
        "[".repeat(1000),
        "]".repeat(1000)
    );
    require(
        "fhir",
        &[
            case("as it was", "r.ndjson", text.clone(), "the client by the resource", both),
            case("out of order", "b.json", bundle.clone(), "the resource", both),
            case("UTF-16", "r.ndjson", wide, "the resource", both),
            asks("cut off", "b.json", &bundle[..bundle.len() - 20], "nothing says whose it is"),
            some("cut off in a line", "\"data\"", "", "these lines are no resources: 2", &[TODAY]),
            asks("no patient", "r.ndjson", format!("{note}\n"), "whose the number in it is"),
            some(
                "of another patient",
                "Patient/7",
                "Patient/8",
                "whose the number in it is",
                &[TODAY],
            ),
            asks(
                "two of one number",
                "r.ndjson",
                format!("{text}{}", with(patient, "1978-11-02", "1979-11-02")),
                "the sources tell two dates of birth of the client with the number in it",
            ),
            line("no birth", "\"1978-11-02\"", "\"\"", NAME_ALONE),
            line("born in the future", "1978-11-02", "2033-01-01", "nobody is alive"),
            line("no day", "2023-04-25", "someday", NO_DAY),
            line("either order", "2023-04-25", "04/05/2023", MONTH_FIRST),
            line("in the future", "2023-04-25", "9999-12-31", FUTURE),
            line("before the birth", "2023-04-25", "1970-01-01", BEFORE_BIRTH),
            some("nothing that is base64", "\"data\":\"", "\"data\":\"%", "the resource", both),
            some(
                "about nobody",
                "\"subject\"",
                "\"author\"",
                "it is about no client: DocumentReference",
                &[TODAY],
            ),
            case(
                "deeper than anybody writes",
                "r.ndjson",
                format!("{text}{deep}\n"),
                "the resource cannot be read",
                both,
            ),
            asks("no resource", "b.json", "{\"a\":1}", "nothing says whose it is"),
        ],
    );
}

#[test]
fn archives() {
    let note = b"Date: 2023-04-25\n\nSlept better.\n".as_slice();
    let name = format!("Export/{HOME}/n.txt");
    let of = |members: &[(&str, &[u8])]| zip(members);
    let whole = of(&[(&name, note)]);
    let refused = |how, bytes: Vec<u8>, reason| asks(how, "c-7f3k/2023-04-25.zip", bytes, reason);
    let named = |name: &str| {
        let mut bytes = of(&[(&"x".repeat(name.len()), note)]);
        let at: Vec<usize> = (0..bytes.len() - name.len())
            .filter(|at| bytes[*at..].starts_with("x".repeat(name.len()).as_bytes()))
            .collect();
        at.into_iter().for_each(|at| bytes[at..at + name.len()].copy_from_slice(name.as_bytes()));
        bytes
    };
    let mut changed = whole.clone();
    // Behind the head of the first member, whose bytes these are.
    changed[30 + name.len() + 4] ^= 0xff;
    let out = "a member of the archive leads out of it by its name";
    let mut cases = vec![
        case("as it was", "e.zip", whole.clone(), "the client by a folder", &[DAY]),
        case("in another", "o.zip", of(&[("e.zip", &whole)]), "the client by a folder", &[DAY]),
        refused(
            "in another in another",
            of(&[("o.zip", &of(&[("e.zip", &whole)]))]),
            "an archive in an archive",
        ),
        refused("cut off", whole[..whole.len() - 10].to_vec(), "is broken or cut off"),
        refused("no archive", b"2023-04-25 Slept.\n".to_vec(), "is broken or cut off"),
        refused("changed", changed, "broken"),
        refused(
            "a bomb",
            of(&[("a.txt", &vec![b'0'; 4_000_000])]),
            "grows to more than it could hold",
        ),
        refused(
            "twice, by capital letters",
            of(&[("N.txt", note), ("n.TXT", note)]),
            "have one name",
        ),
        asks(
            "of two in one folder",
            "e.zip",
            of(&[(&format!("{HOME}/n.txt"), b"Client: Ana Example\nDate: 2023-04-25\n\nx\n")]),
            OTHER_NAME,
        ),
        asks(
            "either order",
            "e.zip",
            of(&[(&format!("{HOME}/04-05-2023.txt"), b"Slept.\n")]),
            MONTH_FIRST,
        ),
        asks("of nobody", "e.zip", of(&[("2023-04-25.txt", b"Slept.\n")]), "whose it is"),
        case(
            "what desktops leave",
            "e.zip",
            of(&[(&name, note), ("__MACOSX/._n.txt", b"x"), ("Thumbs.db", b"x")]),
            "a hidden file",
            &[DAY],
        ),
        refused(
            "sealed in it",
            of(&[("c-7f3k/2023-04-25.md", b"age-encryption.org/v1\n-> X25519 x\n")]),
            SEALED,
        ),
    ];
    for name in [
        "../n.txt",
        "/etc/n.txt",
        "a/../../n.txt",
        "..\\n.txt",
        "C:\\n.txt",
        "\\\\s\\n.txt",
        "a\0b.txt",
        "./n.txt",
    ] {
        cases.push(refused("a name that leads out", named(name), out));
    }
    require("zip", &cases);
}

#[test]
fn documents_that_are_kept_as_they_are() {
    let at = |name: &str| at_home(name);
    require(
        "pdf",
        &[
            case(
                "as it was",
                &at("2023-04-25 letter.pdf"),
                PDF,
                "the date by the file name",
                &[DAY],
            ),
            case(
                "cut off, and kept so",
                &at("2023-04-25.pdf"),
                &PDF.as_bytes()[..20],
                "the date by",
                &[DAY],
            ),
            asks("no day", &at("letter.pdf"), PDF, NO_DAY),
            asks("either order", &at("04-05-2023.pdf"), PDF, MONTH_FIRST),
            asks("two digits", &at("04-25-23.pdf"), PDF, TWO_DIGITS),
            asks("all zeros", &at("0000-00-00.pdf"), PDF, TWO_DIGITS),
            asks("in the future", &at("2033-04-25.pdf"), PDF, FUTURE),
            asks("before the birth", &at("1970-04-25.pdf"), PDF, BEFORE_BIRTH),
            asks(
                "two names",
                &at("Example, Ana 2023-04-25.pdf"),
                PDF,
                "a folder and the file name name two people",
            ),
            asks("the name alone", "Sample, Ben/2023-04-25.pdf", PDF, NAME_ALONE),
            asks("of nobody", "2023-04-25.pdf", PDF, "nothing says whose it is"),
            asks("of a folder", "misc/2023-04-25.pdf", PDF, "only that it lies in the folder"),
            asks("two ids", "c-2mxr/c-7f3k 2023-04-25.pdf", PDF, "the ids of two clients"),
            asks("empty", &at("2023-04-25.pdf"), "", "it is empty"),
            asks("sealed", &at("2023-04-25.pdf"), "age-encryption.org/v1\n-> X25519 x\n", SEALED),
            asks("of two, the same", &at("2023-04-25.pdf"), PDF, "which is of somebody else")
                .and("c-2mxr/2023-04-25.pdf", PDF),
            case("the order that is given", &at("04-25-2023.pdf"), PDF, "the date by", &[DAY])
                .with(&["--date-order", "mdy"]),
        ],
    );
}

/// A document of C-CDA, as far as its head goes.
const CCDA: &str = "<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"><effectiveTime value=\"20230425\"/><recordTarget><patientRole><id extension=\"1001\"/><patient><name><given>Ben</given><family>Sample</family></name><birthTime value=\"19781102\"/></patient></patientRole></recordTarget><component>Slept better.</component></ClinicalDocument>\n";

#[test]
fn documents_of_c_cda() {
    let changed =
        |how, from: &str, to: &str, reason| asks(how, "d.xml", with(CCDA, from, to), reason);
    let day = |how, to: &str, reason| changed(how, "value=\"20230425\"", to, reason);
    let wide: Vec<u8> = CCDA.encode_utf16().flat_map(u16::to_le_bytes).collect();
    require(
        "c-cda",
        &[
            case("as it was", "d.xml", CCDA, "the client by the head of the document", &[DAY]),
            case(
                "UTF-16",
                "d.xml",
                [b"\xff\xfe", &wide[..]].concat(),
                "the client by the head",
                &[DAY],
            ),
            asks("cut off", "c-7f3k/2023-04-25.xml", &CCDA[..CCDA.len() - 20], NOT_AS_NAMED),
            asks("UTF-16 without a mark", "c-7f3k/2023-04-25.xml", wide, NOT_AS_NAMED),
            asks("no XML", "c-7f3k/2023-04-25.xml", "Slept.\n", NOT_AS_NAMED),
            asks(
                "entities that grow",
                "d.xml",
                with(
                    CCDA,
                    "<ClinicalDocument",
                    "<!DOCTYPE x [<!ENTITY a \"lol\">]><ClinicalDocument",
                ),
                NOT_AS_NAMED,
            ),
            asks(
                "tags crossed",
                "d.xml",
                with(CCDA, "</patientRole></recordTarget>", "</recordTarget></patientRole>"),
                NOT_AS_NAMED,
            ),
            case(
                "other XML",
                "c-7f3k/2023-04-25.xml",
                "<a><b/></a>",
                "the date by the file name",
                &[DAY],
            ),
            day("no day", "value=\"\"", NO_DAY),
            day("all zeros", "value=\"00000000\"", NO_DAY),
            day("in the future", "value=\"20330425\"", FUTURE),
            day("before the birth", "value=\"19700425\"", BEFORE_BIRTH),
            changed("no birth", "19781102", "", NAME_ALONE),
            changed("born in the future", "19781102", "20330101", "nobody is alive"),
            asks("a name in the file name", "Example, Ana.xml", CCDA, OTHER_NAME),
            asks("the folder of another", "c-2mxr/d.xml", CCDA, "another than that of the client"),
            asks("another day in the name", "2023-04-26.xml", CCDA, OTHER_DAY),
            asks(
                "of nobody",
                "d.xml",
                with(CCDA, "<given>Ben</given>", ""),
                "whose the number in it is",
            ),
            case("of one name", "d.xml", with(CCDA, "19781102", "19500131"), "no client has", &[])
                .makes(1),
            asks("sealed", "d.xml", "age-encryption.org/v1\n-> X25519 x\n", SEALED),
        ],
    );
}

/// Sources that are made to use up memory, time or the stack. They are small enough for a build without optimization.
#[test]
fn what_is_made_to_do_harm_is_told_and_takes_no_longer_than_it_is_long() {
    let rows: String = (0..400_000)
        .map(|nth| format!("<row r=\"{0}\"><c r=\"AMJ{0}\"><v>1</v></c></row>", nth + 9))
        .collect();
    let wide = format!(
        "<row r=\"9\">{}</row>",
        (0..2000).map(|nth| format!("<c r=\"A{}\"><v>1</v></c>", nth % 7 + 9)).collect::<String>()
    );
    let deep = |tag: &str, count: usize| {
        format!("<{tag}>").repeat(count) + "x" + &format!("</{tag}>").repeat(count)
    };
    let at = "c-7f3k/2023-04-25";
    let named = |ending: &str| format!("{at}.{ending}");
    let wall = "Note,".repeat(1000);
    require(
        "harm",
        &[
            asks("rows that are mostly empty", "b.xlsx", book(&sheet(&rows)), NOT_AS_NAMED),
            asks("cells that all stand in one place", "b.xlsx", book(&sheet(&wide)), NOT_AS_NAMED),
            asks(
                "XML 100,000 deep",
                &named("docx"),
                docx_of(deep("w:p", 100_000).as_bytes()),
                "grows to more",
            ),
            asks(
                "XML 10,000 deep, and no document",
                &named("docx"),
                docx_of(deep("w:tbl", 10_000).as_bytes()),
                "nothing but space",
            ),
            case(
                "a page 100,000 deep",
                &named("html"),
                deep("div", 100_000),
                "the client by",
                &[DAY],
            ),
            case(
                "a page of open tags",
                &named("html"),
                "<ul><li><b>".repeat(50_000) + "x",
                "the client by",
                &[DAY],
            ),
            asks(
                "JSON 1,000,000 deep",
                "r.json",
                format!(
                    "{{\"resourceType\":\"Patient\",\"a\":{}{}}}",
                    "[".repeat(1_000_000),
                    "]".repeat(1_000_000)
                ),
                "the resource cannot be read",
            ),
            asks(
                "a line of separators",
                "t.csv",
                format!("{NOTES}{}", ",".repeat(2_000_000)),
                NOT_AS_NAMED,
            ),
            asks(
                "rows of separators",
                "t.csv",
                format!("{NOTES}{}", ",,,\n".repeat(1_000_001)),
                NOT_AS_NAMED,
            ),
            case(
                "a cell of 5 MB",
                "t.csv",
                with(NOTES, "First.", &"x ".repeat(2_500_000)),
                "the client by",
                &["2023-04-18", DAY],
            ),
            case(
                "a quotation without an end",
                "t.csv",
                format!("{NOTES}\"{}", "x,\n".repeat(1_000_000)),
                "has no end",
                &["2023-04-18", DAY],
            ),
            asks(
                "a thousand columns of one name",
                "t.csv",
                format!(
                    "Client,DOB,Session Date,{wall}Note\n{}",
                    "Ben Sample,1978-11-02,2023-04-25,x\n".repeat(2)
                ),
                "cells, and the row of the names has",
            ),
            asks(
                "a file of dates",
                &named("txt"),
                "2023-04-25\n".repeat(300_000),
                "dates: split it by hand",
            ),
            case("one line of 4 MB", &named("txt"), "x".repeat(4_000_000), "the client by", &[DAY]),
            asks(
                "YAML of anchors",
                &named("md"),
                format!("---\na: &a [x]\n{}---\nx\n", "b: [*a, *a]\n".repeat(2000)),
                "the front matter cannot be read",
            ),
        ],
    );
}
