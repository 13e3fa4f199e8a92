//! What becomes of a document and of a questionnaire in the same way: moved to another client, put away, taken back.

use crate::domain::note_ref::NoteRef;
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
