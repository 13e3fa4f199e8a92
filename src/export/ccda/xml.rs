//! XML as C-CDA takes it: elements, attributes and text, each escaped by its writer.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::page::markdown::visible;

/// Attributes of an element, with their values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// Writes elements one after the other.
pub struct Xml<'w> {
    writer: Writer<&'w mut dyn Write>,
}

impl<'w> Xml<'w> {
    /// Begins a document.
    ///
    /// # Errors
    /// As every function here: when the writer fails, and for no other reason.
    pub fn begin(writer: &'w mut dyn Write) -> io::Result<Self> {
        let mut xml = Self { writer: Writer::new(writer) };
        xml.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.line()?;
        Ok(xml)
    }

    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    /// Closes an element.
    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element without content.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// Writes text; what would not show, shows as a sign that stands for it.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Text(BytesText::new(&visible(text.into()))))
    }

    /// Writes an element with text in it.
    pub fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.text(text)?;
        self.close(name)
    }

    /// Writes an element with others in it.
    pub fn inside(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        content(self)?;
        self.close(name)
    }

    /// Ends a line, where white space says nothing.
    pub fn line(&mut self) -> io::Result<()> {
        self.writer.get_mut().write_all(b"\n")
    }
}

fn start<'n>(name: &'n str, attributes: Attributes<'_>) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        // A line end in an attribute would come back as a space.
        let value = value.replace(['\n', '\r', '\t'], " ");
        start.push_attribute((*key, &*visible(value.as_str().into())));
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let mut bytes = Vec::new();
        let mut xml = Xml::begin(&mut bytes).unwrap();
        xml.leaf("a", &[("b", "\"<c>&\n")], "</a>]]><d>&amp;\u{1b}\u{202e}").unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text.lines().nth(1).unwrap(),
            "<a b=\"&quot;&lt;c&gt;&amp; \">&lt;/a&gt;]]&gt;&lt;d&gt;&amp;amp;\u{fffd}\u{fffd}</a>"
        );
    }
}
