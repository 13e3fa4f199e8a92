//! Places what was set on sheets, from top to bottom.

use crate::export::pdf::setting::{Line, Look, Setter, Shade, Size, Text};
use crate::export::pdf::tree::{NodeId, ORNAMENT, Role, Tree};

/// How large a sheet is, and what of it is written on, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// The width of the sheet.
    pub width: f32,
    /// The height of the sheet.
    pub height: f32,
}

/// The edge left free at each side.
pub const SIDE: f32 = 72.0;
/// Where the text begins.
pub const TOP: f32 = 80.0;
/// What stays free below the text.
const BOTTOM: f32 = 76.0;

impl Paper {
    /// What the United States and most of the Americas print on.
    pub const LETTER: Self = Self { width: 612.0, height: 792.0 };
    /// What everybody else prints on.
    pub const A4: Self = Self { width: 595.276, height: 841.89 };

    /// Returns how wide a line may be.
    pub fn measure(&self) -> f32 {
        self.width - 2.0 * SIDE
    }

    fn bottom(&self) -> f32 {
        self.height - BOTTOM
    }
}

/// One sheet with what stands on it.
#[derive(Debug, Default)]
pub struct Sheet {
    /// What it is headed with.
    pub head: String,
    /// Rules, and the lines of drawings.
    pub shapes: Vec<Shape>,
    /// The lines of text: from the left, from the top, what.
    pub lines: Vec<(f32, f32, Line)>,
}

/// A thing that is drawn and not written, at its place from the top left.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What it belongs to.
    pub node: NodeId,
    /// How dark it is.
    pub shade: Shade,
    /// Its outline.
    pub form: Form,
}

/// What a shape is.
#[derive(Clone, Debug)]
pub enum Form {
    /// A filled rectangle: left, top, width, height.
    Bar([f32; 4]),
    /// A line through points, of a width.
    Line(Vec<(f32, f32)>, f32),
    /// Dots from a point to the right, over a width.
    Dots([f32; 3]),
    /// Dashes from a point to the right, over a width.
    Dashes([f32; 3]),
    /// A filled circle: centre and radius.
    Disc([f32; 3]),
    /// A circle that is not filled: centre and radius.
    Ring([f32; 3]),
}

/// Something a reader can jump to.
#[derive(Debug)]
pub struct Bookmark {
    /// What it is called.
    pub title: String,
    /// Whether something of its own begins there, such as a session, and no addition to one.
    pub is_entry: bool,
    /// On which sheet of the part.
    pub sheet: usize,
    /// How far from its top.
    pub y: f32,
}

/// A part of the document that begins on a sheet of its own: a cover, or sessions that run on.
#[derive(Debug)]
pub struct Chapter {
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// What it is made of.
    pub tree: Tree,
    /// What can be jumped to; the first is an entry.
    pub marks: Vec<Bookmark>,
    /// How many characters in it no typeface shows.
    pub missing: usize,
}

/// A strip that is never torn across sheets.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    /// How high it is.
    pub height: f32,
    /// Lines of text: from the left, from the strip's top, what.
    pub lines: Vec<(f32, f32, Line)>,
    /// Shapes, from the strip's top.
    pub shapes: Vec<Shape>,
    /// What it is called, when it can be jumped to, and whether something of its own begins there.
    pub mark: Option<(String, bool)>,
}

/// How a block may be torn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Anywhere but at its first or last line.
    Loose,
    /// Not at all, if a sheet can hold it.
    Whole,
    /// Not at all, and not from what follows.
    WithNext,
}

/// A part while it is being written.
pub struct Flow<'s> {
    /// Sets its text.
    pub setter: &'s mut Setter,
    /// What it is made of.
    pub tree: Tree,
    /// Below which node of that stands what is being written.
    pub root: NodeId,
    /// How far the text is moved in from the left edge.
    pub indent: f32,
    /// Where bars run down beside the text, as in a quotation.
    pub bars: Vec<f32>,
    paper: Paper,
    head: String,
    sheets: Vec<Sheet>,
    marks: Vec<Bookmark>,
    y: f32,
    held: Vec<(f32, Vec<Slice>)>,
    label: Option<(f32, Line)>,
    repeated: Vec<Slice>,
    missing: usize,
}

impl<'s> Flow<'s> {
    /// Begins a part.
    pub fn new(setter: &'s mut Setter, paper: Paper) -> Self {
        Self {
            setter,
            tree: Tree::new(),
            root: Tree::ROOT,
            indent: 0.0,
            bars: Vec::new(),
            paper,
            head: String::new(),
            sheets: vec![Sheet::default()],
            marks: Vec::new(),
            y: TOP,
            held: Vec::new(),
            label: None,
            repeated: Vec::new(),
            missing: 0,
        }
    }

    /// Ends the part.
    pub fn finish(mut self) -> Chapter {
        self.close();
        let Self { sheets, tree, marks, missing, .. } = self;
        Chapter { sheets, tree, marks, missing }
    }

    /// Places what still waits for what follows.
    fn close(&mut self) {
        self.release_label();
        self.release(0.0);
    }

    /// Begins something of its own: on the sheet at hand if so much room is left there, else on the next. What
    /// its sheets are headed with stands on each that begins with it.
    pub fn begin(&mut self, head: String, room: f32) {
        self.close();
        if self.y + room > self.paper.bottom() {
            self.turn();
        }
        self.root = self.tree.add(Tree::ROOT, Role::Section);
        self.head = head;
        if self.is_at_top() {
            self.sheets.last_mut().expect("there is a sheet").head.clone_from(&self.head);
        }
    }

    /// Tells whether nothing stands on the sheet at hand.
    pub fn is_at_top(&self) -> bool {
        self.y <= TOP
    }

    /// Returns how wide a line may be where the text stands.
    pub fn measure(&self) -> f32 {
        self.paper.measure() - self.indent
    }

    /// Adds a heading, which can be jumped to if it is of the document and not of a note.
    pub fn heading(&mut self, title: &Text, size: Size, before: f32, mark: Option<(&str, bool)>) {
        let mut slices = self.slices(title, size);
        if let Some(first) = slices.first_mut() {
            first.mark = mark.map(|(title, is_entry)| (title.to_owned(), is_entry));
        }
        self.place(before, slices, Keep::WithNext);
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: &Text, size: Size, before: f32) {
        let slices = self.slices(text, size);
        self.place(before, slices, Keep::Loose);
    }

    /// Adds plain text as a paragraph below a node.
    pub fn plain(&mut self, parent: NodeId, text: &str, look: Look, size: Size, before: f32) {
        let node = self.tree.add(parent, Role::Paragraph);
        let text = Text::of(text, look, node, self.setter);
        self.paragraph(&text, size, before);
    }

    /// Puts a mark before the next line, as before an item of a list.
    pub fn label(&mut self, text: &Text, size: Size, x: f32) {
        self.release_label();
        self.label = self.setter.line(text, size).map(|line| (x, line));
    }

    /// Adds the mark of an item that has no text.
    pub fn release_label(&mut self) {
        if let Some((x, line)) = self.label.take() {
            let slice =
                Slice { height: line.height, lines: vec![(x, 0.0, line)], ..Slice::default() };
            self.place(0.0, vec![slice], Keep::Loose);
        }
    }

    /// Adds a hairline across the measure.
    pub fn rule(&mut self, before: f32, keep: Keep) {
        let bar = Form::Bar([SIDE + self.indent, 0.0, self.measure(), 0.6]);
        let shapes = vec![Shape { node: ORNAMENT, shade: Shade::Faint, form: bar }];
        self.place(before, vec![Slice { height: 0.6, shapes, ..Slice::default() }], keep);
    }

    /// Returns what stands beside each other in strips: on which of them, how far from the left of
    /// the text, a line.
    pub fn row_slices(&self, lines: Vec<(usize, f32, Line)>) -> Vec<Slice> {
        let mut slices = Vec::new();
        for (at, x, line) in lines {
            if slices.len() <= at {
                slices.resize_with(at + 1, Slice::default);
            }
            let slice: &mut Slice = &mut slices[at];
            slice.height = slice.height.max(line.height);
            slice.lines.push((SIDE + self.indent + x, 0.0, line));
        }
        slices
    }

    /// Repeats strips at the top of each new sheet, as the head of a table, until it is told to stop.
    pub fn repeat(&mut self, mut slices: Vec<Slice>) {
        for run in
            slices.iter_mut().flat_map(|slice| &mut slice.lines).flat_map(|(.., l)| &mut l.runs)
        {
            run.node = ORNAMENT;
        }
        self.repeated = slices;
    }

    /// Breaks a text into strips of one line.
    pub fn slices(&mut self, text: &Text, size: Size) -> Vec<Slice> {
        self.missing += text.missing();
        let measure = self.measure();
        let x = SIDE + self.indent;
        let lines = self.setter.lines(text, size, measure).into_iter();
        lines
            .map(|line| Slice {
                height: line.height,
                lines: vec![(x, 0.0, line)],
                ..Slice::default()
            })
            .collect()
    }

    /// Breaks the text of a cell into lines.
    pub fn cell(&mut self, text: &Text, size: Size, measure: f32) -> Vec<Line> {
        self.missing += text.missing();
        self.setter.lines(text, size, measure)
    }

    /// Places a block below what is there.
    pub fn place(&mut self, before: f32, mut slices: Vec<Slice>, keep: Keep) {
        if slices.is_empty() {
            return;
        }
        if let Some((x, line)) = self.label.take() {
            slices[0].lines.insert(0, (x, 0.0, line));
        }
        for slice in &mut slices {
            for bar in &self.bars {
                let form = Form::Bar([SIDE + bar, -0.5, 1.2, slice.height + 1.0]);
                slice.shapes.push(Shape { node: ORNAMENT, shade: Shade::Faint, form });
            }
        }
        if keep == Keep::WithNext {
            self.held.push((before, slices));
            return;
        }
        let first = match keep {
            Keep::Whole => slices.len(),
            _ if slices.len() <= 3 => slices.len(),
            _ => 2,
        };
        self.release(before + height(&slices[..first]));
        self.block(before, slices);
    }

    /// Places what waits for what follows, which needs some room below it.
    fn release(&mut self, room: f32) {
        let held = std::mem::take(&mut self.held);
        let needed: f32 = held.iter().map(|(before, slices)| before + height(slices)).sum();
        if self.y + needed + room > self.paper.bottom() {
            self.turn();
        }
        for (before, slices) in held {
            self.block(before, slices);
        }
    }

    fn block(&mut self, before: f32, slices: Vec<Slice>) {
        if !self.is_at_top() {
            self.y += before;
        }
        let mut slices = slices.into_iter();
        while let Some(slice) = slices.next() {
            // A last line goes with the one before it.
            let next = match slices.as_slice() {
                [last] => last.height,
                _ => 0.0,
            };
            if self.y + slice.height + next > self.paper.bottom() {
                self.turn();
            }
            self.strip(slice);
        }
    }

    fn strip(&mut self, slice: Slice) {
        let sheet = self.sheets.len() - 1;
        let y = self.y;
        if let Some((title, is_entry)) = slice.mark {
            self.marks.push(Bookmark { title, is_entry, sheet, y });
        }
        let page = &mut self.sheets[sheet];
        page.shapes.extend(slice.shapes.into_iter().map(|shape| shape.moved(y)));
        page.lines.extend(slice.lines.into_iter().map(|(x, dy, line)| (x, y + dy, line)));
        self.y += slice.height;
    }

    /// Goes on with the next sheet, unless this one is still empty.
    fn turn(&mut self) {
        if self.is_at_top() {
            return;
        }
        self.sheets.push(Sheet { head: self.head.clone(), ..Sheet::default() });
        self.y = TOP;
        for slice in self.repeated.clone() {
            self.strip(slice);
        }
    }
}

impl Shape {
    fn moved(mut self, y: f32) -> Self {
        match &mut self.form {
            Form::Bar([_, top, ..])
            | Form::Dots([_, top, _])
            | Form::Dashes([_, top, _])
            | Form::Disc([_, top, _])
            | Form::Ring([_, top, _]) => *top += y,
            Form::Line(points, _) => points.iter_mut().for_each(|point| point.1 += y),
        }
        self
    }
}

fn height(slices: &[Slice]) -> f32 {
    slices.iter().map(|slice| slice.height).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::pdf::faces::Faces;
    use crate::export::pdf::setting::TEXT;

    #[test]
    fn no_line_stands_alone_and_no_heading_last() {
        let mut setter = Setter::new(&Faces::read());
        for above in 30..50 {
            let mut flow = Flow::new(&mut setter, Paper::LETTER);
            for _ in 0..above {
                flow.plain(Tree::ROOT, "Above.", Look::default(), TEXT, 0.0);
            }
            let heading = Text::of("Heading", Look::default(), Tree::ROOT, flow.setter);
            flow.heading(&heading, TEXT, 10.0, Some(("Heading", true)));
            let text = "A paragraph of several lines. ".repeat(20);
            flow.plain(Tree::ROOT, &text, Look::default(), TEXT, 5.0);
            let part = flow.finish();
            let mut last_is_heading = false;
            for sheet in &part.sheets {
                let lines: Vec<&str> =
                    sheet.lines.iter().map(|(.., line)| &*line.runs[0].text).collect();
                let of_paragraph = lines.iter().filter(|line| line.len() > 10).count();
                assert_ne!(of_paragraph, 1, "{above}: {lines:?}");
                last_is_heading |= lines.last() == Some(&"Heading");
                for (_, y, line) in &sheet.lines {
                    assert!(*y >= TOP && y + line.height <= Paper::LETTER.bottom() + 0.1);
                }
            }
            assert!(!last_is_heading && part.marks.len() == 1);
        }
    }
}
