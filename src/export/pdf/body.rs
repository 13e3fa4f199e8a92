//! The body of a note on the sheets.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::export::pdf::faces::Face;
use crate::export::pdf::flow::{Flow, Keep, SIDE};
use crate::export::pdf::setting::TEXT;
use crate::export::pdf::setting::{Look, Shade, Size, Text};
use crate::export::pdf::table::{self, Table};
use crate::export::pdf::tree::{NodeId, Role, Target, Tree};
use crate::page::markdown::{self, Shown};

/// How far a list or a quotation is moved in.
const STEP: f32 = 17.0;

/// Returns how a heading of a level is set, and what stays free above it.
pub fn heading_size(level: u8) -> (Size, f32) {
    match level {
        1 => (Size { type_size: 25.0, leading: 30.0 }, 0.0),
        2 => (Size { type_size: 14.0, leading: 17.5 }, 11.0),
        3 => (Size { type_size: 12.0, leading: 15.0 }, 9.0),
        4 => (Size { type_size: 10.8, leading: 13.4 }, 6.5),
        _ => (Size { type_size: 10.2, leading: 13.0 }, 6.0),
    }
}

/// Writes a body below a node; its own headings begin `lower` levels below the third.
pub fn write(note: &str, lower: u8, parent: NodeId, flow: &mut Flow<'_>) {
    flow.tree.begin_text(parent);
    let mut writer = Writer {
        flow,
        lower,
        parents: vec![parent],
        lists: 0,
        label: Tree::ROOT,
        open: None,
        bold: 0,
        slanted: 0,
        code: false,
        table: None,
    };
    for shown in markdown::events(note) {
        match shown {
            Shown::Event(event) => writer.take(event),
            Shown::Marker(marker) => writer.marker(&marker),
        }
    }
    writer.close();
    writer.flow.tree.end_text();
}

/// What has been opened and is not yet closed.
struct Writer<'f, 's> {
    flow: &'f mut Flow<'s>,
    lower: u8,
    /// Where the next block hangs.
    parents: Vec<NodeId>,
    /// How many lists are open.
    lists: usize,
    /// Where the sign of the next item hangs.
    label: NodeId,
    open: Option<Open>,
    bold: usize,
    slanted: usize,
    code: bool,
    table: Option<Table>,
}

/// A paragraph, heading or cell that is being gathered.
struct Open {
    node: NodeId,
    /// Where text hangs that is not in a link.
    plain: NodeId,
    /// The link that text hangs in.
    link: Option<NodeId>,
    text: Text,
    level: Option<u8>,
    title: String,
}

impl Writer<'_, '_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, None),
            Event::Code(text) => self.push(&text, Some(Face::Mono)),
            Event::SoftBreak => self.push(" ", None),
            Event::HardBreak => self.push("\n", None),
            Event::Rule => {
                self.close();
                self.flow.rule(9.0, Keep::Loose);
            }
            // The reader of notes leaves the others off.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.close(),
            Tag::Heading { level, .. } => {
                self.close();
                let level = (level as u8 + self.lower).min(6);
                let parent = self.parent();
                let node = self.flow.tree.add(parent, Role::Paragraph);
                self.open = Some(Open::new(node, Some(level)));
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.descend(Role::Quote);
                self.flow.bars.push(self.flow.indent + 4.0);
                self.flow.indent += STEP;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.code = true;
            }
            Tag::List(first) => {
                self.close();
                self.descend(Role::List { numbered: first.is_some() });
                self.lists += 1;
                self.flow.indent += STEP;
            }
            Tag::Item => self.item(),
            Tag::Table(columns) => {
                self.close();
                let parent = self.parent();
                let node = self.flow.tree.add(parent, Role::Table);
                self.table = Some(Table::new(node, columns));
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.begin_row(&mut self.flow.tree);
                }
            }
            Tag::TableCell => {
                if let Some(table) = &self.table {
                    let node = table.cell_node(&mut self.flow.tree);
                    self.open = Some(Open::new(node, None));
                }
            }
            Tag::Emphasis => self.slanted += 1,
            Tag::Strong => self.bold += 1,
            Tag::Link { dest_url, .. } => {
                self.opened();
                if let Some(open) = &mut self.open {
                    let role = Role::Link(Target::Web(dest_url.to_string()));
                    let node = self.flow.tree.add(open.node, role);
                    open.link = Some(node);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.flow.bars.pop();
                self.flow.indent -= STEP;
                self.parents.pop();
            }
            TagEnd::CodeBlock => {
                self.close();
                self.code = false;
            }
            TagEnd::List(_) => {
                self.close();
                self.flow.indent -= STEP;
                self.lists -= 1;
                self.parents.pop();
            }
            TagEnd::Item => {
                self.close();
                self.flow.release_label();
                self.parents.truncate(self.parents.len() - 2);
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    table::write(&table, 8.0, self.flow);
                }
            }
            TagEnd::TableCell => {
                if let (Some(table), Some(open)) = (&mut self.table, self.open.take()) {
                    table.push(open.node, open.text);
                }
            }
            TagEnd::Emphasis => self.slanted = self.slanted.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some(open) = &mut self.open else { return };
        if open.link.take().is_some() {
            open.plain = self.flow.tree.add(open.node, Role::Text);
        }
    }

    fn item(&mut self) {
        self.close();
        let parent = self.parent();
        let item = self.flow.tree.add(parent, Role::Item);
        self.label = self.flow.tree.add(item, Role::Label);
        let body = self.flow.tree.add(item, Role::ItemBody);
        self.parents.extend([item, body]);
    }

    /// Puts the sign or the number of an item before what it says.
    fn marker(&mut self, marker: &str) {
        let text = Text::of(&format!("{marker} "), Look::default(), self.label, self.flow.setter);
        let x = SIDE + self.flow.indent;
        let width = self.flow.setter.line(&text, TEXT).map_or(0.0, |line| line.width);
        self.flow.label(&text, TEXT, x - width.max(6.0) - 5.0);
    }

    fn parent(&self) -> NodeId {
        self.parents.last().copied().unwrap_or_default()
    }

    /// Goes into a block.
    fn descend(&mut self, role: Role) {
        let parent = self.parent();
        let node = self.flow.tree.add(parent, role);
        self.parents.push(node);
    }

    /// Returns the open paragraph, or opens one.
    fn opened(&mut self) -> &mut Open {
        if self.open.is_none() {
            let parent = self.parent();
            let node = self.flow.tree.add(parent, Role::Paragraph);
            self.open = Some(Open::new(node, None));
        }
        self.open.as_mut().expect("it was just opened")
    }

    fn push(&mut self, text: &str, face: Option<Face>) {
        let is_head = self.table.as_ref().is_some_and(Table::is_in_head);
        let bold = self.bold > 0 || is_head;
        let code = self.code;
        let slanted = self.slanted > 0;
        self.opened();
        let Self { flow, open: Some(open), .. } = self else { return };
        let bold = bold || open.level.is_some();
        let face = match face {
            Some(face) => face,
            None if code => Face::Mono,
            None => match (bold, slanted || open.level.is_some_and(|level| level > 4)) {
                (true, true) => Face::BoldItalic,
                (true, false) => Face::Bold,
                (false, true) => Face::Italic,
                (false, false) => Face::Regular,
            },
        };
        if open.level.is_some() {
            open.title.push_str(text);
        }
        if open.link.is_none() && open.plain == open.node {
            open.plain = flow.tree.add(open.node, Role::Text);
        }
        let node = open.link.unwrap_or(open.plain);
        open.text.push(text, Look { face, shade: Shade::Ink }, node, flow.setter);
    }

    /// Places the open paragraph or heading.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        open.text.trim_line_ends();
        if open.text.is_blank() {
            return;
        }
        match open.level {
            Some(level) => {
                let (size, before) = heading_size(level);
                self.flow.tree.set(open.node, Role::Heading(level, open.title));
                self.flow.heading(&open.text, size, before, None);
            }
            None => {
                let before = if self.lists == 0 { 3.0 } else { 1.5 };
                let size = if self.code { Size { leading: 12.5, ..TEXT } } else { TEXT };
                self.flow.paragraph(&open.text, size, before);
            }
        }
    }
}

impl Open {
    fn new(node: NodeId, level: Option<u8>) -> Self {
        Self { node, plain: node, link: None, text: Text::default(), level, title: String::new() }
    }
}
