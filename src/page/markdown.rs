//! The Markdown of a note as events that a page may show: no HTML, no picture, no link but to the
//! web or to mail, headings without gaps below those of the page.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Reads a note. HTML comes as text, a picture as its description, what would not show as `�`; a
/// heading that says nothing is left out, and a link that says nothing says where it leads.
pub fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut told: Vec<Event<'_>> = Vec::new();
    let mut open = Vec::new();
    for event in shown(markdown) {
        match &event {
            Event::Start(_) => open.push(told.len()),
            Event::End(end) => {
                let start = open.pop().unwrap_or_default();
                let says_nothing = !told[start..].iter().any(says_something);
                match (end, told.get(start)) {
                    (TagEnd::Heading(_) | TagEnd::Emphasis, _) if says_nothing => {
                        told.truncate(start);
                        continue;
                    }
                    (TagEnd::Link, Some(Event::Start(Tag::Link { dest_url, .. })))
                        if says_nothing =>
                    {
                        let address = visible(dest_url.clone());
                        told.push(Event::Text(address));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        told.push(event);
    }
    let mut levels = Levels::default();
    told.into_iter().map(move |event| match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: levels.open(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(levels.current())),
        event => event,
    })
}

/// Tells whether a reader, or a screen reader, gets anything of an event.
fn says_something(event: &Event<'_>) -> bool {
    let (Event::Text(text) | Event::Code(text)) = event else { return false };
    text.chars().any(|c| {
        !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// Reads a note as events that hold nothing a page may not show.
fn shown(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let mut link_is_safe = Vec::new();
    Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(move |event| {
        Some(match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(visible(text)),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
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

/// Tells whether an address leads to the web or to mail, and is one.
fn is_safe(url: &str) -> bool {
    let is_escape =
        |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|digit| digit.is_ascii_hexdigit());
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    url.split('%').skip(1).all(is_escape)
        && match scheme.to_ascii_lowercase().as_str() {
            "mailto" => !rest.is_empty(),
            "http" | "https" => rest.strip_prefix("//").is_some_and(has_host),
            _ => false,
        }
}

/// Tells whether what follows `https://` begins with a host.
fn has_host(rest: &str) -> bool {
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = place.split_once(':').unwrap_or((place, "443"));
    let is_label = |label: &str| {
        label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) && !label.is_empty()
    };
    let is_number =
        host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    port.parse::<u16>().is_ok() && host.split('.').all(is_label) && (!is_number || is_ipv4(host))
}

fn is_ipv4(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
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
