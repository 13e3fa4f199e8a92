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
    nodes: Vec<(Role, Vec<NodeId>)>,
}

impl Tree {
    /// The node of the part itself.
    pub const ROOT: NodeId = 0;

    /// Begins the tree of a part.
    pub fn new() -> Self {
        Self { nodes: vec![(Role::Section, Vec::new())] }
    }

    /// Adds a node at the end of another.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(ORNAMENT);
        self.nodes.push((role, Vec::new()));
        self.nodes[parent as usize].1.push(id);
        id
    }

    /// Says that a node is something else.
    pub fn set(&mut self, node: NodeId, role: Role) {
        self.nodes[node as usize].0 = role;
    }

    /// Returns how many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns where a node leads, when it is a link.
    pub fn target(&self, node: NodeId) -> Option<&Target> {
        match &self.nodes.get(node as usize)?.0 {
            Role::Link(target) => Some(target),
            _ => None,
        }
    }

    /// Returns the tree as the document holds it, given what was drawn for each node.
    pub fn tagged(&self, drawn: &[Vec<Identifier>]) -> TagNode {
        self.children(Self::ROOT, drawn).map_or_else(
            || TagGroup::new(Tag::Section).into(),
            |children| TagGroup::with_children(Tag::Section, children).into(),
        )
    }

    fn children(&self, node: NodeId, drawn: &[Vec<Identifier>]) -> Option<Vec<TagNode>> {
        let mut list: Vec<TagNode> = drawn[node as usize].iter().map(|id| (*id).into()).collect();
        for child in &self.nodes[node as usize].1 {
            let Some(children) = self.children(*child, drawn) else { continue };
            let group: TagGroup = match &self.nodes[*child as usize].0 {
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
        (!list.is_empty()).then_some(list)
    }
}

/// Returns the beginning of a text, with a mark where it was cut.
pub fn shortened(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
