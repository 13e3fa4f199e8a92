//! Writes the parts down as one PDF: archival (PDF/A-2a), accessible (PDF/UA-1), the same bytes for
//! the same parts.

use chrono::{Datelike, NaiveDate};
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target as LinkTarget};
use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::export::pdf::faces;
use crate::export::pdf::flow::{Bookmark, Chapter, Form, Paper, SIDE, Shape, Sheet};
use crate::export::pdf::setting::QUIET;
use crate::export::pdf::setting::{Line, Run, Setter, Shade, Size, Text, told};
use crate::export::pdf::tree::{Drawn, NodeId, ORNAMENT, Target, Tree, shortened};

/// The size of what stands at the head and the foot of each page.
const EDGE: Size = Size { type_size: 9.2, leading: 12.0 };

/// How much of a text fits at the head of a page.
const HEAD_CHARS: usize = 64;

/// How much of a title is told to programs: a string of an archival PDF has an end.
const TITLE_CHARS: usize = 300;

/// A longer address is no link; it stands in the text.
const ADDRESS_BYTES: usize = 2000;

/// What stands on every page.
pub struct Edges<'a> {
    /// The title of the document.
    pub title: &'a str,
    /// Whose record it is.
    pub person: &'a str,
    /// Who sends it, and what it is.
    pub foot: &'a str,
    /// What stands before the number that each page bears besides, if it bears one.
    pub numbered: Option<&'a str>,
    /// The tag of the language of all its notes; of notes in several it is English.
    pub language: &'a str,
    /// The day it left, or that of the last session.
    pub day: NaiveDate,
}

/// Writes the parts, in their order.
pub fn write(parts: Vec<Chapter>, edges: &Edges<'_>, paper: Paper, setter: &mut Setter) -> Vec<u8> {
    let standards = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .expect("the two standards go together");
    let settings =
        SerializeSettings { configuration: standards, enable_tagging: true, ..Default::default() };
    let mut writer = Writer {
        document: Document::new_with(settings),
        fonts: faces::embedded(),
        paper,
        starts: starts(&parts),
        pages: parts.iter().map(|part| part.sheets.len()).sum(),
        page: 0,
    };
    let mut tags = TagTree::new().with_lang(Some("en".to_owned()));
    let mut outline = Outline::new();
    for part in parts {
        let first = writer.page;
        outline_of(&part.marks, first, &mut outline);
        tags.push(writer.part(part, edges, setter));
    }
    writer.document.set_tag_tree(tags);
    writer.document.set_outline(outline);
    writer.document.set_metadata(metadata(edges));
    // What could be refused is never drawn: `setting` and `tree` see to it.
    writer.document.finish().expect("the document is as the standards want it")
}

/// Returns where each entry begins: the page, counted from zero, and how far from its top.
fn starts(parts: &[Chapter]) -> Vec<(usize, f32)> {
    let mut page = 0;
    let mut starts = Vec::new();
    for part in parts {
        let entries = part.marks.iter().filter(|mark| mark.is_entry);
        starts.extend(entries.map(|mark| (page + mark.sheet, mark.y)));
        page += part.sheets.len();
    }
    starts
}

/// Adds what can be jumped to: each entry, and below it what belongs to it.
fn outline_of(marks: &[Bookmark], first: usize, outline: &mut Outline) {
    let node = |mark: &Bookmark| {
        let above = Point::from_xy(0.0, (mark.y - 12.0).max(0.0));
        OutlineNode::new(
            shortened(&mark.title, TITLE_CHARS),
            XyzDestination::new(first + mark.sheet, above),
        )
    };
    let mut entry: Option<OutlineNode> = None;
    for mark in marks {
        match &mut entry {
            Some(entry) if !mark.is_entry => entry.push_child(node(mark)),
            _ => entry.replace(node(mark)).into_iter().for_each(|entry| outline.push_child(entry)),
        }
    }
    entry.into_iter().for_each(|entry| outline.push_child(entry));
}

fn metadata(edges: &Edges<'_>) -> Metadata {
    let program = format!("casenotes {}", env!("CARGO_PKG_VERSION"));
    let (day, year) = (edges.day, u16::try_from(edges.day.year()).unwrap_or(0));
    Metadata::new()
        .title(shortened(edges.title, TITLE_CHARS))
        .language(edges.language.to_owned())
        .creator(program.clone())
        .producer(program)
        .creation_date(DateTime::new(year).month(day.month() as u8).day(day.day() as u8))
}

/// The document while it is being written.
struct Writer {
    document: Document,
    fonts: [Font; 5],
    paper: Paper,
    starts: Vec<(usize, f32)>,
    pages: usize,
    page: usize,
}

impl Writer {
    fn part(
        &mut self,
        part: Chapter,
        edges: &Edges<'_>,
        setter: &mut Setter,
    ) -> krilla::tagging::Node {
        let Chapter { sheets, tree, .. } = part;
        let mut drawn = Drawn::new();
        for sheet in sheets {
            self.page += 1;
            let right = line(&sheet.head, setter);
            let left = if sheet.head.is_empty() { None } else { line(edges.person, setter) };
            let number = edges.numbered.map(|prefix| format!("{prefix} {:06}", self.page));
            let number = number.and_then(|number| line(&number, setter));
            let foot = line(&format!("Page {} of {}", self.page, self.pages), setter);
            let name = line(edges.foot, setter);
            let top = 44.0;
            let low = self.paper.height - 52.0;
            let right_of = |line: &Line| self.paper.width - SIDE - line.width;
            let edge = [
                left.as_ref().map(|line| (SIDE, top, line)),
                right.as_ref().map(|line| (right_of(line), top, line)),
                name.as_ref().map(|line| (SIDE, low, line)),
                foot.as_ref().map(|line| (right_of(line), low, line)),
                number.as_ref().map(|line| (right_of(line), low + EDGE.leading, line)),
            ];
            self.sheet(&sheet, &edge, &tree, &mut drawn);
        }
        tree.tagged(drawn)
    }

    fn sheet(
        &mut self,
        sheet: &Sheet,
        edge: &[Option<(f32, f32, &Line)>],
        tree: &Tree,
        drawn: &mut Drawn,
    ) {
        let settings = PageSettings::from_wh(self.paper.width, self.paper.height)
            .expect("a sheet has a width and a height");
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        let mut pen = Pen { surface: &mut surface, fonts: &self.fonts, open: None, drawn };
        for (x, y, line) in edge.iter().flatten() {
            pen.line(*x, *y, line);
        }
        sheet.shapes.iter().for_each(|shape| pen.shape(shape));
        sheet.lines.iter().for_each(|(x, y, line)| pen.line(*x, *y, line));
        for (x, y, line) in &sheet.lines {
            let links = line.runs.iter().filter(|run| is_web(tree, run));
            for run in links {
                let form = Form::Bar([x + run.x, y + line.baseline + 1.6, run.width, 0.4]);
                pen.shape(&Shape { node: ORNAMENT, shade: Shade::Quiet, form });
            }
        }
        pen.lift();
        surface.finish();
        for place in link_places(sheet, tree) {
            if let Some(link) = link(&place, &self.starts) {
                drawn.push((place.node, page.add_tagged_annotation(link)));
            }
        }
        page.finish();
    }
}

/// A link to the web is underlined; the contents are seen to be links.
fn is_web(tree: &Tree, run: &Run) -> bool {
    matches!(tree.target(run.node), Some(Target::Web(_)))
}

/// What one line shows of a link.
struct Place<'a> {
    node: NodeId,
    target: &'a Target,
    left: f32,
    right: f32,
    top: f32,
    height: f32,
    words: String,
}

/// Finds the links of a sheet, one a line.
fn link_places<'a>(sheet: &Sheet, tree: &'a Tree) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for (x, y, line) in &sheet.lines {
        for run in &line.runs {
            let Some(target) = tree.target(run.node) else { continue };
            let (left, right) = (x + run.x, x + run.x + run.width);
            match places.last_mut() {
                Some(last) if last.node == run.node && last.top == *y => {
                    last.left = last.left.min(left);
                    last.right = last.right.max(right);
                    last.words.push_str(&run.text);
                }
                _ => places.push(Place {
                    node: run.node,
                    target,
                    left,
                    right,
                    top: *y,
                    height: line.height,
                    words: run.text.to_string(),
                }),
            }
        }
    }
    places
}

/// Makes a place a link; one of no width leads nowhere.
fn link(place: &Place<'_>, starts: &[(usize, f32)]) -> Option<Annotation> {
    let area = Rect::from_ltrb(place.left, place.top, place.right, place.top + place.height)?;
    let target = match place.target {
        Target::Web(url) if url.len() > ADDRESS_BYTES => return None,
        Target::Web(url) => LinkTarget::Action(Action::from(LinkAction::new(ascii(url)))),
        Target::Entry(entry) => {
            let (page, y) = *starts.get(*entry)?;
            let above = Point::from_xy(0.0, (y - 12.0).max(0.0));
            LinkTarget::Destination(XyzDestination::new(page, above).into())
        }
    };
    let words = Some(place.words.trim()).filter(|text| !text.is_empty()).unwrap_or("Link");
    let words = shortened(words, TITLE_CHARS);
    Some(Annotation::new_link(LinkAnnotation::new(area, target), Some(words)))
}

/// Writes an address in the characters that a PDF may hold there.
fn ascii(url: &str) -> String {
    let mut text = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'!'..=b'~' => text.push(char::from(byte)),
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Sets a line for the edge of a page, shortened to what fits.
fn line(text: &str, setter: &mut Setter) -> Option<Line> {
    let text = shortened(&told(text), HEAD_CHARS);
    setter.line(&Text::of(&text, QUIET, ORNAMENT, setter), EDGE)
}

/// Draws on a page and notes what it drew for which node.
struct Pen<'p, 's> {
    surface: &'p mut Surface<'s>,
    fonts: &'p [Font; 5],
    open: Option<NodeId>,
    drawn: &'p mut Drawn,
}

impl Pen<'_, '_> {
    /// Goes on with a node; what follows each other for one node is one piece of content.
    fn turn_to(&mut self, node: NodeId) {
        if self.open == Some(node) {
            return;
        }
        self.lift();
        if node == ORNAMENT {
            let ornament = Artifact::with_kind(ArtifactType::Other);
            self.surface.start_tagged(ContentTag::Artifact(ornament));
        } else {
            let id = self.surface.start_tagged(ContentTag::Other);
            self.drawn.push((node, id));
        }
        self.open = Some(node);
    }

    fn lift(&mut self) {
        if self.open.take().is_some() {
            self.surface.end_tagged();
        }
    }

    fn line(&mut self, x: f32, y: f32, line: &Line) {
        for run in &line.runs {
            self.turn_to(run.node);
            self.ink(run.look.shade);
            let glyphs: Vec<KrillaGlyph> = run
                .glyphs
                .iter()
                .map(|glyph| KrillaGlyph {
                    glyph_id: GlyphId::new(glyph.id.into()),
                    text_range: glyph.start.into()..glyph.end.into(),
                    x_advance: glyph.advance,
                    x_offset: glyph.dx,
                    y_offset: glyph.dy,
                    y_advance: 0.0,
                    location: None,
                })
                .collect();
            let font = self.fonts[run.look.face as usize].clone();
            let start = Point::from_xy(x + run.x, y + line.baseline);
            self.surface.draw_glyphs(start, &glyphs, font, &run.text, run.size, false);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let Some((path, stroke)) = path(&shape.form) else { return };
        self.turn_to(shape.node);
        match stroke {
            Some(stroke) => {
                self.surface.set_fill(None);
                self.surface.set_stroke(Some(Stroke { paint: grey(shape.shade).into(), ..stroke }));
                self.surface.draw_path(&path);
                self.surface.set_stroke(None);
            }
            None => {
                self.ink(shape.shade);
                self.surface.draw_path(&path);
            }
        }
    }

    fn ink(&mut self, shade: Shade) {
        self.surface.set_fill(Some(Fill { paint: grey(shade).into(), ..Fill::default() }));
    }
}

fn grey(shade: Shade) -> luma::Color {
    luma::Color::new(match shade {
        Shade::Ink => 0,
        Shade::Quiet => 84,
        Shade::Faint => 176,
    })
}

/// Returns the outline of a form, and how it is stroked unless it is filled.
fn path(form: &Form) -> Option<(Path, Option<Stroke>)> {
    let mut path = PathBuilder::new();
    let stroke = match form {
        Form::Bar([x, y, width, height]) => {
            path.push_rect(Rect::from_xywh(*x, *y, *width, *height)?);
            None
        }
        Form::Line(points, width) => {
            let (first, rest) = points.split_first()?;
            path.move_to(first.0, first.1);
            rest.iter().for_each(|(x, y)| path.line_to(*x, *y));
            Some(Stroke { width: *width, line_join: LineJoin::Round, ..Stroke::default() })
        }
        Form::Dots([x, y, width]) => {
            path.move_to(*x, *y);
            path.line_to(x + width.max(0.0), *y);
            let dash = Some(StrokeDash { array: vec![0.0, 4.0], offset: 0.0 });
            Some(Stroke { width: 0.8, line_cap: LineCap::Round, dash, ..Stroke::default() })
        }
        Form::Dashes([x, y, width]) => {
            path.move_to(*x, *y);
            path.line_to(x + width.max(0.0), *y);
            let dash = Some(StrokeDash { array: vec![4.0, 2.7], offset: 0.0 });
            Some(Stroke { width: 0.9, dash, ..Stroke::default() })
        }
        Form::Disc([x, y, r]) | Form::Ring([x, y, r]) => {
            // How far the handles of a quarter circle stand out.
            let k = r * 0.552_285;
            path.move_to(x + r, *y);
            path.cubic_to(x + r, y + k, x + k, y + r, *x, y + r);
            path.cubic_to(x - k, y + r, x - r, y + k, x - r, *y);
            path.cubic_to(x - r, y - k, x - k, y - r, *x, y - r);
            path.cubic_to(x + k, y - r, x + r, y - k, x + r, *y);
            path.close();
            matches!(form, Form::Ring(_)).then(|| Stroke { width: 0.8, ..Stroke::default() })
        }
    };
    Some((path.finish()?, stroke))
}
