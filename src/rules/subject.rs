//! What the rules look at, as values.

use std::cell::OnceCell;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::envelope::Outside;
use crate::fields::{Problem, ProblemKind};
use crate::note::guidance::{self, Comments};
use crate::note::progress_note::ProgressNote;
use crate::note::sections::{self, Section};
use crate::note::template::{Template, Templates};

/// A progress note where it lies.
pub struct NoteSubject<'a> {
    /// The note.
    pub note: &'a ProgressNote<'a>,
    /// In whose folder it lies.
    pub client: &'a ClientId,
    /// What its file name says; `None` when it is not a note's name.
    pub stem: Option<&'a NoteStem>,
    /// The template of its format, if there is one.
    pub template: Option<&'a Template>,
    /// All templates.
    pub templates: &'a Templates,
    /// Whether a signed correction says that the note was filed with somebody else by mistake.
    pub was_moved: bool,
    sections: Option<Vec<Section<'a>>>,
    comments: OnceCell<Comments>,
}

/// A client file.
pub struct ClientSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
}

/// A file that should be there and is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingFile {
    /// A client's `client.toml`.
    ClientFile,
    /// The vault's `recipients.txt`.
    Recipients,
}

/// A file that the system does not let us read.
pub struct Unreadable {
    /// Why, as the system says it.
    pub reason: String,
}

/// A template of the practice's own.
pub struct TemplateSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
    /// The file name without its ending, if it can be read.
    pub named: Option<&'a str>,
    /// The format it says it is of, if it can be read.
    pub format: Option<&'a str>,
}

/// Something in the vault, by its outside.
#[derive(Clone, Copy, Debug)]
pub struct VaultSubject {
    /// What it is.
    pub item: Outside,
    /// The permission bits.
    pub mode: u32,
}

/// A file of the vault, as opening it has shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedSubject {
    /// It is not what was sealed, and why.
    Damaged(String),
    /// No identity opens it.
    ForOthers,
    /// It opens, and another program has sealed it.
    Foreign,
    /// It opens, and is not what its folder is for.
    WrongKind(&'static str),
    /// It opens, and casenotes has sealed it.
    Ours {
        /// The id that its own words give it, if its path gives it another.
        belongs_to: Option<String>,
        /// Whether it is sealed to today's recipients.
        is_current: bool,
    },
}

/// An identity file.
#[derive(Clone, Copy, Debug)]
pub struct KeySubject {
    /// The service that copies its folder to other machines.
    pub synchronised_by: Option<&'static str>,
}

impl<'a> NoteSubject<'a> {
    /// Puts a note where it lies.
    pub fn new(
        note: &'a ProgressNote<'a>,
        client: &'a ClientId,
        stem: Option<&'a NoteStem>,
        templates: &'a Templates,
    ) -> Self {
        let template = note.front.format.as_ref().and_then(|format| templates.get(format.as_str()));
        // Past a byte that is not text nothing can be said about what stands there.
        let sections = note.invalid_byte.is_none().then(|| sections::sections(note.body()));
        Self {
            note,
            client,
            stem,
            template,
            templates,
            was_moved: false,
            sections,
            comments: OnceCell::new(),
        }
    }

    /// Returns the sections; `None` when the note is not text to its end.
    pub fn sections(&self) -> Option<&[Section<'a>]> {
        self.sections.as_deref()
    }

    /// Returns the comments of the body.
    pub fn comments(&self) -> &Comments {
        self.comments.get_or_init(|| guidance::comments(self.note.body()))
    }

    /// Returns the problems of the front matter of one kind.
    pub fn front_problems(&self, kind: ProblemKind) -> impl Iterator<Item = &Problem> {
        // Front matter that is not text to its end is not what was written.
        let is_whole = self
            .note
            .invalid_byte
            .is_none_or(|at| at >= self.note.body_range.start && self.note.body_range.start > 0);
        self.note.problems.iter().filter(move |problem| is_whole && problem.kind == kind)
    }
}

impl ClientSubject<'_> {
    /// Returns the problems of one kind.
    pub fn problems(&self, kind: ProblemKind) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.kind == kind)
    }
}

/// A note without a finding, for the examples of the rules.
pub const GOOD_NOTE: &str = "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
+++

# DAP note

## Data

Reports fewer panic attacks; practiced paced breathing in session.

## Assessment

Progress toward the goal; responded well to exposure.

## Plan

Continue weekly; next focus is the bus ride.
";

/// The outside of a sealed note, for the examples of the rules; no key opens it.
pub const SEALED: &str = "\
age-encryption.org/v1
-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0
0123456789abcdef0123456789abcdef";

/// What is sealed in a note without a finding; the examples' test puts the digest of the list into it.
pub const OPENED: &str = "\
+++
client = \"c-7f3k\"
session = 2026-11-24T14:00:00-05:00
sealed_to = \"RECIPIENTS\"
+++

The tram again.
";
