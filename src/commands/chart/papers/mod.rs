//! What becomes of a document and of a questionnaire in the same way: moved to another client, put away, taken back.

use crate::domain::note_ref::NoteRef;
use crate::failure::Explain;
use crate::record::chart::papers::PaperKind;

pub mod discarding;
pub mod moving;

/// What somebody means: a document or a questionnaire, and which.
#[derive(Clone, Copy, Debug)]
pub struct Meant<'a> {
    /// Which of the two kinds.
    pub kind: PaperKind,
    /// What was typed.
    pub reference: &'a NoteRef,
}

/// A client was typed, of whom none is named.
#[derive(Debug, thiserror::Error)]
#[error("name the {} that is meant, and not its client alone", .0.noun())]
struct NotNamed(PaperKind);

impl Explain for NotNamed {
    fn hint(&self) -> Option<String> {
        Some(format!("Run `casenotes {} list` to see what there is.", family(self.0)))
    }
}

impl Meant<'_> {
    /// Refuses a client alone: the latest of somebody is not meant by saying nothing.
    fn require_named(self) -> Result<(), NotNamed> {
        match self.reference {
            NoteRef::Latest(_) => Err(NotNamed(self.kind)),
            NoteRef::Prefix(..) | NoteRef::Path(_) => Ok(()),
        }
    }
}

/// Returns the family of commands for a kind.
fn family(kind: PaperKind) -> &'static str {
    if kind == PaperKind::Questionnaire { "measure" } else { "document" }
}
