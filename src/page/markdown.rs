//! The Markdown of a note as a page shows it: no HTML, no picture, no link but to the web or to mail,
//! headings without gaps below those of the page, and as text whatever else was written.
//!
//! What was signed must be read by whoever gets it. So each byte of the source is either in an event
//! of the parser that is shown, or is markup of which the form says the same (the stars of bold
//! text, the bars of a table), or is given back as the text it is.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, DefaultBrokenLinkCallback, Event, HeadingLevel, LinkType, OffsetIter,
    Options, Parser, Tag, TagEnd,
};

use crate::text::{is_unseen, reorders};

/// Deeper lists and quotations are no structure that anybody sees: their signs stand as text.
const DEEPEST: usize = 10;

/// A shorter line below a text is a sign, such as a minus, and no underline.
const UNDERLINE: usize = 3;

/// What a page shows of a note, in its order.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown<'a> {
    /// What the Markdown says. Of the parser's events only those of CommonMark's blocks, of tables,
    /// text, code, emphasis, links, breaks and rules come, and at most ten lists and quotations are
    /// open at a time.
    Event(Event<'a>),
    /// The sign or the number of an item of a list, as it was written; it follows the item's start.
    Marker(CowStr<'a>),
}

/// Reads a note. HTML comes as text, and so does each character that Markdown would swallow or read
/// otherwise than it was meant; what would not show comes as `\u{fffd}`.
pub fn events(markdown: &str) -> impl Iterator<Item = Shown<'_>> {
    Reader {
        source: markdown,
        parser: Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter(),
        is_done: false,
        ready: VecDeque::new(),
        holds: 0,
        open: Vec::new(),
        told: 0,
        searched: 0,
        containers: 0,
        quotes: 0,
        levels: Levels::default(),
        is_below_a_section: false,
        is_in_leaf: false,
        is_paragraph_ours: false,
        is_code: false,
        item_ends: false,
        deep: String::new(),
        table: None,
    }
}

/// Tells whether a reader, or a screen reader, gets anything of an event.
fn says_something(shown: &Shown<'_>) -> bool {
    let (Shown::Event(Event::Text(text) | Event::Code(text)) | Shown::Marker(text)) = shown else {
        return false;
    };
    let is_joiner = |c| matches!(c, '\u{200c}' | '\u{200d}');
    text.chars().any(|c| !c.is_whitespace() && !is_unseen(c) && !is_joiner(c))
}

/// Goes through the parser's events and keeps account of the source.
struct Reader<'a> {
    source: &'a str,
    parser: OffsetIter<'a, DefaultBrokenLinkCallback>,
    is_done: bool,
    /// What can be shown, unless something holds it.
    ready: VecDeque<Shown<'a>>,
    /// How many constructs are open whose beginning depends on their end.
    holds: usize,
    open: Vec<Open<'a>>,
    /// All source before is shown or needs not be.
    told: usize,
    /// No line ends between `told` and here.
    searched: usize,
    /// How many lists and quotations are open.
    containers: usize,
    quotes: usize,
    levels: Levels,
    is_below_a_section: bool,
    /// Whether text can stand here: in a paragraph, a heading, code, a cell.
    is_in_leaf: bool,
    /// Whether that paragraph is none of the parser's.
    is_paragraph_ours: bool,
    is_code: bool,
    /// Whether an item has ended, except for what the parser leaves out behind it.
    item_ends: bool,
    /// Signs of lists too deep for structure, for the text that follows.
    deep: String,
    table: Option<TableState>,
}

/// What the end of a construct must know of its beginning.
enum Open<'a> {
    /// Its end is shown as it comes.
    Shown,
    /// It is no structure on the page.
    Hidden,
    /// Emphasis that is none: its sign stands on both sides.
    Sign(&'a str),
    /// A heading that begins there in `ready`.
    Heading(usize, HeadingLevel),
    /// A heading that is none.
    Written,
    /// A link or a picture.
    Link(OpenLink),
}

struct OpenLink {
    /// Where its start is in `ready`, if it leads somewhere.
    at: Option<usize>,
    /// Whether its brackets stand around it.
    is_written: bool,
}

/// A table whose rows may have more cells than its head.
#[derive(Default)]
struct TableState {
    /// Where it begins in `ready`.
    at: usize,
    /// Where in `ready` rows end that have one cell more than the head.
    longer: Vec<usize>,
}

impl<'a> Iterator for Reader<'a> {
    type Item = Shown<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.holds == 0
                && let Some(shown) = self.ready.pop_front()
            {
                return Some(shown);
            }
            match self.parser.next() {
                Some((event, range)) => self.take(event, range),
                None if self.is_done => return self.ready.pop_front(),
                None => {
                    self.is_done = true;
                    self.holds = 0;
                    self.skip_to_line(self.source.len());
                    self.give_back_lines(self.source.len());
                    self.release_deep();
                }
            }
        }
    }
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            // The parser leaves out what stands before a line in a quotation, and writes entities
            // as what they stand for.
            Event::Text(text) if self.is_code => self.tell(range, |_| Event::Text(text)),
            Event::Text(_) | Event::InlineHtml(_) | Event::Html(_) => {
                self.tell(range, |written| Event::Text(written.into()));
            }
            Event::Code(text) => {
                let touches = touches_a_word(self.source, &range);
                self.tell(range, |written| match written.contains(['\n', '\r']) {
                    _ if touches => Event::Text(written.into()),
                    true => Event::Code(written.trim_matches('`').into()),
                    false => Event::Code(text),
                });
            }
            Event::SoftBreak if self.quotes == 0 => self.break_line(Event::SoftBreak, range),
            Event::SoftBreak | Event::HardBreak => self.break_line(Event::HardBreak, range),
            Event::Rule => {
                self.block(range.start);
                self.release_deep();
                self.told = range.end;
                self.show(Event::Rule);
            }
            // Of extensions that are not asked for.
            _ => self.tell(range, |written| Event::Text(written.into())),
        }
    }

    /// Shows a piece of text, behind what was left out before it.
    fn tell(&mut self, range: Range<usize>, event: impl FnOnce(&'a str) -> Event<'a>) {
        self.give_back(range.start);
        self.told = self.told.max(range.end);
        let event = match event(&self.source[range]) {
            Event::Text(text) => Event::Text(visible(text)),
            Event::Code(text) => Event::Code(visible(text)),
            event => event,
        };
        self.say(event);
    }

    fn break_line(&mut self, event: Event<'a>, range: Range<usize>) {
        // A paragraph may begin with a break, behind a definition that does not show.
        self.give_back(range.start);
        self.told = self.told.max(range.end);
        self.say(event);
    }

    fn show(&mut self, event: Event<'a>) {
        self.ready.push_back(Shown::Event(event));
    }

    fn write(&mut self, text: impl Into<CowStr<'a>>) {
        self.say(Event::Text(visible(text.into())));
    }

    /// Shows what can only stand in a block that holds text.
    fn say(&mut self, event: Event<'a>) {
        if !self.is_in_leaf && self.is_too_deep() {
            self.show(Event::Start(Tag::Paragraph));
            self.is_in_leaf = true;
            self.is_paragraph_ours = true;
        }
        if !self.deep.is_empty() {
            let deep = std::mem::take(&mut self.deep);
            self.show(Event::Text(deep.into()));
        }
        self.show(event);
    }

    fn is_too_deep(&self) -> bool {
        self.containers > DEEPEST
    }

    /// Gives back what stands before a piece of text and is no markup with a form of its own, such
    /// as the `>` before a number.
    fn give_back(&mut self, to: usize) {
        let Some(gap) = self.source.get(self.told..to) else { return };
        self.told = to;
        let is_bar = |c| self.table.is_some() && c == '|';
        let written = gap.trim_matches(|c: char| c.is_whitespace() || is_bar(c));
        let is_escaped = self.source[to..].starts_with(|c: char| c.is_ascii_punctuation());
        let written = match written.strip_suffix('\\') {
            Some(before) if is_escaped => before.trim_end(),
            _ => written,
        };
        if !written.is_empty() {
            let is_apart = gap.ends_with(|c: char| c.is_whitespace() || is_bar(c));
            let space = if is_apart { " " } else { "" };
            self.write(format!("{written}{space}"));
        }
    }

    /// Ends what stands before a block, and gives back the lines between that no block holds.
    fn block(&mut self, to: usize) {
        self.end_paragraph();
        self.skip_to_line(to);
        self.end_item();
    }

    /// Gives back the lines that end before a place.
    fn skip_to_line(&mut self, to: usize) {
        let from = self.searched.max(self.told);
        let Some(gap) = self.source.get(from..to) else { return };
        self.searched = to;
        if let Some(at) = memchr::memrchr2(b'\n', b'\r', gap.as_bytes()) {
            self.give_back_lines(from + at + 1);
        }
    }

    /// Gives back lines that the parser keeps for itself: what defines where links lead, or would if
    /// it were no sentence of a note.
    fn give_back_lines(&mut self, to: usize) {
        let Some(lines) = self.source.get(self.told..to) else { return };
        self.told = to;
        if self.table.is_some() {
            return;
        }
        let is_blank = |line: &str| line.chars().all(|c| c.is_whitespace() || c == '>');
        let mut lines = lines.split(['\n', '\r']).filter(|line| !is_blank(line)).peekable();
        if lines.peek().is_none() {
            return;
        }
        self.end_paragraph();
        self.show(Event::Start(Tag::Paragraph));
        self.is_in_leaf = true;
        for (at, line) in lines.enumerate() {
            if at > 0 {
                self.say(Event::HardBreak);
            }
            self.write(line.trim());
        }
        self.is_paragraph_ours = true;
        self.end_paragraph();
    }

    /// Ends a paragraph that the parser does not know of.
    fn end_paragraph(&mut self) {
        if std::mem::take(&mut self.is_paragraph_ours) {
            self.is_in_leaf = false;
            self.show(Event::End(TagEnd::Paragraph));
        }
    }

    fn end_item(&mut self) {
        if std::mem::take(&mut self.item_ends) {
            self.show(Event::End(TagEnd::Item));
        }
    }

    /// Shows the signs of lists too deep for structure that no text follows.
    fn release_deep(&mut self) {
        if !self.deep.is_empty() {
            self.end_paragraph();
            let deep = std::mem::take(&mut self.deep);
            self.show(Event::Start(Tag::Paragraph));
            self.show(Event::Text(deep.into()));
            self.show(Event::End(TagEnd::Paragraph));
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let open = match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.leaf(Tag::Paragraph, range.start),
            Tag::Heading { level, .. } => self.heading(level, range),
            Tag::BlockQuote(kind) => {
                self.quotes += 1;
                self.container(Tag::BlockQuote(kind), range.start)
            }
            Tag::List(first) => self.container(Tag::List(first), range.start),
            Tag::Item => self.item(range),
            Tag::CodeBlock(kind) => self.code(&kind, range),
            Tag::Table(columns) => {
                self.block(range.start);
                self.release_deep();
                self.holds += 1;
                self.table = Some(TableState { at: self.ready.len(), longer: Vec::new() });
                self.show(Event::Start(Tag::Table(columns)));
                Open::Shown
            }
            Tag::TableHead | Tag::TableRow => {
                self.skip_to_line(range.start);
                self.show(Event::Start(tag));
                Open::Shown
            }
            Tag::TableCell => {
                self.is_in_leaf = true;
                self.show(Event::Start(tag));
                Open::Shown
            }
            Tag::Emphasis => self.emphasis(Tag::Emphasis, 1, range),
            Tag::Strong => self.emphasis(Tag::Strong, 2, range),
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, dest_url, range),
            Tag::Image { .. } => {
                // A picture would be fetched from elsewhere; what was written stays.
                self.give_back(range.start);
                self.told = self.told.max(range.start + 2);
                self.write("![");
                Open::Link(OpenLink { at: None, is_written: true })
            }
            _ => Open::Hidden,
        };
        self.open.push(open);
    }

    fn leaf(&mut self, tag: Tag<'a>, at: usize) -> Open<'a> {
        self.block(at);
        self.show(Event::Start(tag));
        self.is_in_leaf = true;
        Open::Shown
    }

    fn container(&mut self, tag: Tag<'a>, at: usize) -> Open<'a> {
        self.block(at);
        self.containers += 1;
        if self.is_too_deep() {
            return Open::Hidden;
        }
        self.show(Event::Start(tag));
        Open::Shown
    }

    /// Opens an item. Its sign is part of what was written: `+` and `-` say present and absent.
    fn item(&mut self, range: Range<usize>) -> Open<'a> {
        self.block(range.start);
        // The parser counts a tab as several bytes there.
        let rest = &self.source[range.start.max(self.told)..];
        let sign = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let digits = sign.bytes().take_while(u8::is_ascii_digit).count();
        let end = self.source.len() - sign.len() + digits + 1;
        let written = self.source.get(self.told..end).unwrap_or_default();
        self.told = self.told.max(end);
        if self.is_too_deep() {
            self.deep.push_str(written.trim_start());
            self.deep.push(' ');
            return Open::Hidden;
        }
        self.show(Event::Start(Tag::Item));
        self.ready.push_back(Shown::Marker(visible(written.trim().into())));
        Open::Shown
    }

    fn code(&mut self, kind: &CodeBlockKind<'a>, range: Range<usize>) -> Open<'a> {
        let open = self.leaf(Tag::CodeBlock(CodeBlockKind::Indented), range.start);
        self.is_code = true;
        if matches!(kind, CodeBlockKind::Fenced(_)) {
            let block = &self.source[range.clone()];
            let line = block.lines().next().unwrap_or_default();
            let label = line.trim_start().trim_start_matches(['`', '~']).trim();
            self.told = range.start + line.len();
            if !label.is_empty() {
                self.write(format!("{label}\n"));
            }
        }
        open
    }

    /// Opens a heading, or a paragraph where what is written is no section of the note.
    fn heading(&mut self, level: HeadingLevel, range: Range<usize>) -> Open<'a> {
        let written = &self.source[range.clone()];
        if !self.is_section(level, written) {
            self.leaf(Tag::Paragraph, range.start);
            return Open::Written;
        }
        self.is_below_a_section |= level > HeadingLevel::H1;
        self.block(range.start);
        if has_number_signs(written, level) {
            self.told = range.end - written.trim_start().len() + level as usize;
        }
        self.holds += 1;
        let at = self.ready.len();
        self.show(Event::Start(Tag::Paragraph));
        self.is_in_leaf = true;
        Open::Heading(at, level)
    }

    /// Tells whether a heading is one of the note: `# of attacks` counts something, a list has no
    /// sections, and `-` below a word is a sign.
    fn is_section(&self, level: HeadingLevel, written: &str) -> bool {
        if self.containers > 0 {
            return false;
        }
        if !has_number_signs(written, level) {
            let underline = written.trim_end().lines().next_back().unwrap_or_default();
            return underline.trim().len() >= UNDERLINE;
        }
        let first = written.chars().find(|c| c.is_alphanumeric());
        level > HeadingLevel::H1
            || !first.is_some_and(|c| c.is_lowercase() || c.is_numeric() && self.is_below_a_section)
    }

    fn emphasis(&mut self, tag: Tag<'a>, sign: usize, range: Range<usize>) -> Open<'a> {
        self.give_back(range.start);
        self.told = self.told.max(range.start + sign);
        let signs = &self.source[range.start..range.start + sign];
        if is_sign(self.source, &range) {
            self.write(signs);
            return Open::Sign(signs);
        }
        self.say(Event::Start(tag));
        Open::Shown
    }

    /// Opens a link. One that leads neither to the web nor to mail stands as it was written.
    fn link(&mut self, kind: LinkType, address: CowStr<'a>, range: Range<usize>) -> Open<'a> {
        self.give_back(range.start);
        self.told = self.told.max(range.start + 1);
        let address =
            if kind == LinkType::Email { format!("mailto:{address}").into() } else { address };
        let is_link = is_safe(&address);
        let is_written =
            !is_link || kind != LinkType::Inline || touches_a_word(self.source, &range);
        if is_written {
            self.write(&self.source[range.start..range.start + 1]);
        }
        if !is_link {
            return Open::Link(OpenLink { at: None, is_written });
        }
        // The signs of deep lists are no part of it.
        self.holds += 1;
        self.say(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: address,
            title: "".into(),
            id: "".into(),
        }));
        Open::Link(OpenLink { at: Some(self.ready.len() - 1), is_written })
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        match (tag, open) {
            (TagEnd::Paragraph | TagEnd::HtmlBlock, _) => {
                self.leave(range.end, |c| c.is_whitespace() || c == '>');
                self.end_leaf(range.end, TagEnd::Paragraph);
            }
            (TagEnd::CodeBlock, _) => {
                let is_fence = |c: char| c.is_whitespace() || matches!(c, '`' | '~' | '>');
                self.leave(range.end, is_fence);
                self.is_code = false;
                self.end_leaf(range.end, TagEnd::CodeBlock);
            }
            (TagEnd::Heading(_), Open::Heading(at, level)) => self.end_heading(at, level, range),
            (TagEnd::Heading(_), _) => self.end_written(range),
            (TagEnd::BlockQuote(_) | TagEnd::List(_), open) => {
                self.end_container(tag, &open, range)
            }
            (TagEnd::Item, Open::Shown) => {
                self.end_paragraph();
                self.item_ends = true;
            }
            (TagEnd::Item, _) => {
                self.end_paragraph();
                self.release_deep();
            }
            (TagEnd::TableCell, _) => {
                self.is_in_leaf = false;
                self.show(Event::End(tag));
            }
            (TagEnd::TableHead | TagEnd::TableRow, _) => self.end_row(tag, range),
            (TagEnd::Table, _) => self.end_table(range),
            (TagEnd::Emphasis | TagEnd::Strong, Open::Sign(sign)) => {
                self.give_back(range.end - sign.len());
                self.told = self.told.max(range.end);
                self.write(sign);
            }
            (TagEnd::Emphasis | TagEnd::Strong, _) => {
                let sign = if tag == TagEnd::Emphasis { 1 } else { 2 };
                self.give_back(range.end - sign);
                self.told = self.told.max(range.end);
                self.show(Event::End(tag));
            }
            (TagEnd::Link | TagEnd::Image, Open::Link(link)) => self.end_link(&link, range),
            _ => {}
        }
    }

    fn end_leaf(&mut self, to: usize, tag: TagEnd) {
        self.told = self.told.max(to);
        self.is_in_leaf = false;
        self.show(Event::End(tag));
    }

    /// Gives back what stands at the end of a block and is more than its markup.
    fn leave(&mut self, to: usize, is_markup: impl Fn(char) -> bool) {
        let left = self.source.get(self.told..to).unwrap_or_default();
        self.told = self.told.max(to);
        if !left.chars().all(is_markup) {
            self.write(left.trim());
        }
    }

    /// Ends a heading; one that says nothing was none.
    fn end_heading(&mut self, at: usize, level: HeadingLevel, range: Range<usize>) {
        self.leave(range.end, |c| c.is_whitespace() || matches!(c, '#' | '=' | '-'));
        self.is_in_leaf = false;
        self.holds -= 1;
        if !self.ready.iter().skip(at).any(says_something) {
            self.ready.truncate(at);
            return;
        }
        let level = self.levels.open(level);
        self.ready[at] = Shown::Event(Event::Start(Tag::Heading {
            level,
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }));
        self.show(Event::End(TagEnd::Heading(level)));
    }

    /// Ends a heading that stands as it was written, with the line below it.
    fn end_written(&mut self, range: Range<usize>) {
        let left = self.source.get(self.told..range.end).unwrap_or_default();
        let lines: Vec<&str> = left.split(['\n', '\r']).map(str::trim).collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            if at > 0 {
                self.say(Event::HardBreak);
                self.write(*line);
            } else {
                self.write(format!(" {line}"));
            }
        }
        self.end_leaf(range.end, TagEnd::Paragraph);
    }

    fn end_container(&mut self, tag: TagEnd, open: &Open<'a>, range: Range<usize>) {
        self.block(range.end);
        if matches!(tag, TagEnd::BlockQuote(_)) {
            self.quotes -= 1;
        }
        self.release_deep();
        self.containers -= 1;
        if matches!(open, Open::Shown) {
            self.show(Event::End(tag));
        }
    }

    /// Ends a row. What stands behind the last column of the head gets a cell of its own.
    fn end_row(&mut self, tag: TagEnd, range: Range<usize>) {
        let left = self.source.get(self.told..range.end).unwrap_or_default();
        let left = left.trim_matches(|c: char| c.is_whitespace() || c == '|');
        self.told = self.told.max(range.end);
        if !left.is_empty() {
            self.show(Event::Start(Tag::TableCell));
            self.write(left);
            self.show(Event::End(TagEnd::TableCell));
            let at = self.ready.len();
            self.table.iter_mut().for_each(|table| table.longer.push(at));
        }
        if tag == TagEnd::TableHead {
            // The line below the head says how the columns are set.
            let rest = &self.source[self.told..];
            self.told += rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
        self.show(Event::End(tag));
    }

    /// Ends a table. Where one row has a cell more than the head, each row gets one.
    fn end_table(&mut self, range: Range<usize>) {
        self.told = self.told.max(range.end);
        self.show(Event::End(TagEnd::Table));
        self.holds -= 1;
        let Some(TableState { at, longer }) = self.table.take() else { return };
        if longer.is_empty() {
            return;
        }
        let mut longer = longer.into_iter().peekable();
        let rows: Vec<Shown<'a>> = self.ready.drain(at..).collect();
        for (row_at, shown) in (at..).zip(rows) {
            let is_end =
                matches!(shown, Shown::Event(Event::End(TagEnd::TableHead | TagEnd::TableRow)));
            if is_end && longer.next_if_eq(&row_at).is_none() {
                self.show(Event::Start(Tag::TableCell));
                self.show(Event::End(TagEnd::TableCell));
            }
            self.ready.push_back(shown);
        }
    }

    /// Ends a link. Behind it stands where it leads, as it was written, unless the link says so
    /// itself: paper cannot be clicked. Where it says nothing, all of it stands as it was written.
    fn end_link(&mut self, link: &OpenLink, range: Range<usize>) {
        let left = self.source.get(self.told..range.end).unwrap_or_default();
        let left = left.split_whitespace().collect::<Vec<_>>().join(" ");
        self.told = self.told.max(range.end);
        let Some(at) = link.at else {
            self.write(left);
            return;
        };
        self.holds -= 1;
        let words = self.ready.iter().skip(at);
        if !words.clone().any(says_something) {
            let bracket = if link.is_written { "" } else { "[" };
            self.ready[at] = Shown::Event(Event::Text(bracket.into()));
            self.write(left);
            return;
        }
        let words: String = words.filter_map(text_of).collect();
        self.show(Event::End(TagEnd::Link));
        if link.is_written {
            self.write(left);
            return;
        }
        let address = left.strip_prefix(']').unwrap_or(&left);
        if address != format!("({words})") && address != format!("(mailto:{words})") {
            self.write(format!(" {address}"));
        }
    }
}

fn text_of<'s>(shown: &'s Shown<'_>) -> Option<&'s str> {
    match shown {
        Shown::Event(Event::Text(text) | Event::Code(text)) => Some(text),
        _ => None,
    }
}

/// Tells whether a heading begins with `#` and is not underlined.
fn has_number_signs(written: &str, level: HeadingLevel) -> bool {
    let written = written.trim_start();
    let rest = written.trim_start_matches('#');
    written.len() - rest.len() == level as usize
        && (rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Returns the characters before and behind a piece of the source, without the marks of stress and
/// of code that stand between, as far as anybody means something by them.
fn around<'s>(
    source: &'s str,
    range: &Range<usize>,
) -> (impl Iterator<Item = char> + 's, impl Iterator<Item = char> + 's) {
    const FAR: usize = 8;
    let is_mark = |c: &char| matches!(c, '*' | '_' | '`');
    let before = source[..range.start].chars().rev().take(FAR).skip_while(is_mark);
    let behind = source[range.end..].chars().take(FAR).skip_while(is_mark);
    (before, behind)
}

/// Tells whether a letter or a digit stands right beside a piece of the source.
fn touches_a_word(source: &str, range: &Range<usize>) -> bool {
    let (mut before, mut behind) = around(source, range);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // Code may end with a word behind which a space is not shown.
    let is_code = source[..range.start].ends_with('`') || source[range.end..].starts_with('`');
    is_word(before.next()) || is_word(behind.next()) || is_code
}

/// Tells whether stars are a sign, as in `50*2*7`, and do not stress the word between them: a letter
/// or a digit touches them from outside, or digits stand on both sides.
fn is_sign(source: &str, range: &Range<usize>) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_no_space = |c: &char| *c != ' ';
    let (mut before, mut behind) = around(source, range);
    let (_, mut first) = around(source, &(range.start..range.start));
    let (mut last, _) = around(source, &(range.end..range.end));
    touches_a_word(source, range)
        || is_digit(before.find(is_no_space)) && is_digit(first.next())
        || is_digit(behind.find(is_no_space)) && is_digit(last.next())
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
            || reorders(c)
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    match text.contains(hidden) {
        true => text.replace(hidden, "\u{fffd}").into(),
        false => text,
    }
}
