//! The Markdown of a note as events that a page may show: no HTML, no picture, no link but to the
//! web or to mail, headings without gaps below those of the page.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Reads a note. HTML comes as text, a picture as its description, what would not show as `�`.
pub fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut levels = Levels::default();
    let mut link_is_safe = Vec::new();
    Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(move |event| {
        Some(match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(visible(text)),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
                level: levels.open(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(levels.current())),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                link_is_safe.push(is_safe(&dest_url));
                if *link_is_safe.last()? {
                    Event::Start(Tag::Link { link_type, dest_url, title, id })
                } else {
                    Event::Start(Tag::Emphasis)
                }
            }
            Event::End(TagEnd::Link) => match link_is_safe.pop() {
                Some(true) => Event::End(TagEnd::Link),
                _ => Event::End(TagEnd::Emphasis),
            },
            // A picture would be fetched from elsewhere; its description stays.
            Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
            Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
            Event::Text(text) => Event::Text(visible(text)),
            Event::Code(text) => Event::Code(visible(text)),
            event => event,
        })
    })
}

/// Keeps headings below the page's own two levels and without gaps, as screen readers need.
#[derive(Default)]
struct Levels {
    stack: Vec<HeadingLevel>,
}

impl Levels {
    fn open(&mut self, level: HeadingLevel) -> HeadingLevel {
        while self.stack.last().is_some_and(|last| *last >= level) {
            self.stack.pop();
        }
        self.stack.push(level);
        self.current()
    }

    fn current(&self) -> HeadingLevel {
        match self.stack.len() {
            0 | 1 => HeadingLevel::H3,
            2 => HeadingLevel::H4,
            3 => HeadingLevel::H5,
            _ => HeadingLevel::H6,
        }
    }
}

fn is_safe(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Shows what would not show: control characters, marks that reorder text, and what is no character.
pub fn visible(text: CowStr<'_>) -> CowStr<'_> {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    match text.contains(hidden) {
        true => text.replace(hidden, "\u{fffd}").into(),
        false => text,
    }
}
