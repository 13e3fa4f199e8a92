//! What the rules about documents look at.

use crate::domain::media::{MediaType, PdfFault};
use crate::domain::private_mark::PrivateMark;
use crate::fields::Problem;
use crate::record::signature::verdict::State;

/// What is wrong with a document, or with a file that should belong to one.
#[derive(Clone, Debug)]
pub enum DocumentSubject<'a> {
    /// What is said of it cannot be read as a description, or is of another document.
    Unsound(&'a [Problem]),
    /// There are so many files that may be its bytes, and one should be there.
    Bytes(usize),
    /// Bytes or a signature of which nothing is said.
    Unfiled,
    /// The bytes are not those that were filed, by their size or by their digest.
    Changed(&'static str),
    /// The bytes are of another sort than is said.
    Mistyped(MediaType),
    /// The bytes are a PDF that others may not be able to read.
    Locked(PdfFault),
    /// The bytes are kept elsewhere by git lfs and were not fetched.
    Unfetched,
    /// It says or shows that it is signed, and no signature that holds is over it.
    Unverified(State),
    /// It amends a document that is not there, or whose bytes are others than when it was amended.
    AmendsNothing,
    /// A note whose signed page is to be a document that is not there.
    NoPage,
    /// An imported note, and the file that it was read from is not among the documents.
    NoOriginal,
    /// The bytes come from the vault.
    Private(PrivateMark),
}
