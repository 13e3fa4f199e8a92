//! What is found in a document without its bytes.

use std::path::Path;

use crate::domain::document::DocumentName;
use crate::record::chart::documents::Document;
use crate::record::document::Description;
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::record::signature::verdict::{State, Verdict};
use crate::rules;
use crate::rules::documents::subject::DocumentSubject;
use crate::rules::finding::Finding;

/// Checks what is said of a document, whether its bytes are there, and its signature. `said_of` gives what is
/// said of another document of the client; `files` is how many files may be the bytes.
pub fn check(
    document: &Document,
    files: usize,
    said_of: &dyn Fn(&DocumentName) -> Option<Vec<u8>>,
    signers: &AllowedSigners,
    path: &Path,
    found: &mut Vec<Finding>,
) {
    if rules::check_conflict(&document.text, path, found) {
        return;
    }
    let mut report = |subject: DocumentSubject<'_>| {
        rules::check_bytes(&subject, path, &document.text, found);
    };
    if !document.problems.is_empty() {
        report(DocumentSubject::Unsound(&document.problems));
    }
    if files != 1 {
        report(DocumentSubject::Bytes(files));
    }
    match document.state(signers) {
        State::Draft | State::Signed(Verdict::Good) => {}
        state => report(DocumentSubject::Unverified(state)),
    }
    let said = &document.description;
    if let Some((name, sha256)) = said.amends.as_ref().zip(said.amends_sha256.as_ref()) {
        let is_it = |text: Vec<u8>| Description::of(&text).0.sha256.as_ref() == Some(sha256);
        if !said_of(name).is_some_and(is_it) {
            report(DocumentSubject::AmendsNothing);
        }
    }
}
