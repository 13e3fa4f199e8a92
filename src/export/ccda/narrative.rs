//! The words of a section, in the markup that C-CDA has for them (CDA R2, 4.3.5): paragraphs, lists and tables.
//! Whatever a note holds, no markup of its own comes out.

use std::io;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::export::ccda::xml::Xml;
use crate::page::markdown::{self, Shown};

/// How text is set that stands out.
const BOLD: &[(&str, &str)] = &[("styleCode", "Bold")];
const SLANTED: &[(&str, &str)] = &[("styleCode", "Italics")];

/// Writes a heading, for which there is no element: a paragraph that stands out.
pub fn heading(text: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.inside("paragraph", &[], |xml| xml.leaf("content", BOLD, text))
}

/// Writes facts, each with its name, as a list.
pub fn facts(facts: &[(&'static str, String)], xml: &mut Xml<'_>) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    xml.inside("list", &[], |xml| {
        facts.iter().try_for_each(|(name, value)| {
            xml.leaf("item", &[], &format!("{name}: {}", value.replace('\n', " ")))
        })
    })
}

/// Writes a table, the heads of its columns first.
pub fn table(rows: &[Vec<String>], xml: &mut Xml<'_>) -> io::Result<()> {
    let Some((head, rows)) = rows.split_first().filter(|(_, rows)| !rows.is_empty()) else {
        return Ok(());
    };
    let row = |name: &str, cells: &[String], xml: &mut Xml<'_>| {
        xml.inside("tr", &[], |xml| cells.iter().try_for_each(|cell| xml.leaf(name, &[], cell)))
    };
    xml.inside("table", &[], |xml| {
        xml.inside("thead", &[], |xml| row("th", head, xml))?;
        xml.inside("tbody", &[], |xml| rows.iter().try_for_each(|cells| row("td", cells, xml)))
    })
}

/// Writes a text in Markdown.
pub fn body(text: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    let mut writer = Writer { xml, is_in_link: false, sign: None, has_rows: false, is_code: false };
    markdown::events(text).try_for_each(|shown| match shown {
        Shown::Event(event) => writer.take(event),
        Shown::Marker(marker) => {
            writer.sign = Some(format!("{marker} "));
            Ok(())
        }
    })
}

struct Writer<'x, 'w> {
    xml: &'x mut Xml<'w>,
    /// Whether a link is open, within which nothing stands but text.
    is_in_link: bool,
    /// The sign of an item, as it was written, before its first word: `+` and `-` mean something.
    sign: Option<String>,
    /// Whether the table that is open has a row below its head.
    has_rows: bool,
    is_code: bool,
}

impl Writer<'_, '_> {
    fn take(&mut self, event: Event<'_>) -> io::Result<()> {
        let is_block =
            matches!(event, Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_)));
        let sign = self.sign.take();
        if let Some(sign) = sign.as_deref().filter(|_| !is_block) {
            self.xml.text(sign)?;
        }
        match event {
            Event::Start(tag) if is_block => {
                self.start(tag)?;
                sign.map_or(Ok(()), |sign| self.xml.text(&sign))
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => self.lines(&text),
            Event::Text(text) => self.xml.text(&text),
            Event::Code(text) if self.is_in_link => self.xml.text(&text),
            Event::Code(text) => self.xml.leaf("content", &[], &text),
            Event::HardBreak if !self.is_in_link => self.xml.empty("br", &[]),
            Event::SoftBreak | Event::HardBreak => self.xml.text(" "),
            Event::Rule => self.xml.leaf("paragraph", &[], "* * *"),
            // The reader of notes leaves the others off.
            _ => Ok(()),
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> io::Result<()> {
        match tag {
            Tag::Paragraph => self.xml.open("paragraph", &[]),
            Tag::Heading { .. } => {
                self.xml.open("paragraph", &[])?;
                self.xml.open("content", BOLD)
            }
            Tag::BlockQuote(_) => {
                self.xml.open("list", &[])?;
                self.xml.open("item", &[])
            }
            Tag::CodeBlock(_) => {
                self.is_code = true;
                self.xml.open("paragraph", &[])
            }
            Tag::List(_) => self.xml.open("list", &[]),
            Tag::Item => self.xml.open("item", &[]),
            Tag::Table(_) => {
                self.has_rows = false;
                self.xml.open("table", &[])
            }
            Tag::TableHead => {
                self.xml.open("thead", &[])?;
                self.xml.open("tr", &[])
            }
            Tag::TableRow => {
                if !std::mem::replace(&mut self.has_rows, true) {
                    self.xml.open("tbody", &[])?;
                }
                self.xml.open("tr", &[])
            }
            Tag::TableCell => self.xml.open("td", &[]),
            Tag::Emphasis if !self.is_in_link => self.xml.open("content", SLANTED),
            Tag::Strong if !self.is_in_link => self.xml.open("content", BOLD),
            Tag::Link { dest_url, .. } => {
                self.is_in_link = true;
                self.xml.open("linkHtml", &[("href", &dest_url)])
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self, tag: TagEnd) -> io::Result<()> {
        match tag {
            TagEnd::Paragraph => self.xml.close("paragraph"),
            TagEnd::Heading(_) => {
                self.xml.close("content")?;
                self.xml.close("paragraph")
            }
            TagEnd::BlockQuote(_) => {
                self.xml.close("item")?;
                self.xml.close("list")
            }
            TagEnd::CodeBlock => {
                self.is_code = false;
                self.xml.close("paragraph")
            }
            TagEnd::List(_) => self.xml.close("list"),
            TagEnd::Item => self.xml.close("item"),
            TagEnd::Table => {
                if !self.has_rows {
                    // A table has a row below its head.
                    self.xml.open("tbody", &[])?;
                    self.xml.inside("tr", &[], |xml| xml.empty("td", &[]))?;
                }
                self.xml.close("tbody")?;
                self.xml.close("table")
            }
            TagEnd::TableHead => {
                self.xml.close("tr")?;
                self.xml.close("thead")
            }
            TagEnd::TableRow => self.xml.close("tr"),
            TagEnd::TableCell => self.xml.close("td"),
            TagEnd::Emphasis | TagEnd::Strong if !self.is_in_link => self.xml.close("content"),
            TagEnd::Link => {
                self.is_in_link = false;
                self.xml.close("linkHtml")
            }
            _ => Ok(()),
        }
    }

    /// Writes lines of code, which a paragraph would run together.
    fn lines(&mut self, text: &str) -> io::Result<()> {
        let lines = text.split_inclusive('\n');
        lines.into_iter().try_for_each(|line| match line.strip_suffix('\n') {
            Some(line) => {
                self.xml.text(line)?;
                self.xml.empty("br", &[])
            }
            None => self.xml.text(line),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event as Read;

    use super::*;
    use crate::page::written;

    fn written(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut xml = Xml::begin(&mut bytes).unwrap();
        xml.inside("text", &[], |xml| body(text, xml)).unwrap();
        String::from_utf8(bytes).unwrap().split_once('\n').unwrap().1.to_owned()
    }

    #[test]
    fn paragraphs_lists_and_tables_are_what_they_were() {
        for (text, expected) in [
            (
                "One *two* **three** `four`.",
                "<paragraph>One <content styleCode=\"Italics\">two</content> <content styleCode=\"Bold\">three</content> <content>four</content>.</paragraph>",
            ),
            ("### Deeper", "<paragraph><content styleCode=\"Bold\">Deeper</content></paragraph>"),
            ("- a\n- b", "<list><item>- a</item><item>- b</item></list>"),
            (
                "1. a\n\n2. b",
                "<list><item><paragraph>1. a</paragraph></item><item><paragraph>2. b</paragraph></item></list>",
            ),
            ("+ SI", "<list><item>+ SI</item></list>"),
            (
                "|a|b|\n|---|---|\n|1|2|",
                "<table><thead><tr><td>a</td><td>b</td></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            ),
            (
                "[the *plan*](https://example.org/)",
                "<paragraph><linkHtml href=\"https://example.org/\">the plan</linkHtml> (https://example.org/)</paragraph>",
            ),
            ("<script>x</script>", "<paragraph>&lt;script&gt;x&lt;/script&gt;</paragraph>"),
        ] {
            assert_eq!(written(text), format!("<text>{expected}</text>"), "{text}");
        }
    }

    /// The elements of a narrative that a reader of C-CDA knows.
    const KNOWN: &[&str] = &[
        "text",
        "paragraph",
        "content",
        "linkHtml",
        "br",
        "list",
        "item",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
    ];

    proptest! {
        #[test]
        fn whatever_is_written_is_well_formed_and_known(text in written::texts()) {
            let xml = written(&text);
            let mut reader = Reader::from_str(&xml);
            reader.config_mut().check_end_names = true;
            let mut said = String::new();
            loop {
                match reader.read_event().unwrap() {
                    Read::Start(tag) | Read::Empty(tag) => {
                        let name = tag.name().as_ref().to_owned();
                        prop_assert!(KNOWN.contains(&name.as_str()), "{name}");
                        said.push(' ');
                    }
                    Read::Text(text) => said.push_str(&text),
                    Read::GeneralRef(name) => {
                        let escaped = format!("&{};", &*name);
                        said.push_str(&quick_xml::escape::unescape(&escaped).unwrap());
                    }
                    Read::Eof => break,
                    _ => said.push(' '),
                }
            }
            let lost = written::lost(&text, &said);
            prop_assert!(lost.is_empty(), "{lost:?} of {text:?}: {xml}");
        }
    }
}
