//! Sets text: breaks it into lines and shapes them, with a mark for what no typeface shows.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use parley::style::{
    FontFamily, FontFamilyName, FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty,
};
use parley::{FontContext, Layout, LayoutContext};
use unicode_width::UnicodeWidthChar;

use crate::export::pdf::faces::{Face, Faces, MONO, SERIF};
use crate::export::pdf::tree::NodeId;
use crate::text::reorders;

/// The size of running text.
pub const TEXT: Size = Size { type_size: 10.2, leading: 13.0 };
/// The look of what names or explains.
pub const QUIET: Look = Look { face: Face::Regular, shade: Shade::Quiet };

/// Stands where no typeface has the character.
const STAND_IN: char = '\u{fffd}';

/// So many marks in a row still sit on their letter; more are no language, and no PDF may hold them.
const MARKS: usize = 8;

/// How much of a paragraph is set at once; the last line of a piece is set again with the next, so
/// that the seam does not show. The positions in a line stay below `u16::MAX`.
const PIECE: usize = 6000;

/// How long a text may be that is kept when it has been set: the names of facts, the signs of lists, the
/// cells of tables come again and again.
const BRIEF: usize = 32;

/// How many texts of one look are kept.
const KEPT: usize = 1000;

/// How text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    /// The face.
    pub face: Face,
    /// How dark it is.
    pub shade: Shade,
}

/// How dark a thing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shade {
    /// As dark as ink.
    #[default]
    Ink,
    /// Still well readable, for what names or explains.
    Quiet,
    /// For hairlines.
    Faint,
}

/// The size of a line of text, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// The size of the letters.
    pub type_size: f32,
    /// From line to line.
    pub leading: f32,
}

/// A paragraph that is not yet broken into lines.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// What is shown.
    shown: String,
    /// What is said, where that differs.
    said: Vec<Said>,
    spans: Vec<(Range<usize>, Look, NodeId)>,
}

/// A character that cannot be shown.
#[derive(Clone, Copy, Debug)]
struct Said {
    at: usize,
    c: char,
}

/// One line of text, shaped.
#[derive(Clone, Debug)]
pub struct Line {
    /// From its top to the next.
    pub height: f32,
    /// From its top to the feet of the letters.
    pub baseline: f32,
    /// From the left edge to the end of the last letter.
    pub width: f32,
    /// What is drawn, from left to right.
    pub runs: Box<[Run]>,
    start: usize,
}

/// Glyphs of one face and one node.
#[derive(Clone, Debug)]
pub struct Run {
    /// From the left edge.
    pub x: f32,
    /// How wide it is.
    pub width: f32,
    /// The size of the letters.
    pub size: f32,
    /// How it looks.
    pub look: Look,
    /// What it belongs to.
    pub node: NodeId,
    /// What it says.
    pub text: Arc<str>,
    /// How it is drawn.
    pub glyphs: Arc<[Glyph]>,
}

/// One glyph, in units of the type size.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u16,
    /// Where what it says begins in the run.
    pub start: u16,
    /// Where that ends.
    pub end: u16,
    /// How far the next one is.
    pub advance: f32,
    /// How far it is moved to the right.
    pub dx: f32,
    /// How far it is moved up.
    pub dy: f32,
}

/// What parley carries through with each character.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Mark {
    look: Look,
    node: NodeId,
}

/// Sets text, with scratch space of its own.
pub struct Setter {
    faces: Faces,
    fonts: FontContext,
    layouts: LayoutContext<Mark>,
    layout: Layout<Mark>,
    /// Brief texts that were set, by their look and the bits of their size.
    known: HashMap<(Look, [u32; 2]), HashMap<Box<str>, Brief>>,
}

/// A brief text as it was set.
#[derive(Default)]
struct Brief {
    /// On one line, for some node.
    line: Option<Line>,
    /// How wide its longest word is, and all of it.
    widths: Option<(f32, f32)>,
}

impl Text {
    /// Makes a text of one look.
    pub fn of(text: &str, look: Look, node: NodeId, setter: &Setter) -> Self {
        let mut made = Self::default();
        made.push(text, look, node, setter);
        made
    }

    /// Adds text. What has no shape of its own is left out, and what cannot be shown is marked.
    pub fn push(&mut self, text: &str, look: Look, node: NodeId, setter: &Setter) {
        let start = self.shown.len();
        if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            self.shown.push_str(text);
        } else {
            let mut marks = 0;
            for c in text.chars() {
                marks = if c.width() == Some(0) && !has_no_shape(c) { marks + 1 } else { 0 };
                if marks > MARKS {
                    self.push_stand_in(c);
                } else {
                    self.push_char(c, look.face, setter);
                }
            }
        }
        if self.shown.len() > start {
            // Most texts have one look, and tables have many texts.
            self.spans.reserve_exact(usize::from(self.spans.is_empty()));
            self.spans.push((start..self.shown.len(), look, node));
        }
    }

    fn push_char(&mut self, c: char, face: Face, setter: &Setter) {
        match c {
            '\n' => self.shown.push('\n'),
            '\t' if face == Face::Mono => self.shown.push_str("    "),
            '\t' | '\u{2028}' | '\u{2029}' => self.shown.push(' '),
            c if has_no_shape(c) => {}
            c if is_no_text(c) => self.shown.push(STAND_IN),
            c if setter.faces.shows(face, c) => self.shown.push(c),
            c => self.push_stand_in(c),
        }
    }

    fn push_stand_in(&mut self, c: char) {
        self.said.push(Said { at: self.shown.len(), c });
        self.shown.push(STAND_IN);
    }

    /// Takes the ends of lines away that have nothing behind them.
    pub fn trim_line_ends(&mut self) {
        self.shown.truncate(self.shown.trim_end_matches('\n').len());
    }

    /// Tells whether there is nothing to read in it.
    pub fn is_blank(&self) -> bool {
        self.shown.trim().is_empty()
    }

    /// Returns how many characters it has that no typeface shows.
    pub fn missing(&self) -> usize {
        self.said.len()
    }

    /// Adds another text at the end.
    pub fn append(&mut self, other: &Self) {
        let by = self.shown.len();
        self.shown.push_str(&other.shown);
        self.said.extend(other.said.iter().map(|said| Said { at: said.at + by, ..*said }));
        let spans = other.spans.iter();
        self.spans
            .extend(spans.map(|(span, look, node)| (span.start + by..span.end + by, *look, *node)));
    }

    /// Returns all it says.
    pub fn words(&self) -> Cow<'_, str> {
        self.said(0..self.shown.len())
    }

    /// Returns what a part of it says.
    fn said(&self, range: Range<usize>) -> Cow<'_, str> {
        let first = self.said.partition_point(|said| said.at < range.start);
        let said = self.said[first..].iter().take_while(|said| said.at < range.end);
        let mut text: Cow<'_, str> = self.shown[range.clone()].into();
        for said in said.collect::<Vec<_>>().into_iter().rev() {
            let at = said.at - range.start;
            text.to_mut()
                .replace_range(at..at + STAND_IN.len_utf8(), said.c.encode_utf8(&mut [0; 4]));
        }
        text
    }

    /// Returns where in what is said something shown stands, counted from `start`.
    fn said_at(&self, start: usize, at: usize) -> u16 {
        let first = self.said.partition_point(|said| said.at < start);
        let before = self.said[first..].iter().take_while(|said| said.at < at);
        let grown: usize = before.clone().map(|said| said.c.len_utf8()).sum();
        let shrunk: usize = before.count() * STAND_IN.len_utf8();
        u16::try_from(at - start + grown - shrunk).unwrap_or(u16::MAX)
    }
}

/// Tells whether a character only steers how its neighbours are shown.
fn has_no_shape(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

/// Tells whether a character stands for no text that two programs agree on, or would reorder it.
fn is_no_text(c: char) -> bool {
    c.is_control()
        || reorders(c)
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..)
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Returns a text as other programs are told it, on one line.
pub fn told(text: &str) -> String {
    let told = |c| match c {
        '\n' | '\t' => ' ',
        c if is_no_text(c) => STAND_IN,
        c => c,
    };
    text.chars().map(told).collect()
}

impl Setter {
    /// Makes a setter.
    pub fn new(faces: &Faces) -> Self {
        Self {
            faces: faces.clone(),
            fonts: faces.context(),
            layouts: LayoutContext::new(),
            layout: Layout::new(),
            known: HashMap::new(),
        }
    }

    /// Sets one line, however long.
    pub fn line(&mut self, text: &Text, size: Size) -> Option<Line> {
        self.brief_line(text, size)
            .or_else(|| self.piece(text, 0..text.shown.len(), size, None).into_iter().next())
    }

    /// Breaks a text into lines of a measure.
    pub fn lines(&mut self, text: &Text, size: Size, measure: f32) -> Vec<Line> {
        if let Some(line) = self.brief_line(text, size).filter(|line| line.width <= measure) {
            return vec![line];
        }
        let mut lines = Vec::new();
        let mut from = 0;
        while from < text.shown.len() {
            let rest = text.shown.len() - from;
            let to = if rest <= PIECE {
                text.shown.len()
            } else {
                text.shown.floor_char_boundary(from + PIECE)
            };
            let mut piece = self.piece(text, from..to, size, Some(measure));
            from = to;
            if to < text.shown.len() && piece.len() > 1 {
                from = piece.pop().map_or(to, |line| line.start);
            }
            lines.extend(piece);
        }
        lines
    }

    /// Returns how wide the longest word of a text is, and the whole text on one line.
    pub fn widths(&mut self, text: &Text, size: Size) -> (f32, f32) {
        if let Some(widths) = self.brief(text, size).and_then(|(brief, _)| brief.widths) {
            return widths;
        }
        // What is longer than a piece is wider than any sheet.
        self.shape(text, 0..text.shown.floor_char_boundary(PIECE), size);
        let widths = self.layout.calculate_content_widths();
        let widths = (widths.min, widths.max);
        if let Some((brief, _)) = self.brief(text, size) {
            brief.widths = Some(widths);
        }
        widths
    }

    /// Returns the line of a brief text.
    fn brief_line(&mut self, text: &Text, size: Size) -> Option<Line> {
        let (brief, node) = self.brief(text, size)?;
        if let Some(line) = &brief.line {
            let mut line = line.clone();
            line.runs.iter_mut().for_each(|run| run.node = node);
            return Some(line);
        }
        let line = self.piece(text, 0..text.shown.len(), size, None).into_iter().next()?;
        let (brief, _) = self.brief(text, size)?;
        brief.line = Some(line.clone());
        Some(line)
    }

    /// Returns what is known of a brief text of one look and one node, and that node.
    fn brief(&mut self, text: &Text, size: Size) -> Option<(&mut Brief, NodeId)> {
        let [(_, look, node)] = text.spans.as_slice() else { return None };
        if text.shown.len() > BRIEF || !text.said.is_empty() || text.shown.contains('\n') {
            return None;
        }
        let bits = [size.type_size.to_bits(), size.leading.to_bits()];
        let known = self.known.entry((*look, bits)).or_default();
        if known.len() >= KEPT && !known.contains_key(&*text.shown) {
            known.clear();
        }
        Some((known.entry(text.shown.as_str().into()).or_default(), *node))
    }

    fn piece(
        &mut self,
        text: &Text,
        range: Range<usize>,
        size: Size,
        measure: Option<f32>,
    ) -> Vec<Line> {
        self.shape(text, range.clone(), size);
        self.layout.break_all_lines(measure);
        self.layout
            .lines()
            .map(|line| read_line(&self.faces, text, range.start, &line, size))
            .collect()
    }

    /// Shapes a part of a text, to be broken into lines.
    fn shape(&mut self, text: &Text, range: Range<usize>, size: Size) {
        let shown = &text.shown[range.clone()];
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, shown, 1.0, false);
        let serif = [FontFamilyName::named(SERIF), FontFamilyName::named(MONO)];
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(&serif))));
        builder.push_default(StyleProperty::FontSize(size.type_size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(size.leading)));
        // Long words are broken, and still count whole when a column is measured.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        let first = text.spans.partition_point(|(span, ..)| span.end <= range.start);
        for (span, look, node) in &text.spans[first..] {
            if span.start >= range.end {
                break;
            }
            let within =
                span.start.max(range.start) - range.start..span.end.min(range.end) - range.start;
            if matches!(look.face, Face::Bold | Face::BoldItalic) {
                builder.push(StyleProperty::FontWeight(FontWeight::BOLD), within.clone());
            }
            if matches!(look.face, Face::Italic | Face::BoldItalic) {
                builder.push(StyleProperty::FontStyle(FontStyle::Italic), within.clone());
            }
            if look.face == Face::Mono {
                let mono = FontFamily::Single(FontFamilyName::named(MONO));
                builder.push(StyleProperty::FontFamily(mono), within.clone());
                // Beside the serif it looks larger than it is.
                builder.push(StyleProperty::FontSize(size.type_size * 0.82), within.clone());
            }
            builder.push(StyleProperty::Brush(Mark { look: *look, node: *node }), within);
        }
        builder.build_into(&mut self.layout, shown);
    }
}

/// Takes a line out of parley's hands.
fn read_line(
    faces: &Faces,
    text: &Text,
    offset: usize,
    line: &parley::Line<'_, Mark>,
    size: Size,
) -> Line {
    let metrics = line.metrics();
    let left = metrics.offset + metrics.inline_min_coord;
    let mut made = Line {
        height: size.leading,
        baseline: metrics.baseline - metrics.block_min_coord,
        width: 0.0,
        runs: Box::default(),
        start: offset + line.text_range().start,
    };
    let mut x = left;
    let mut runs = Vec::new();
    for run in line.runs() {
        let face = faces.of(&run.font().data);
        let mut group = Group::default();
        for cluster in run.visual_clusters() {
            let range = cluster.text_range();
            let range = offset + range.start..offset + range.end;
            if text.shown[range.clone()].starts_with('\n') {
                continue;
            }
            let mark = cluster.style().brush;
            if group.mark != Some(mark) {
                runs.extend(group.finish(text, face, run.font_size()));
                group = Group { mark: Some(mark), x, ..Group::default() };
            }
            if cluster.is_ligature_continuation() {
                group.continues(range, run.is_rtl());
                continue;
            }
            let end = group.pending.take().unwrap_or(range.end);
            for glyph in cluster.glyphs() {
                // What was covered one by one can still fail together; no glyph means the mark.
                let id = match glyph.id {
                    0 => faces.glyph(face, STAND_IN).or(faces.glyph(face, '?')).unwrap_or(0),
                    id => u16::try_from(id).unwrap_or(0),
                };
                let em = run.font_size();
                group.glyphs.push((
                    range.start..end,
                    Glyph {
                        id,
                        start: 0,
                        end: 0,
                        advance: glyph.advance / em,
                        dx: glyph.x / em,
                        dy: -glyph.y / em,
                    },
                ));
                x += glyph.advance;
                group.width += glyph.advance;
                if text.shown[range.clone()].trim_end() != "" {
                    made.width = x;
                }
            }
        }
        runs.extend(group.finish(text, face, run.font_size()));
    }
    made.runs = runs.into();
    made
}

/// The glyphs of a run while they are gathered.
#[derive(Default)]
struct Group {
    mark: Option<Mark>,
    x: f32,
    width: f32,
    glyphs: Vec<(Range<usize>, Glyph)>,
    /// Where the text of a ligature ends whose beginning is yet to come, from right to left.
    pending: Option<usize>,
}

impl Group {
    fn continues(&mut self, range: Range<usize>, from_right: bool) {
        if from_right {
            self.pending.get_or_insert(range.end);
        } else if let Some((last, _)) = self.glyphs.last_mut() {
            last.end = range.end;
        }
    }

    fn finish(self, text: &Text, face: Face, size: f32) -> Option<Run> {
        let mark = self.mark?;
        let start = self.glyphs.iter().map(|(range, _)| range.start).min()?;
        let end = self.glyphs.iter().map(|(range, _)| range.end).max()?;
        let glyphs = self.glyphs.into_iter().map(|(range, glyph)| Glyph {
            start: text.said_at(start, range.start),
            end: text.said_at(start, range.end),
            ..glyph
        });
        Some(Run {
            x: self.x,
            width: self.width,
            size,
            look: Look { face, ..mark.look },
            node: mark.node,
            text: text.said(start..end).into(),
            glyphs: glyphs.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { type_size: 11.0, leading: 14.0 };

    fn words(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| line.runs.iter().map(|run| &*run.text).collect();
        lines.iter().map(text).collect()
    }

    #[test]
    fn the_seams_of_a_long_paragraph_do_not_show() {
        let mut setter = Setter::new(&Faces::read());
        for text in ["Continue weekly, with care. ".repeat(900), "x".repeat(3 * PIECE)] {
            let text = Text::of(&text, Look::default(), 1, &setter);
            let whole = setter.piece(&text, 0..text.shown.len(), SIZE, Some(400.0));
            assert_eq!(words(&setter.lines(&text, SIZE, 400.0)), words(&whole));
        }
    }

    #[test]
    fn a_brief_text_is_set_again_as_it_was_for_whatever_it_belongs_to() {
        let faces = Faces::read();
        let mut setter = Setter::new(&faces);
        let bold = Look { face: Face::Bold, ..Look::default() };
        for (shown, measure) in [("Plan", 400.0), ("office fi ", 400.0), ("two words", 30.0)] {
            for (look, size) in
                [(QUIET, SIZE), (bold, SIZE), (bold, Size { type_size: 8.0, ..SIZE })]
            {
                let text = |node| Text::of(shown, look, node, &Setter::new(&faces));
                let known = |setter: &mut Setter, node| {
                    let widths = setter.widths(&text(node), size);
                    (
                        widths,
                        setter.line(&text(node), size),
                        setter.lines(&text(node), size, measure),
                    )
                };
                let first = format!("{:?}", known(&mut Setter::new(&faces), 7));
                known(&mut setter, 3);
                assert_eq!(format!("{:?}", known(&mut setter, 7)), first, "{shown}");
            }
        }
    }

    #[test]
    fn what_cannot_be_shown_is_marked_and_still_said() {
        let mut setter = Setter::new(&Faces::read());
        let mut text = Text::of("a 😀b ", Look::default(), 1, &setter);
        text.push(
            "漢x\u{e000}\u{202e}\u{200b}",
            Look { face: Face::Bold, ..Look::default() },
            2,
            &setter,
        );
        assert_eq!(text.shown, "a \u{fffd}b \u{fffd}x\u{fffd}\u{fffd}");
        assert_eq!(text.missing(), 2);
        let line = setter.line(&text, SIZE).unwrap();
        let runs: Vec<&str> = line.runs.iter().map(|run| &*run.text).collect();
        assert_eq!(runs, ["a 😀b ", "漢x\u{fffd}\u{fffd}"]);
        let glyph = line.runs[0].glyphs[2];
        assert_eq!(&line.runs[0].text[glyph.start.into()..glyph.end.into()], "😀");
    }

    #[test]
    fn every_glyph_says_something_in_both_directions() {
        let mut setter = Setter::new(&Faces::read());
        let text = Text::of("fine שלום office fi", Look::default(), 1, &setter);
        let line = setter.line(&text, SIZE).unwrap();
        let mut said = String::new();
        for run in &line.runs {
            let mut glyphs = run.glyphs.to_vec();
            assert!(glyphs.iter().all(|glyph| glyph.id != 0 && glyph.start < glyph.end));
            glyphs.sort_by_key(|glyph| glyph.start);
            let parts = glyphs.iter().map(|glyph| &run.text[glyph.start.into()..glyph.end.into()]);
            said.extend(parts);
        }
        assert_eq!(said, "fine שלום office fi");
    }
}
