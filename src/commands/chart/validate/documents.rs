//! What `validate` finds in the documents of a client, and with `--deep` in their bytes.

use std::path::PathBuf;

use crate::domain::document::DocumentName;
use crate::domain::examined::Examiner;
use crate::domain::lfs_pointer::{LONGEST, LfsPointer};
use crate::domain::media::MediaType;
use crate::record::chart::Chart;
use crate::record::chart::documents::{DocumentFiles, DocumentFolder};
use crate::record::chart::layout::SIGNATURE;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::document::Description;
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::rules::documents::subject::DocumentSubject;
use crate::rules::documents::verdicts;
use crate::rules::finding::Finding;
use crate::rules::subject::Unreadable;
use crate::rules::{self};

/// The bytes of a document, and what is said of them.
pub struct Bytes {
    path: PathBuf,
    said: Description,
}

/// Checks the documents of a client without reading their bytes, and returns those that could be read.
pub fn check_documents(
    chart: &Chart,
    folder: &DocumentFolder,
    signers: &AllowedSigners,
    found: &mut Vec<Finding>,
) -> Vec<Bytes> {
    let mut bytes = Vec::new();
    for (name, files) in &folder.documents {
        if !files.has_description {
            unfiled(chart, folder, name, files, found);
            continue;
        }
        let path = folder.path_of(format!("{name}.toml"));
        let document = match chart.document_in(folder, name) {
            Ok(document) => document,
            Err(error) => {
                rules::check(&Unreadable { reason: error.to_string() }, &path, found);
                continue;
            }
        };
        let said_of = |other: &DocumentName| {
            let id = PaperId { client: document.id.client.clone(), name: other.to_string() };
            Some(chart.read_paper(&id, PaperKind::Document).ok()?.bytes)
        };
        verdicts::check(&document, files.bytes.len(), &said_of, signers, &path, found);
        let (Some(file), Some(size)) = (document.file, document.description.size) else { continue };
        let path = folder.path_of(&file);
        match folder.size_of(&file) {
            Ok(there) if there == size => {
                bytes.push(Bytes { path, said: document.description });
            }
            Ok(there) if is_pointer(folder, &file, there, &document.description) => {
                rules::check(&DocumentSubject::Unfetched, &path, found);
            }
            Ok(_) => {
                rules::check(&DocumentSubject::Changed("there are more or fewer"), &path, found)
            }
            Err(error) => rules::check(&Unreadable { reason: error.cause() }, &path, found),
        }
    }
    bytes
}

/// Tells whether a pointer of git lfs to the bytes of a document lies in their place.
fn is_pointer(folder: &DocumentFolder, file: &str, size: u64, said: &Description) -> bool {
    if size > LONGEST as u64 {
        return false;
    }
    let head = folder.open(file).and_then(|file| file.head(LONGEST)).unwrap_or_default();
    let pointer = LfsPointer::read(&head);
    pointer.is_some_and(|pointer| said.sha256.as_deref() == Some(&pointer.sha256))
}

/// Reports what lies there without a description, and where to take what came late to a document that was
/// moved.
fn unfiled(
    chart: &Chart,
    folder: &DocumentFolder,
    name: &DocumentName,
    files: &DocumentFiles,
    found: &mut Vec<Finding>,
) {
    let signature = files.has_signature.then(|| format!("{name}.toml{SIGNATURE}"));
    for file in files.bytes.iter().cloned().chain(signature) {
        rules::check(&DocumentSubject::Unfiled, &folder.path_of(file), found);
        let of = folder.client();
        let moved = chart.paper_moved_to(of, PaperKind::Document, name.as_str());
        if let (Ok(Some(to)), Some(finding)) = (moved, found.last_mut()) {
            finding.help = Some(format!(
                "The document is `{to}` now: run `casenotes document move {of}/{name} --to {} --reason \"came late\"`, which takes this there.",
                to.client
            ));
        }
    }
}

/// Reads the bytes of a document and checks whether they are what is said of them.
pub fn check_bytes(chart: &Chart, Bytes { path, said }: &Bytes) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut examiner = Examiner::default();
    let read = chart.tree().open_file(path).map_err(|error| error.cause());
    let read = read.and_then(|file| {
        let file = file.ok_or("it went while it was looked at")?;
        file.copy_to(&mut examiner).map_err(|error| error.to_string())
    });
    if let Err(reason) = read {
        rules::check(&Unreadable { reason }, path, &mut found);
        return found;
    }
    let examined = examiner.finish();
    let mut report = |subject: DocumentSubject<'_>| rules::check(&subject, path, &mut found);
    if said.sha256.as_deref() != Some(&examined.sha256) {
        report(DocumentSubject::Changed("their SHA-256 is another"));
    }
    if said.media_type.map(MediaType::as_str) != Some(examined.media_type.as_str()) {
        report(DocumentSubject::Mistyped(examined.media_type));
    }
    if let Some(fault) = examined.pdf_fault {
        report(DocumentSubject::Locked(fault));
    }
    if let Some(mark) = examined.mark {
        report(DocumentSubject::Private(mark));
    }
    found
}
