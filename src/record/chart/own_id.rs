//! Where the id of a client stands in the client's own files, and what becomes of it there when the client gets
//! another id: the one list of it (docs/IMPORT.md).

use crate::record::chart::layout::{DocumentPart, Role};
use crate::record::chart::part::Part;

/// What becomes of the id in a file when the client gets another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnId {
    /// It does not stand there.
    Nowhere,
    /// It is a draft, which nobody has signed: it names the new id.
    Draft,
    /// It is signed, and no byte of it changes; the signed correction of the note says under which id it was
    /// signed, and a trail under the old id where it is.
    Signed,
    /// It was copied from paper, was answered, or is an entry of a log: no byte of it changes, and a trail under
    /// the old id says where it is.
    Paper,
    /// It was put away by mistake: a draft in it names the new id, and a paper in it has a trail.
    Discarded,
    /// It says where something went from the old id. So it stands under the old id as well.
    Trail,
}

impl OwnId {
    /// Tells how the id stands in a part of the record that is signed, or is not.
    pub fn of(part: &Part, is_signed: bool) -> Self {
        match part {
            Part::ClientFile(_) | Part::Signers | Part::Settings => Self::Nowhere,
            Part::Note(_, Role::Note(_) | Role::Amendment(_) | Role::Conflict) => match is_signed {
                true => Self::Signed,
                false => Self::Draft,
            },
            Part::Note(_, Role::Signature | Role::Workbench | Role::Temporary | Role::Stray) => {
                Self::Nowhere
            }
            Part::Authorization(_) | Part::Disclosure(_) | Part::Request(_) => Self::Paper,
            Part::Document(_, part) | Part::Questionnaire(_, part) => match part {
                DocumentPart::Description => Self::Paper,
                DocumentPart::Signature | DocumentPart::Bytes | DocumentPart::Discarded => {
                    Self::Nowhere
                }
            },
            Part::Move(_) => Self::Trail,
            Part::Discarded(_) => Self::Discarded,
        }
    }
}
