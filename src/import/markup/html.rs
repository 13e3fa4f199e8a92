//! A page of HTML as Markdown, by its tags and texts.

use encoding_rs::Encoding;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Error, Token, Tokenizer};

use crate::import::markup::{Look, Made, Writer};

/// What a tag does to the text around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Block,
    Heading(usize),
    List,
    Counted,
    Item,
    Table,
    Row,
    Cell,
    Quote,
    Bold,
    Italic,
    Break,
    Rule,
    Unseen,
    Lines,
    Picture,
    Box,
}

fn tag(name: &[u8]) -> Option<Tag> {
    Some(match name {
        b"p" | b"div" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"aside"
        | b"nav" | b"address" | b"center" | b"form" | b"fieldset" | b"legend" | b"figure"
        | b"figcaption" | b"dl" | b"dt" | b"dd" | b"body" | b"html" | b"caption" | b"option"
        | b"summary" | b"details" => Tag::Block,
        b"h1" => Tag::Heading(1),
        b"h2" => Tag::Heading(2),
        b"h3" => Tag::Heading(3),
        b"h4" => Tag::Heading(4),
        b"h5" => Tag::Heading(5),
        b"h6" => Tag::Heading(6),
        b"ul" | b"menu" => Tag::List,
        b"ol" => Tag::Counted,
        b"li" => Tag::Item,
        b"table" => Tag::Table,
        b"tr" => Tag::Row,
        b"td" | b"th" => Tag::Cell,
        b"blockquote" => Tag::Quote,
        b"b" | b"strong" => Tag::Bold,
        b"i" | b"em" | b"cite" | b"dfn" | b"var" => Tag::Italic,
        b"br" => Tag::Break,
        b"hr" => Tag::Rule,
        b"script" | b"style" | b"template" | b"title" => Tag::Unseen,
        b"pre" | b"textarea" => Tag::Lines,
        b"img" => Tag::Picture,
        b"input" => Tag::Box,
        _ => return None,
    })
}

/// What is open around the text that is read.
#[derive(Default)]
struct Open {
    bold: usize,
    italic: usize,
    unseen: usize,
    lines: usize,
}

impl Open {
    fn look(&self) -> Look {
        Look { is_bold: self.bold > 0, is_italic: self.italic > 0 }
    }
}

/// Returns what a page says.
pub fn read(html: &str) -> Made {
    let mut emitter: DefaultEmitter<()> = DefaultEmitter::default();
    // So a script is no text, and no tag is looked for in it.
    emitter.naively_switch_states(true);
    let (mut writer, mut open) = (Writer::default(), Open::default());
    // Whether the page as a whole is begun and not ended.
    let mut is_cut_off = false;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(start) => {
                is_cut_off |= matches!(&**start.name, b"html" | b"body");
                let Some(tag) = tag(&start.name) else { continue };
                let attribute = |name: &[u8]| {
                    let value = start.attributes.get(name)?;
                    Some(String::from_utf8_lossy(&value.value).into_owned())
                };
                begin(tag, attribute, &mut writer, &mut open);
                if start.self_closing && matches!(tag, Tag::Bold | Tag::Italic | Tag::Unseen) {
                    end(tag, &mut writer, &mut open);
                }
            }
            Token::EndTag(ended) => {
                is_cut_off &= !matches!(&**ended.name, b"html" | b"body");
                if let Some(tag) = tag(&ended.name) {
                    end(tag, &mut writer, &mut open);
                }
            }
            Token::String(text) if open.unseen == 0 => {
                say(&String::from_utf8_lossy(&text.value), &mut writer, &open);
            }
            Token::Error(error) => {
                let ends = [Error::EofBeforeTagName, Error::EofInTag, Error::EofInComment];
                is_cut_off |= ends.contains(&error.value);
            }
            _ => {}
        }
    }
    Made { is_cut_off, ..writer.finish() }
}

/// In so many bytes from the first, a page names its encoding (HTML standard, 4.2.5.4).
const NAMED_WITHIN: usize = 1024;

/// Returns the encoding that a page names.
pub fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let front = String::from_utf8_lossy(&bytes[..bytes.len().min(NAMED_WITHIN)]);
    Tokenizer::new(&*front).find_map(|Ok(token)| {
        let Token::StartTag(start) = token else { return None };
        let of = |name: &[u8]| Some(&start.attributes.get(name)?.value);
        let in_content = || {
            let content = of(b"content")?.to_ascii_lowercase();
            let at = content.windows(8).position(|part| part == b"charset=")?;
            Some(content[at + 8..].to_owned())
        };
        let label = of(b"charset").map(|label| label.to_vec()).or_else(in_content)?;
        (&**start.name == b"meta").then(|| Encoding::for_label(&label)).flatten()
    })
}

fn begin(
    tag: Tag,
    attribute: impl Fn(&[u8]) -> Option<String>,
    writer: &mut Writer,
    open: &mut Open,
) {
    match tag {
        Tag::Block => writer.end_paragraph(),
        Tag::Heading(level) => writer.begin_heading(level),
        Tag::List => writer.begin_list(None),
        Tag::Counted => {
            let first = attribute(b"start").and_then(|start| start.trim().parse().ok());
            writer.begin_list(Some(first.unwrap_or(1)));
        }
        Tag::Item => writer.begin_item(),
        Tag::Table => writer.begin_table(),
        Tag::Row => writer.begin_row(),
        Tag::Cell => writer.begin_cell(),
        Tag::Quote => writer.begin_quote(),
        Tag::Bold => open.bold += 1,
        Tag::Italic => open.italic += 1,
        Tag::Break => writer.line_break(),
        Tag::Rule => writer.rule(),
        Tag::Unseen => open.unseen += 1,
        Tag::Lines => {
            writer.end_paragraph();
            open.lines += 1;
        }
        Tag::Picture => {
            if let Some(words) = attribute(b"alt").filter(|words| !words.trim().is_empty()) {
                writer.text(&words, open.look());
            }
        }
        Tag::Box => {
            let kind = attribute(b"type").unwrap_or_default().to_lowercase();
            match kind.as_str() {
                "checkbox" | "radio" if attribute(b"checked").is_some() => {
                    writer.text("☒ ", Look::default());
                }
                "checkbox" | "radio" => writer.text("☐ ", Look::default()),
                "hidden" | "submit" | "button" | "reset" | "image" | "password" => {}
                _ => writer.text(&attribute(b"value").unwrap_or_default(), Look::default()),
            }
        }
    }
}

fn end(tag: Tag, writer: &mut Writer, open: &mut Open) {
    match tag {
        Tag::Block | Tag::Heading(_) => writer.end_paragraph(),
        Tag::List | Tag::Counted | Tag::Quote => writer.end_holding(),
        Tag::Item => writer.end_item(),
        Tag::Table => writer.end_table(),
        Tag::Row | Tag::Cell => writer.end_paragraph(),
        Tag::Bold => open.bold = open.bold.saturating_sub(1),
        Tag::Italic => open.italic = open.italic.saturating_sub(1),
        Tag::Unseen => open.unseen = open.unseen.saturating_sub(1),
        Tag::Lines => {
            writer.end_paragraph();
            open.lines = open.lines.saturating_sub(1);
        }
        // A line break that ends is one as well, by the standard.
        Tag::Break => writer.line_break(),
        Tag::Rule | Tag::Picture | Tag::Box => {}
    }
}

/// Adds a text: any space is one, but where the lines of a text are kept.
fn say(text: &str, writer: &mut Writer, open: &Open) {
    if open.lines > 0 {
        for (nth, line) in text.split('\n').enumerate() {
            if nth > 0 {
                writer.line_break();
            }
            writer.text(line, open.look());
        }
        return;
    }
    let is_space = |c: char| c.is_ascii_whitespace();
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    if text.starts_with(is_space) && !writer.ends_in_space() {
        writer.text(" ", open.look());
    }
    if words.is_empty() {
        return;
    }
    writer.text(&words.join(" "), open.look());
    if text.ends_with(is_space) {
        writer.text(" ", open.look());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_said() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body>\n<h1>Progress note</h1>\n<p>Slept <b>well</b>,\n ate <em>a  lot</em> &amp; rode.<br>Next line<script>alert('<p>')</script></p><ul><li>one<li>two<ol start=4><li>deep</ol></ul><table><tr><th>Goal<th>Rating<tr><td>Sleep<td>3</table><p><input type=checkbox checked>SI denied <input type=checkbox>SI present";
        insta::assert_snapshot!(read(html).markdown, @r"
        # Progress note

        Slept **well**, ate *a lot* \& rode.\
        Next line

        - one
        - two

          4. deep

        | Goal | Rating |
        | --- | --- |
        | Sleep | 3 |

        ☒ SI denied ☐ SI present
        ");
    }

    #[test]
    fn no_depth_and_no_broken_tag_is_too_much() {
        let deep = format!("{}x", "<ul><li><blockquote>".repeat(50_000));
        assert_eq!(read(&deep).plain, "x\n");
        let deep = format!("{}x", "<table><tr><td><div>".repeat(50_000));
        assert_eq!(read(&deep).plain, "x\n");
        assert_eq!(read("</ul></li>a<p <b>c").plain, "a\nc\n");
        assert_eq!(read("<script>a"), Made::default());
    }

    #[test]
    fn a_page_that_is_cut_off_says_so_and_one_without_a_frame_is_whole() {
        for whole in ["<p>a", "<html><body><p>a</body></html>\n", "<html><p>a</html>", "a < b"] {
            assert!(!read(whole).is_cut_off, "{whole}");
        }
        for cut in ["<html><body><p>a", "<p>a<b cl", "<p>a<!-- b", "<p>a</"] {
            assert!(read(cut).is_cut_off, "{cut}");
        }
    }

    #[test]
    fn the_encoding_that_a_page_names_is_found() {
        for (page, name) in [
            ("<meta charset=koi8-r>", Some("KOI8-R")),
            ("<META content='text/html; Charset=ISO-8859-1'>", Some("windows-1252")),
            ("<p charset=koi8-r>", None),
            ("<meta charset=none>", None),
        ] {
            assert_eq!(encoding(page.as_bytes()).map(Encoding::name), name, "{page}");
        }
    }
}
