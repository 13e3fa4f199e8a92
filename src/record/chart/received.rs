//! What is taken in from elsewhere for one client, filed as a whole or not at all: the files as documents, and
//! the notes that were read from them, each sealed as it was received.
//!
//! A run that is killed leaves a part; the next one knows each piece by the digest of the file it came from,
//! and completes the client.

use std::collections::BTreeMap;

use crate::domain::client_id::ClientId;
use crate::domain::document::{DocumentId, DocumentKind};
use crate::domain::format_name::FormatName;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::session_time::SessionTime;
use crate::failure::Failure;
use crate::note::imported::{FORMAT, NewImported, compose};
use crate::note::marks::renew;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::documents::Candidate;
use crate::record::chart::filing::{Filing, file_all};
use crate::record::chart::signing::ReadySignatory;
use crate::record::chart::{Chart, ChartError};
use crate::record::document::{self, NewDescription, Unreadable};

/// What is taken in for one client.
pub struct Received<'a> {
    /// Whose it is.
    pub client: &'a ClientId,
    /// The client file, if the client may have to be made.
    pub client_file: Option<String>,
    /// The program or place that it comes from.
    pub imported_from: &'a str,
    /// Opens one of the files, by its number among them.
    pub open: &'a dyn Fn(usize) -> Result<Candidate, Failure>,
    /// The files.
    pub originals: Vec<Original<'a>>,
    /// The notes that were read from them.
    pub notes: Vec<ReceivedNote<'a>>,
}

/// A file that is kept as a document.
pub struct Original<'a> {
    /// Which part of a larger file it is, if it is a row or a resource.
    pub part: Option<&'a str>,
    /// Its SHA-256.
    pub sha256: &'a str,
    /// What it is to the record.
    pub kind: DocumentKind,
    /// The day that it bears.
    pub date: chrono::NaiveDate,
    /// Who wrote it.
    pub from: Option<&'a str>,
    /// Whether notes were read from it.
    pub has_notes: bool,
}

/// A note that was read from a file.
pub struct ReceivedNote<'a> {
    /// The SHA-256 of the file.
    pub sha256: &'a str,
    /// Which part of it it is.
    pub place: Option<String>,
    /// When the session was.
    pub start: SessionTime,
    /// Who wrote it there.
    pub author: Option<&'a str>,
    /// Its date in the words of the source.
    pub date: Option<&'a str>,
    /// Who signed it there.
    pub signed_by: Option<&'a str>,
    /// What it says, as Markdown.
    pub body: String,
}

/// Something that is in the chart now.
#[derive(Clone, Debug)]
pub struct Kept<I> {
    /// Which.
    pub id: I,
    /// Whether an earlier run has filed it.
    pub was_there: bool,
}

/// Everything of one client, in the order in which it was handed over.
pub struct KeptAll {
    /// The files.
    pub originals: Vec<Kept<DocumentId>>,
    /// The notes.
    pub notes: Vec<Kept<NoteId>>,
}

/// What a run has made, to be taken back if it cannot be completed.
#[derive(Default)]
struct Made {
    has_client: bool,
    documents: Vec<DocumentId>,
}

/// Takes everything of one client in.
///
/// # Errors
/// Fails when the disk or the key refuses, or a file is another than was planned; nothing of it is there then.
pub fn receive(
    chart: &Chart,
    received: &Received<'_>,
    ready: &ReadySignatory<'_>,
) -> Result<KeptAll, Failure> {
    let mut made = Made::default();
    let all = file(chart, received, ready, &mut made);
    if all.is_err() {
        made.documents.iter().rev().for_each(|id| chart.unmake_document(id));
        let folder = chart.client_folder(received.client);
        if made.has_client {
            chart.tree().unmake(&chart.client_file(received.client));
        }
        let folders = [folder.join("documents"), folder.join("notes"), folder];
        chart.tree().unmake_empty(&folders);
    }
    all
}

fn file(
    chart: &Chart,
    received: &Received<'_>,
    ready: &ReadySignatory<'_>,
    made: &mut Made,
) -> Result<KeptAll, Failure> {
    let client = received.client;
    if let Some(text) = &received.client_file {
        match chart.add_client(client, text) {
            Ok(()) => made.has_client = true,
            // An earlier run has made it.
            Err(ChartError::ClientExists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut filings = Vec::new();
    let originals = file_originals(chart, received, ready, made, &mut filings)?;
    let notes = notes(chart, received, ready, &mut filings)?;
    file_all(chart.tree(), &filings)?;
    Ok(KeptAll { originals, notes })
}

/// Files the bytes of each file and what is said of them, and adds the signatures that are wanted.
fn file_originals(
    chart: &Chart,
    received: &Received<'_>,
    ready: &ReadySignatory<'_>,
    made: &mut Made,
    filings: &mut Vec<Filing>,
) -> Result<Vec<Kept<DocumentId>>, Failure> {
    let client = received.client;
    let mut there: BTreeMap<String, (DocumentId, bool)> = BTreeMap::new();
    for document in chart.documents(client)? {
        if let Some(sha256) = document.description.sha256 {
            there.insert(sha256, (document.id, document.signature.is_some()));
        }
    }
    let mut originals = Vec::new();
    for (nth, original) in received.originals.iter().enumerate() {
        let part = original.part.map(|part| format!(" ({part})")).unwrap_or_default();
        let title = format!("Original{part}, imported from {}", received.imported_from);
        let known = there.get(original.sha256).cloned();
        let was_there = known.is_some();
        let (id, is_signed) = match known {
            Some(known) => known,
            None => {
                let new = NewDescription {
                    kind: original.kind,
                    date: original.date,
                    title: match original.has_notes || original.part.is_some() {
                        true => &title,
                        false => original.kind.title(),
                    },
                    from: original.from.or(Some(received.imported_from)),
                    restricted: false,
                    filed_by: Some(&ready.name),
                    filed_at: ready.at,
                    amends: None,
                };
                let candidate = (received.open)(nth)?;
                let id = chart.file_original(client, &candidate, &new, original.sha256)?;
                made.documents.push(id.clone());
                (id, false)
            }
        };
        if !is_signed {
            let before = chart.document(&id)?.text;
            let unreadable = || Unreadable(id.clone());
            let text = std::str::from_utf8(&before).map_err(|_| unreadable())?;
            let after = document::signed(text, &id, &ready.name, ready.at)?.into_bytes();
            let signature = ready.sign(&after)?;
            let path = chart.description_path(&id);
            filings.push(Filing { path, before: Some(before), after, signature });
        }
        there.insert(original.sha256.to_owned(), (id.clone(), true));
        originals.push(Kept { id, was_there });
    }
    Ok(originals)
}

/// What tells a note of one file from all others: the file's digest and the place in it.
type Origin = (String, Option<String>);

/// Adds each note with its seal, but for those that an earlier run has filed.
fn notes(
    chart: &Chart,
    received: &Received<'_>,
    ready: &ReadySignatory<'_>,
    filings: &mut Vec<Filing>,
) -> Result<Vec<Kept<NoteId>>, Failure> {
    let client = received.client;
    let format: FormatName = FORMAT.parse().expect("it is a name of a format");
    let (mut there, mut taken) = (BTreeMap::<Origin, (NoteStem, bool)>::new(), Vec::new());
    if let Some(listing) = chart.listing(client)? {
        let mut buffer = Vec::new();
        for listed in listing.notes() {
            let Some(stem) = listed.stem else { continue };
            taken.push(stem.clone());
            if *stem.format() != format {
                continue;
            }
            let origin = listing.read_front(&listed, &mut buffer, |front, _| {
                let text =
                    |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
                Some((text(&front.source_sha256)?, text(&front.source_place)))
            });
            if let Some(origin) = origin.flatten() {
                there.insert(origin, (stem.clone(), listed.has_signature));
            }
        }
    }
    taken.sort();
    let mut notes = Vec::new();
    for new in &received.notes {
        let origin = (new.sha256.to_owned(), new.place.clone());
        if let Some((stem, is_signed)) = there.get(&origin) {
            let id = NoteId { client: client.clone(), stem: stem.clone() };
            if !is_signed {
                filings.push(completed(chart, &id, ready)?);
            }
            notes.push(Kept { id, was_there: true });
            continue;
        }
        let free =
            chart.numbers().each().map(|number| NoteStem::new(new.start, format.clone(), number));
        let stem = free.into_iter().find(|stem| taken.binary_search(stem).is_err());
        let stem = stem.ok_or(ChartError::Full)?;
        taken.insert(taken.partition_point(|it| *it < stem), stem.clone());
        there.insert(origin, (stem.clone(), true));
        let id = NoteId { client: client.clone(), stem };
        let text = compose(
            &NewImported {
                client,
                format: &format,
                start: new.start,
                imported_from: received.imported_from,
                source_sha256: new.sha256,
                source_place: new.place.as_deref(),
                original_author: new.author,
                original_date: new.date,
                original_signed_by: new.signed_by,
                signed_as: &id.to_string(),
                received_by: &ready.name,
                received_at: ready.at,
            },
            &new.body,
        );
        let after = text.into_bytes();
        let signature = ready.sign(&after)?;
        filings.push(Filing { path: chart.path(&id), before: None, after, signature });
        notes.push(Kept { id, was_there: false });
    }
    Ok(notes)
}

/// Seals a note that a killed run has left without its signature.
fn completed(chart: &Chart, id: &NoteId, ready: &ReadySignatory<'_>) -> Result<Filing, Failure> {
    let before = chart.read(id)?;
    let note = ProgressNote::parse(&before);
    let after = renew(note.text, &ready.name, ready.at)?.into_bytes();
    let signature = ready.sign(&after)?;
    Ok(Filing { path: chart.path(id), before: Some(before), after, signature })
}
