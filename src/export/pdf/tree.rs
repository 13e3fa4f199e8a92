//! What the parts of the document are, for a screen reader: a tree beside what is drawn.

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, ListNumbering, Node as TagNode, TableHeaderScope, Tag, TagGroup,
};

/// How long the words of a figure may be: a string of an archival PDF has an end.
pub const FIGURE_CHARS: usize = 2000;

/// A node, by its place in the tree.
pub type NodeId = u32;

/// What is drawn for the eye alone.
pub const ORNAMENT: NodeId = NodeId::MAX;

/// How many parts of one text of a note are told apart: tens of thousands of paragraphs. What stands behind
/// them is read as one, so that no text makes a document of a size that nobody can open.
const MOST_PARTS: usize = 100_000;

/// What was drawn, piece by piece, and for which node.
pub type Drawn = Vec<(NodeId, Identifier)>;

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// A part of the document, such as a session.
    Section,
    /// A heading of a level, with its text.
    Heading(u8, String),
    /// A paragraph.
    Paragraph,
    /// A piece of text that needs no tag of its own.
    Text,
    /// A list, numbered or not.
    List {
        /// Whether its items have numbers.
        numbered: bool,
    },
    /// An item of a list.
    Item,
    /// The mark or the name of an item.
    Label,
    /// What an item says.
    ItemBody,
    /// A quotation.
    Quote,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// The head of a column.
    HeadCell,
    /// A cell.
    Cell,
    /// A drawing, with what it shows in words.
    Figure(String),
    /// The table of contents.
    Contents,
    /// One line of it.
    ContentsEntry,
    /// A link.
    Link(Target),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// To an address.
    Web(String),
    /// To something of its own in the document, such as a session, by its number.
    Entry(usize),
}

/// The nodes of one part of the document; the first is the part itself.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The text of a note that is being written.
    text: Option<OpenText>,
}

#[derive(Debug)]
struct Node {
    role: Role,
    /// The first and the last node below it.
    within: Option<(NodeId, NodeId)>,
    /// The next one below the same node; no node comes before the root.
    next: NodeId,
}

/// A text whose parts are told apart up to [`MOST_PARTS`].
#[derive(Debug)]
struct OpenText {
    parent: NodeId,
    /// How many nodes there may be in all.
    room: usize,
    /// What holds everything behind them.
    rest: Option<NodeId>,
}

impl Tree {
    /// The node of the part itself.
    pub const ROOT: NodeId = 0;

    /// Begins the tree of a part.
    pub fn new() -> Self {
        Self { nodes: vec![Node::new(Role::Section)], text: None }
    }

    /// Adds a node at the end of another. Behind the most parts that a text may have it is the paragraph
    /// that holds the rest.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let (parent, role) = match &self.text {
            Some(OpenText { rest: Some(rest), .. }) => return *rest,
            Some(text) if self.nodes.len() >= text.room => (text.parent, Role::Paragraph),
            _ => (parent, role),
        };
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(ORNAMENT);
        if let Some(text) = self.text.as_mut().filter(|text| id as usize >= text.room) {
            text.rest = Some(id);
        }
        self.nodes.push(Node::new(role));
        let within = &mut self.nodes[parent as usize].within;
        let last = within.map(|(_, last)| last);
        *within = Some((within.map_or(id, |(first, _)| first), id));
        if let Some(last) = last {
            self.nodes[last as usize].next = id;
        }
        id
    }

    /// Says that a node is something else, unless it holds the rest of a text.
    pub fn set(&mut self, node: NodeId, role: Role) {
        if self.text.as_ref().is_none_or(|text| text.rest != Some(node)) {
            self.nodes[node as usize].role = role;
        }
    }

    /// Begins a text of a note below a node.
    pub fn begin_text(&mut self, parent: NodeId) {
        self.text = Some(OpenText { parent, room: self.nodes.len() + MOST_PARTS, rest: None });
    }

    /// Ends the text of a note.
    pub fn end_text(&mut self) {
        self.text = None;
    }

    /// Returns where a node leads, when it is a link.
    pub fn target(&self, node: NodeId) -> Option<&Target> {
        match &self.nodes.get(node as usize)?.role {
            Role::Link(target) => Some(target),
            _ => None,
        }
    }

    /// Returns the tree as the document holds it, given what was drawn for each node.
    pub fn tagged(&self, mut drawn: Drawn) -> TagNode {
        drawn.sort_by_key(|(node, _)| *node);
        self.children(Self::ROOT, &drawn).map_or_else(
            || TagGroup::new(Tag::Section).into(),
            |children| TagGroup::with_children(Tag::Section, children).into(),
        )
    }

    /// Returns the nodes below one.
    fn within(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let first = self.nodes[node as usize].within.map(|(first, _)| first);
        std::iter::successors(first, |at| {
            Some(self.nodes[*at as usize].next).filter(|next| *next != Self::ROOT)
        })
    }

    fn children(&self, node: NodeId, drawn: &[(NodeId, Identifier)]) -> Option<Vec<TagNode>> {
        let first = drawn.partition_point(|(at, _)| *at < node);
        let own = drawn[first..].iter().take_while(|(at, _)| *at == node);
        let mut list: Vec<TagNode> = own.map(|(_, id)| (*id).into()).collect();
        for child in self.within(node) {
            let Some(children) = self.children(child, drawn) else { continue };
            let group: TagGroup = match &self.nodes[child as usize].role {
                Role::Text if list.is_empty() => {
                    list = children;
                    continue;
                }
                Role::Text => {
                    list.extend(children);
                    continue;
                }
                Role::Section => TagGroup::with_children(Tag::Section, children),
                Role::Heading(level, title) => {
                    let level = NonZeroU16::new((*level).into()).unwrap_or(NonZeroU16::MIN);
                    TagGroup::with_children(Tag::Hn(level, Some(shortened(title, 300))), children)
                }
                Role::Paragraph => TagGroup::with_children(Tag::P, children),
                Role::List { numbered: true } => {
                    TagGroup::with_children(Tag::L(ListNumbering::Decimal), children)
                }
                Role::List { numbered: false } => {
                    TagGroup::with_children(Tag::L(ListNumbering::None), children)
                }
                Role::Item => TagGroup::with_children(Tag::LI, children),
                Role::Label => TagGroup::with_children(Tag::Lbl, children),
                Role::ItemBody => TagGroup::with_children(Tag::LBody, children),
                Role::Quote => TagGroup::with_children(Tag::BlockQuote, children),
                Role::Table => TagGroup::with_children(Tag::Table, children),
                Role::Row => TagGroup::with_children(Tag::TR, children),
                Role::HeadCell => {
                    TagGroup::with_children(Tag::TH(TableHeaderScope::Column), children)
                }
                Role::Cell => TagGroup::with_children(Tag::TD, children),
                Role::Figure(words) => TagGroup::with_children(
                    Tag::Figure(Some(shortened(words, FIGURE_CHARS))),
                    children,
                ),
                Role::Contents => TagGroup::with_children(Tag::TOC, children),
                Role::ContentsEntry => TagGroup::with_children(Tag::TOCI, children),
                Role::Link(_) => TagGroup::with_children(Tag::Link, children),
            };
            list.push(group.into());
        }
        // A node is large, and a list that grows has room for four.
        list.shrink_to_fit();
        (!list.is_empty()).then_some(list)
    }
}

impl Node {
    fn new(role: Role) -> Self {
        Self { role, within: None, next: Tree::ROOT }
    }
}

/// Returns the beginning of a text, with a mark where it was cut.
pub fn shortened(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
