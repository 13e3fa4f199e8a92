//! A DOCX file (ECMA-376, WordprocessingML) as Markdown, event by event: its headers, its body and its notes.
//! What was deleted in it is not read, and what was inserted is.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::import::decode::letters;
use crate::import::markup::xml::{self, value};
use crate::import::markup::{Look, Made, Writer};
use crate::import::zipped::{Archive, Refused};

/// The parts that are read, in this order: the beginning of the name, up to the number that some have.
const PARTS: &[&str] =
    &["word/header", "word/document", "word/footnotes", "word/endnotes", "word/footer"];

/// What a style of paragraphs or of letters says.
#[derive(Clone, Debug, Default)]
struct Style {
    based_on: Option<String>,
    heading: Option<usize>,
    list: Option<String>,
    is_bold: Option<bool>,
    is_italic: Option<bool>,
}

/// What the document says of its styles and lists.
#[derive(Debug, Default)]
struct Styles {
    styles: BTreeMap<String, Style>,
    /// For each list, which of its levels are counted.
    counted: BTreeMap<String, BTreeMap<usize, bool>>,
}

impl Styles {
    /// Returns what a style says, or one that it is based on.
    fn find<T>(&self, style: &str, of: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut name = style;
        // Whoever bases a style on itself goes round for ever.
        for _ in 0..16 {
            let style = self.styles.get(name)?;
            if let Some(found) = of(style) {
                return Some(found);
            }
            name = style.based_on.as_deref()?;
        }
        None
    }
}

/// Returns what a document says; `None` if it is no DOCX file, or a broken one.
///
/// # Errors
/// Refuses an archive that is made to do harm.
pub fn read<R: Read + Seek>(reader: R) -> Result<Option<Made>, Refused> {
    let mut archive = Archive::open(reader)?;
    let mut part = |name: &str| {
        let at = archive.position(name)?;
        text_of(&archive.read(at).ok()?)
    };
    let mut styles = Styles::default();
    if let Some(text) = part("word/styles.xml") {
        styles_of(&text, &mut styles);
    }
    if let Some(text) = part("word/numbering.xml") {
        lists_of(&text, &mut styles);
    }
    let names: Vec<String> = archive.members().iter().map(|member| member.name.clone()).collect();
    let mut writer = Writer::default();
    let mut has_body = false;
    for begin in PARTS {
        let mut of_part: Vec<&String> = names
            .iter()
            .filter(|name| {
                let rest = name.strip_prefix(begin).and_then(|rest| rest.strip_suffix(".xml"));
                rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
            })
            .collect();
        of_part.sort();
        for name in of_part {
            let text = archive.position(name).and_then(|at| text_of(&archive.read(at).ok()?));
            if text.and_then(|text| body_of(&text, &styles, &mut writer)).is_none() {
                return Ok(None);
            }
            has_body |= *begin == "word/document";
        }
    }
    Ok(has_body.then(|| writer.finish()))
}

/// Returns the text of a part, which is in UTF-8 or UTF-16 and in nothing else (ECMA-376 part 2, 8.2).
fn text_of(bytes: &[u8]) -> Option<String> {
    letters(bytes).filter(|text| text.encoding != "windows-1252").map(|text| text.text)
}

/// Tells whether what an element sets is set.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(value(element, "w:val").as_deref(), Some("0" | "false" | "off" | "none"))
}

fn styles_of(text: &str, styles: &mut Styles) {
    let mut reader = Reader::from_str(text);
    let mut open: Option<(String, Style)> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                match (element.local_name().as_ref(), &mut open) {
                    ("style", _) => {
                        let id = value(&element, "w:styleId").unwrap_or_default();
                        open = Some((id, Style::default()));
                    }
                    ("name", Some((_, style))) => {
                        let name = value(&element, "w:val").unwrap_or_default().to_lowercase();
                        let level = name.strip_prefix("heading ").and_then(|it| it.parse().ok());
                        style.heading = level.or((name == "title").then_some(1));
                    }
                    ("basedOn", Some((_, style))) => style.based_on = value(&element, "w:val"),
                    ("numId", Some((_, style))) => style.list = value(&element, "w:val"),
                    ("b", Some((_, style))) => style.is_bold = Some(is_on(&element)),
                    ("i", Some((_, style))) => style.is_italic = Some(is_on(&element)),
                    _ => {}
                }
            }
            Ok(Event::End(element)) if element.local_name().as_ref() == "style" => {
                styles.styles.extend(open.take());
            }
            Ok(Event::Eof) | Err(_) => return,
            _ => {}
        }
    }
}

fn lists_of(text: &str, styles: &mut Styles) {
    let mut reader = Reader::from_str(text);
    let mut kinds: BTreeMap<String, BTreeMap<usize, bool>> = BTreeMap::new();
    let (mut kind, mut level, mut list) = (String::new(), 0, String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let of = |name: &str| value(&element, name).unwrap_or_default();
                match element.local_name().as_ref() {
                    "abstractNum" => kind = of("w:abstractNumId"),
                    "lvl" => level = of("w:ilvl").parse().unwrap_or_default(),
                    "numFmt" => {
                        let is_counted = !matches!(&*of("w:val"), "bullet" | "none");
                        kinds.entry(kind.clone()).or_default().insert(level, is_counted);
                    }
                    "num" => list = of("w:numId"),
                    "abstractNumId" => {
                        let levels = kinds.get(&of("w:val")).cloned().unwrap_or_default();
                        styles.counted.insert(list.clone(), levels);
                    }
                    _ => {}
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            _ => {}
        }
    }
}

/// The paragraph that is read.
#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    list: Option<String>,
    level: usize,
    has_begun: bool,
}

/// Where in a part the reader is.
#[derive(Default)]
struct Place {
    paragraph: Paragraph,
    look: Look,
    /// Whether what comes is text, and not the space between elements.
    is_text: bool,
    /// Whether it stands among the settings of a paragraph, not of its text.
    is_setting: bool,
    /// How deep it stands in what is there for older programs a second time.
    second: usize,
    /// The lists that are open, by what they are.
    lists: Vec<bool>,
}

fn body_of(text: &str, styles: &Styles, writer: &mut Writer) -> Option<()> {
    let mut reader = Reader::from_str(text);
    let mut at = Place::default();
    let mut open = 0_usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => {
                open += 1;
                begin(&element, styles, &mut at, writer, false);
            }
            Event::Empty(element) => begin(&element, styles, &mut at, writer, true),
            Event::End(element) => {
                open -= 1;
                end(element.local_name().as_ref(), &mut at, writer);
            }
            // Such a part has none (ECMA-376 part 2, 8.2), and what it could name would grow without bound.
            Event::DocType(_) => return None,
            Event::Text(text) if at.is_text && at.second == 0 => {
                say(&text.xml10_content(), styles, &mut at, writer);
            }
            Event::GeneralRef(reference) if at.is_text && at.second == 0 => {
                say(&xml::meaning(&reference)?, styles, &mut at, writer);
            }
            Event::Eof if open > 0 => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    end_lists(&mut at, writer, 0);
    Some(())
}

fn begin(
    element: &BytesStart<'_>,
    styles: &Styles,
    at: &mut Place,
    writer: &mut Writer,
    is_empty: bool,
) {
    let name = element.local_name();
    match name.as_ref() {
        "Fallback" if !is_empty => at.second += 1,
        _ if at.second > 0 => {}
        "p" => {
            writer.end_paragraph();
            at.paragraph = Paragraph::default();
            at.look = Look::default();
        }
        "pPr" => at.is_setting = !is_empty,
        "pStyle" => at.paragraph.style = value(element, "w:val"),
        "ilvl" if at.is_setting => {
            at.paragraph.level =
                value(element, "w:val").and_then(|it| it.parse().ok()).unwrap_or(0);
        }
        "numId" if at.is_setting => at.paragraph.list = value(element, "w:val"),
        "r" => at.look = Look::default(),
        "rStyle" if !at.is_setting => {
            let style = value(element, "w:val").unwrap_or_default();
            at.look.is_bold = styles.find(&style, |it| it.is_bold).unwrap_or_default();
            at.look.is_italic = styles.find(&style, |it| it.is_italic).unwrap_or_default();
        }
        "b" if !at.is_setting => at.look.is_bold = is_on(element),
        "i" if !at.is_setting => at.look.is_italic = is_on(element),
        "t" => at.is_text = !is_empty,
        "tab" if !at.is_setting => say("\t", styles, at, writer),
        // What breaks a line in front of all text breaks none.
        "br" | "cr" if !at.is_setting && at.paragraph.has_begun => writer.line_break(),
        "noBreakHyphen" => say("-", styles, at, writer),
        "footnoteReference" | "endnoteReference" => {
            let mark = format!("[{}]", value(element, "w:id").unwrap_or_default());
            say(&mark, styles, at, writer);
        }
        "tbl" => {
            end_lists(at, writer, 0);
            writer.begin_table();
        }
        "tr" => writer.begin_row(),
        "tc" => writer.begin_cell(),
        _ => {}
    }
}

fn end(name: &str, at: &mut Place, writer: &mut Writer) {
    match name {
        "Fallback" => at.second = at.second.saturating_sub(1),
        _ if at.second > 0 => {}
        "p" => writer.end_paragraph(),
        "pPr" => at.is_setting = false,
        "t" => at.is_text = false,
        "r" => at.look = Look::default(),
        "tbl" => writer.end_table(),
        _ => {}
    }
}

/// Adds text to the paragraph, which is what its settings say from its first text on.
fn say(text: &str, styles: &Styles, at: &mut Place, writer: &mut Writer) {
    if !at.paragraph.has_begun {
        at.paragraph.has_begun = true;
        begin_paragraph(styles, at, writer);
    }
    writer.text(text, at.look);
}

fn begin_paragraph(styles: &Styles, at: &mut Place, writer: &mut Writer) {
    let style = at.paragraph.style.as_deref();
    let heading = style.and_then(|style| styles.find(style, |it| it.heading));
    let of_style = || style.and_then(|style| styles.find(style, |it| it.list.clone()));
    // The list 0 is none, and takes a paragraph out of that of its style.
    let list = at.paragraph.list.clone().or_else(of_style).filter(|list| list != "0");
    match (heading, list) {
        (Some(level), _) => {
            end_lists(at, writer, 0);
            writer.begin_heading(level);
        }
        (None, None) => end_lists(at, writer, 0),
        (None, Some(list)) => {
            let level = at.paragraph.level.min(8);
            let is_counted = styles.counted.get(&list).and_then(|it| it.get(&level).copied());
            let is_counted = is_counted.unwrap_or_default();
            end_lists(at, writer, level + 1);
            if at.lists.len() > level && at.lists[level] != is_counted {
                end_lists(at, writer, level);
            }
            while at.lists.len() <= level {
                writer.begin_list(is_counted.then_some(1));
                at.lists.push(is_counted);
            }
            writer.begin_item();
        }
    }
}

/// Ends all lists but so many.
fn end_lists(at: &mut Place, writer: &mut Writer, kept: usize) {
    while at.lists.len() > kept {
        at.lists.pop();
        writer.end_holding();
    }
}
