//! Markdown made of what a page or a document of another program is made of: paragraphs, headings, lists, tables,
//! bold and italic. No sign of a text becomes markup, and no depth of theirs uses up the stack.

use std::mem::take;

use crate::import::plain::escape;

pub mod docx;
pub mod html;
pub mod xml;

/// A text as a person reads it and as Markdown; both say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The text without any markup, a line a paragraph.
    pub plain: String,
    /// The same as Markdown.
    pub markdown: String,
    /// Whether the end of what it was made of is missing.
    pub is_cut_off: bool,
}

/// How a piece of a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether it is bold.
    pub is_bold: bool,
    /// Whether it is italic.
    pub is_italic: bool,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Run {
    Text(String, Look),
    Break,
}

/// Something that holds blocks and stands in front of each of their lines.
#[derive(Debug)]
enum Holder {
    Quote,
    List { marker: Marker, next: u64, is_empty: bool },
    Item { first: String, is_first: bool, is_begun: bool },
}

/// What an item of a list begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marker {
    is_ordered: bool,
    /// Whether it is the other of the two signs, which tells a list from the one in front of it.
    is_other: bool,
}

impl Marker {
    fn sign(self, number: u64) -> String {
        match (self.is_ordered, self.is_other) {
            (true, false) => format!("{number}. "),
            (true, true) => format!("{number}) "),
            (false, false) => "- ".to_owned(),
            (false, true) => "+ ".to_owned(),
        }
    }
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Paragraph,
    Heading(usize),
}

/// A table that is being read: rows of cells of paragraphs.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Vec<Vec<Run>>>>,
    /// How many tables stand in a cell of it, around the place that is read.
    inside: usize,
}

/// Writes Markdown, block by block.
#[derive(Debug, Default)]
pub struct Writer {
    made: Made,
    runs: Vec<Run>,
    heading: Option<usize>,
    holders: Vec<Holder>,
    /// How many holders are open that were too deep to be written.
    too_deep: usize,
    table: Option<Table>,
    /// The list that ended where the next block begins.
    ended: Option<Marker>,
}

/// Lists and quotations that stand deeper in each other are written as if they did not.
const DEEPEST: usize = 12;

/// A table of more columns is written as paragraphs.
const WIDEST: usize = 64;

impl Writer {
    /// Adds text to the paragraph, as it is.
    pub fn text(&mut self, text: &str, look: Look) {
        match self.runs.last_mut() {
            Some(Run::Text(before, same)) if *same == look => before.push_str(text),
            _ => self.runs.push(Run::Text(text.to_owned(), look)),
        }
    }

    /// Ends the line within the paragraph.
    pub fn line_break(&mut self) {
        self.runs.push(Run::Break);
    }

    /// Tells whether the last character of the paragraph is a space, or there is none.
    pub fn ends_in_space(&self) -> bool {
        match self.runs.last() {
            Some(Run::Text(text, _)) => text.ends_with(char::is_whitespace),
            _ => true,
        }
    }

    /// Ends the paragraph, if one is begun.
    pub fn end_paragraph(&mut self) {
        let heading = self.heading.take();
        let lines = lines_of(take(&mut self.runs));
        if lines.is_empty() {
            return;
        }
        if let Some(table) = &mut self.table {
            let cell = table.rows.last_mut().and_then(|row| row.last_mut());
            match cell {
                Some(cell) => cell.extend(lines),
                None => table.rows.push(vec![lines]),
            }
            return;
        }
        self.write(&lines, heading.map_or(Shape::Paragraph, Shape::Heading));
    }

    /// Begins a heading of a level from 1 to 6, which ends with its paragraph.
    pub fn begin_heading(&mut self, level: usize) {
        self.end_paragraph();
        self.heading = Some(level.clamp(1, 6));
    }

    /// Draws a line across.
    pub fn rule(&mut self) {
        self.end_paragraph();
        if self.table.is_none() {
            self.block(&["* * *".to_owned()]);
        }
    }

    /// Begins a quotation.
    pub fn begin_quote(&mut self) {
        self.end_paragraph();
        self.open(Holder::Quote);
    }

    /// Begins a list, whose first item has this number if they are counted.
    pub fn begin_list(&mut self, first: Option<u64>) {
        self.end_paragraph();
        let is_ordered = first.is_some();
        let before = self.ended.take().filter(|it| it.is_ordered == is_ordered);
        let is_other = before.is_some_and(|it| !it.is_other);
        let next = first.unwrap_or(1).min(99_999_999);
        self.open(Holder::List { marker: Marker { is_ordered, is_other }, next, is_empty: true });
    }

    /// Begins an item of the innermost list, and ends the one in front of it.
    pub fn begin_item(&mut self) {
        self.end_paragraph();
        if self.too_deep > 0 || self.table.is_some() {
            return;
        }
        if matches!(self.holders.last(), Some(Holder::Item { .. })) {
            self.end_holder();
        }
        let Some(Holder::List { marker, next, is_empty }) = self.holders.last_mut() else { return };
        let first = marker.sign(*next);
        *next += 1;
        let is_first = *is_empty;
        self.holders.push(Holder::Item { first, is_first, is_begun: false });
    }

    /// Ends the innermost item.
    pub fn end_item(&mut self) {
        self.end_paragraph();
        let is_item = matches!(self.holders.last(), Some(Holder::Item { .. }));
        if self.too_deep == 0 && self.table.is_none() && is_item {
            self.end_holder();
        }
    }

    /// Ends the innermost list, or the innermost quotation.
    pub fn end_holding(&mut self) {
        self.end_paragraph();
        if self.table.is_some() {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if matches!(self.holders.last(), Some(Holder::Item { .. })) {
            self.end_holder();
        }
        self.end_holder();
    }

    fn open(&mut self, holder: Holder) {
        if self.table.is_some() {
            return;
        }
        // What stands in a list and in none of its items goes on with the item in front of it, if there is one.
        if let Some(Holder::List { marker, next, is_empty: false }) = self.holders.last() {
            let first = marker.sign(next - 1);
            self.holders.push(Holder::Item { first, is_first: false, is_begun: true });
        }
        match self.holders.len() < DEEPEST * 2 && self.too_deep == 0 {
            true => self.holders.push(holder),
            false => self.too_deep += 1,
        }
    }

    fn end_holder(&mut self) {
        self.ended = match self.holders.pop() {
            Some(Holder::List { marker, .. }) => Some(marker),
            _ => None,
        };
    }

    /// Begins a table; one in a cell of another is read as what stands in the cell.
    pub fn begin_table(&mut self) {
        self.end_paragraph();
        match &mut self.table {
            Some(table) => table.inside += 1,
            None => self.table = Some(Table::default()),
        }
    }

    /// Begins a row.
    pub fn begin_row(&mut self) {
        self.end_paragraph();
        if let Some(table) = self.table.as_mut().filter(|table| table.inside == 0) {
            table.rows.push(Vec::new());
        }
    }

    /// Begins a cell.
    pub fn begin_cell(&mut self) {
        self.end_paragraph();
        if let Some(table) = self.table.as_mut().filter(|table| table.inside == 0) {
            match table.rows.last_mut() {
                Some(row) => row.push(Vec::new()),
                None => table.rows.push(vec![Vec::new()]),
            }
        }
    }

    /// Ends the innermost table.
    pub fn end_table(&mut self) {
        self.end_paragraph();
        match &mut self.table {
            Some(table) if table.inside > 0 => table.inside -= 1,
            _ => self.write_table(),
        }
    }

    fn write_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        table.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let width = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        let is_simple = table.rows.iter().flatten().all(|cell| cell.len() < 2);
        // What stands in a table for its look, or has lines in its cells, is paragraphs to a reader.
        if !is_simple || !(2..=WIDEST).contains(&width) {
            for cell in table.rows.into_iter().flatten().filter(|cell| !cell.is_empty()) {
                self.write(&cell, Shape::Paragraph);
            }
            return;
        }
        let mut lines = Vec::new();
        for (nth, row) in table.rows.iter().enumerate() {
            let cells: Vec<(String, String)> = row
                .iter()
                .map(|cell| cell.first().map(|line| styled(line)).unwrap_or_default())
                .collect();
            let mut line = String::from("|");
            for at in 0..width {
                let cell = cells.get(at).map_or("", |(_, markdown)| markdown);
                line.push(' ');
                line.push_str(cell);
                line.push_str(" |");
            }
            lines.push(line);
            if nth == 0 {
                lines.push(format!("|{}", " --- |".repeat(width)));
            }
            let plain: Vec<&str> = cells.iter().map(|(plain, _)| plain.as_str()).collect();
            self.made.plain.push_str(&plain.join("\t"));
            self.made.plain.push('\n');
        }
        self.block(&lines);
    }

    fn write(&mut self, lines: &[Vec<Run>], shape: Shape) {
        let lines: Vec<(String, String)> = lines.iter().map(|line| styled(line)).collect();
        for (plain, _) in &lines {
            self.made.plain.push_str(plain);
            self.made.plain.push('\n');
        }
        let markdown: Vec<String> = lines.into_iter().map(|(_, markdown)| markdown).collect();
        match shape {
            Shape::Heading(level) => {
                let mut heading = markdown.join(" ");
                // Signs at the end would belong to those at the beginning.
                if heading.ends_with('#') {
                    heading.insert(heading.len() - 1, '\\');
                }
                self.block(&[format!("{} {heading}", "#".repeat(level))]);
            }
            Shape::Paragraph => {
                let last = markdown.len() - 1;
                let broken = |(nth, line): (usize, String)| match nth == last {
                    true => line,
                    false => format!("{line}\\"),
                };
                let lines: Vec<String> = markdown.into_iter().enumerate().map(broken).collect();
                self.block(&lines);
            }
        }
    }

    /// Adds a block, each line behind what its holders put in front.
    fn block(&mut self, lines: &[String]) {
        self.ended = None;
        if matches!(self.holders.last(), Some(Holder::List { .. })) {
            self.begin_item();
        }
        // No line is empty between the items of a list, and one is between all other blocks.
        let unbegun =
            self.holders.iter().position(|it| matches!(it, Holder::Item { is_begun: false, .. }));
        let is_next = |at: usize| matches!(self.holders[at], Holder::Item { is_first: false, .. });
        if !self.made.markdown.is_empty() && !unbegun.is_some_and(is_next) {
            let around = fronts(&self.holders[..unbegun.unwrap_or(self.holders.len())]);
            self.made.markdown.push_str(around.trim_end());
            self.made.markdown.push('\n');
        }
        for line in lines {
            let front = fronts(&self.holders);
            let line = format!("{front}{line}");
            self.made.markdown.push_str(line.trim_end());
            self.made.markdown.push('\n');
            // An item in which nothing stands is not written, and its list has none yet.
            let mut around: Option<&mut bool> = None;
            for holder in &mut self.holders {
                let list = around.take();
                match holder {
                    Holder::Item { is_begun, .. } => {
                        *is_begun = true;
                        list.into_iter().for_each(|is_empty| *is_empty = false);
                    }
                    Holder::List { is_empty, .. } => around = Some(is_empty),
                    Holder::Quote => {}
                }
            }
        }
    }

    /// Returns all that was written.
    pub fn finish(mut self) -> Made {
        self.end_paragraph();
        if let Some(table) = &mut self.table {
            table.inside = 0;
        }
        self.write_table();
        while !self.holders.is_empty() {
            self.end_holder();
        }
        self.made
    }
}

/// Returns what stands in front of the next line.
fn fronts(holders: &[Holder]) -> String {
    let mut front = String::new();
    for holder in holders {
        match holder {
            Holder::Quote => front.push_str("> "),
            Holder::List { .. } => {}
            Holder::Item { first, is_begun: false, .. } => front.push_str(first),
            Holder::Item { first, .. } => front.push_str(&" ".repeat(first.len())),
        }
    }
    front
}

/// Splits runs into lines, without the space around each and without those in which nothing stands.
fn lines_of(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut lines = vec![Vec::new()];
    for run in runs {
        match run {
            Run::Break => lines.push(Vec::new()),
            run => lines.last_mut().expect("there is one from the beginning").push(run),
        }
    }
    let is_filled = |line: &Vec<Run>| {
        line.iter().any(|run| matches!(run, Run::Text(text, _) if !text.trim().is_empty()))
    };
    lines.retain(is_filled);
    lines
}

/// Returns a line as it reads, and as Markdown.
fn styled(line: &[Run]) -> (String, String) {
    // Runs that look alike are one, and the space at their ends belongs to nobody.
    let mut pieces: Vec<(String, Look)> = Vec::new();
    for run in line {
        let Run::Text(text, look) = run else { continue };
        let text = text.replace(['\n', '\r'], " ");
        let inner = text.trim();
        let look = if inner.is_empty() { Look::default() } else { *look };
        let begin = text.len() - text.trim_start().len();
        let end = if inner.is_empty() { text.len() } else { text.trim_end().len() };
        for (part, look) in [
            (&text[..begin.min(end)], Look::default()),
            (&text[begin.min(end)..end], look),
            (&text[end..], Look::default()),
        ] {
            match pieces.last_mut() {
                _ if part.is_empty() => {}
                Some((before, same)) if *same == look => before.push_str(part),
                _ => pieces.push((part.to_owned(), look)),
            }
        }
    }
    let plain: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
    let mut markdown = String::new();
    let count = pieces.len();
    for (at, (text, look)) in pieces.iter().enumerate() {
        let text = match (at, count) {
            (0, 1) => text.trim(),
            (0, _) => text.trim_start(),
            _ if at + 1 == count => text.trim_end(),
            _ => text,
        };
        let signs = match (look.is_bold, look.is_italic) {
            (true, true) => "***",
            (true, false) => "**",
            (false, true) => "*",
            (false, false) => "",
        };
        let before = at.checked_sub(1).and_then(|at| pieces[at].0.chars().next_back());
        let behind = pieces.get(at + 1).and_then(|(text, _)| text.chars().next());
        let holds = is_marked(text, before, behind) && !markdown.ends_with('*');
        let signs = if holds { signs } else { "" };
        markdown.push_str(signs);
        escape(&text.replace('\t', " "), &mut markdown);
        markdown.push_str(signs);
    }
    (plain.trim().to_owned(), markdown)
}

/// Tells whether signs around a text mark it, by the rules for what may begin and end emphasis (CommonMark 6.2):
/// none is next to a space inside, and one that is next to a mark inside has no letter outside.
fn is_marked(text: &str, before: Option<char>, behind: Option<char>) -> bool {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return false;
    };
    let is_edge = |inner: char, outer: Option<char>| {
        inner.is_alphanumeric()
            || outer.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation())
    };
    !first.is_whitespace()
        && !last.is_whitespace()
        && is_edge(first, before)
        && is_edge(last, behind)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    const BOLD: Look = Look { is_bold: true, is_italic: false };
    const ITALIC: Look = Look { is_bold: false, is_italic: true };
    const BARE: Look = Look { is_bold: false, is_italic: false };

    /// What a reader sees of Markdown, a line a block.
    fn seen(markdown: &str) -> String {
        let mut text = String::new();
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::HardBreak => text.push('\n'),
                Event::Start(
                    Tag::List(_) | Tag::BlockQuote(_) | Tag::Heading { .. } | Tag::Table(_),
                )
                | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                    text.push('\n')
                }
                Event::End(TagEnd::TableCell) => text.push('\t'),
                Event::End(TagEnd::TableRow | TagEnd::TableHead) => text.push('\n'),
                Event::Html(html) | Event::InlineHtml(html) => panic!("markup: {html}"),
                _ => {}
            }
        }
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        lines.join("\n")
    }

    #[test]
    fn blocks_are_what_they_were() {
        let mut writer = Writer::default();
        writer.begin_heading(2);
        writer.text("Progress # note", BARE);
        writer.end_paragraph();
        writer.text("Mood: ", BOLD);
        writer.text("low, ", BARE);
        writer.text("2 * 3", ITALIC);
        writer.line_break();
        writer.text("1. not a list", BARE);
        writer.end_paragraph();
        writer.begin_list(None);
        for item in ["Sleep", "Work"] {
            writer.begin_item();
            writer.text(item, BARE);
            writer.end_paragraph();
            writer.begin_list(Some(3));
            writer.begin_item();
            writer.text("deep", BARE);
            writer.end_item();
            writer.end_holding();
            writer.end_item();
        }
        writer.end_holding();
        writer.begin_list(None);
        writer.begin_item();
        writer.text("another list", BARE);
        writer.end_holding();
        writer.begin_table();
        for row in [["Goal", "Rating"], ["Sleep | rest", "3"]] {
            writer.begin_row();
            for cell in row {
                writer.begin_cell();
                writer.text(cell, BARE);
            }
        }
        writer.end_table();
        insta::assert_snapshot!(writer.finish().markdown, @r"
        ## Progress # note

        **Mood:** low, *2 \* 3*\
        1\. not a list

        - Sleep

          3. deep
        - Work

          3. deep

        + another list

        | Goal | Rating |
        | --- | --- |
        | Sleep \| rest | 3 |
        ");
    }

    #[test]
    fn a_table_for_the_look_is_paragraphs() {
        let mut writer = Writer::default();
        writer.begin_table();
        writer.begin_row();
        writer.begin_cell();
        writer.text("a", BARE);
        writer.end_paragraph();
        writer.text("b", BARE);
        writer.begin_cell();
        writer.begin_table();
        writer.begin_row();
        writer.begin_cell();
        writer.text("c", BARE);
        writer.end_table();
        writer.end_table();
        assert_eq!(writer.finish().markdown, "a\\\nb\n\nc\n");
    }

    /// One step of whatever a page may be made of.
    fn step(writer: &mut Writer, what: u8, text: &str) {
        match what % 16 {
            0 => writer.begin_heading(usize::from(what / 16)),
            1 => writer.begin_list(None),
            2 => writer.begin_list(Some(u64::from(what))),
            3 => writer.begin_item(),
            4 => writer.end_item(),
            5 => writer.end_holding(),
            6 => writer.begin_quote(),
            7 => writer.begin_table(),
            8 => writer.begin_row(),
            9 => writer.begin_cell(),
            10 => writer.end_table(),
            11 => writer.end_paragraph(),
            12 => writer.line_break(),
            13 => writer.text(text, BOLD),
            14 => writer.text(text, ITALIC),
            _ => writer.text(text, BARE),
        }
    }

    proptest! {
        #[test]
        fn whatever_it_is_made_of_no_word_is_lost(
            steps in prop::collection::vec((any::<u8>(), "([a-z]{1,3}|[!-~]| |é|1[.)] |    |- |&amp;|<b>){1,5}"), 0..40),
        ) {
            let mut writer = Writer::default();
            steps.iter().for_each(|(what, text)| step(&mut writer, *what, text));
            let made = writer.finish();
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(squeezed(&seen(&made.markdown)), squeezed(&made.plain), "{}", made.markdown);
        }
    }
}
