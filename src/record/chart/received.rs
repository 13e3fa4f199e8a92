//! What is taken in from elsewhere for one client, filed in one step: the files as documents, and the notes that
//! were read from them, each sealed as it was received. What was filed before is known by the digest of the file it
//! came from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::disk::staged::Stage;
use crate::domain::client_id::ClientId;
use crate::domain::document::{DocumentId, DocumentKind, DocumentName};
use crate::domain::format_name::FormatName;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::note;
use crate::note::imported::{FORMAT, NewImported};
use crate::record::chart::documents::Candidate;
use crate::record::chart::layout::{CLIENT_FILE, SIGNATURE};
use crate::record::chart::papers::PaperKind;
use crate::record::chart::signing::ReadySignatory;
use crate::record::chart::{Chart, ChartError};
use crate::record::document::{self, NewDescription, compose};

/// How often another name is tried where there is a document of that name already.
const TRIES: u64 = 10;

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
    /// Reads what one of the notes says, as Markdown, by its number among them. It is asked next to its file.
    pub body: &'a dyn Fn(usize) -> Result<String, Failure>,
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
    /// The number of the file among the files.
    pub original: usize,
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

/// A file that is another by now.
#[derive(Debug, thiserror::Error)]
#[error("{} is another than when the plan was made", .0.display())]
pub struct NotAsPlanned(pub PathBuf);

impl Explain for NotAsPlanned {
    fn hint(&self) -> Option<String> {
        Some("Make the plan anew; what is filed already is known again.".into())
    }
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
    let mut filing = Filing { received, ready, there: There::of(chart, received.client)? };
    let mut all = KeptAll { originals: Vec::new(), notes: Vec::new() };
    let mut notes_of: Vec<Vec<usize>> = received.originals.iter().map(|_| Vec::new()).collect();
    for (nth, note) in received.notes.iter().enumerate() {
        notes_of[note.original].push(nth);
        all.notes.push(filing.name_note(chart, note)?);
    }
    chart.add_to_client(received.client, |stage| {
        if let Some(text) = received.client_file.as_ref().filter(|_| filing.there.is_absent) {
            stage.write(CLIENT_FILE, |writer| writer.write_all(text.as_bytes()))?;
        }
        for (nth, notes) in notes_of.iter().enumerate() {
            all.originals.push(filing.original(nth, stage)?);
            for note in notes {
                let Kept { id, was_there } = &all.notes[*note];
                if !was_there {
                    filing.note(*note, id, stage)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(all)
}

/// What tells a note of one file from all others: the file's digest and the place in it.
type Origin = (String, Option<String>);

/// What of a client is there already.
struct There {
    /// Whether there is nothing, not even the client.
    is_absent: bool,
    /// The documents by their digests.
    documents: BTreeMap<String, DocumentId>,
    /// The names of documents that are taken.
    names: BTreeSet<DocumentName>,
    /// The notes that were received before.
    notes: BTreeMap<Origin, NoteStem>,
    /// The names of notes that are taken.
    stems: BTreeSet<NoteStem>,
}

impl There {
    fn of(chart: &Chart, client: &ClientId) -> Result<Self, Failure> {
        let is_absent = chart.tree().folder(&chart.client_folder(client))?.is_none();
        let mut documents = BTreeMap::new();
        for document in chart.documents(client)? {
            documents.extend(document.description.sha256.map(|sha256| (sha256, document.id)));
        }
        let folder = chart.document_folder(client)?;
        let names = folder.into_iter().flat_map(|folder| folder.documents.into_keys()).collect();
        let format: FormatName = FORMAT.parse().expect("it is a name of a format");
        let (mut notes, mut stems) = (BTreeMap::new(), BTreeSet::new());
        if let Some(listing) = chart.listing(client)? {
            let mut buffer = Vec::new();
            for listed in listing.notes() {
                let Some(stem) = listed.stem else { continue };
                stems.insert(stem.clone());
                if *stem.format() != format {
                    continue;
                }
                let origin = listing.read_front(&listed, &mut buffer, |front, _| {
                    let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
                    Some((text(&front.source_sha256)?, text(&front.source_place)))
                });
                notes.extend(origin.flatten().map(|origin| (origin, stem.clone())));
            }
        }
        Ok(Self { is_absent, documents, names, notes, stems })
    }
}

/// The filing of everything of one client.
struct Filing<'a> {
    received: &'a Received<'a>,
    ready: &'a ReadySignatory<'a>,
    there: There,
}

impl Filing<'_> {
    /// Writes the bytes of a file and what is said of them, signed, unless they are there.
    fn original(&mut self, nth: usize, stage: &mut Stage<'_>) -> Result<Kept<DocumentId>, Failure> {
        let Self { received, ready, there } = self;
        let Received { client, imported_from, .. } = received;
        let original = &received.originals[nth];
        if let Some(id) = there.documents.get(original.sha256) {
            return Ok(Kept { id: id.clone(), was_there: true });
        }
        let part = original.part.map(|part| format!(" ({part})")).unwrap_or_default();
        let title = format!("Original{part}, imported from {imported_from}");
        let new = NewDescription {
            kind: original.kind,
            date: original.date,
            title: match original.has_notes || original.part.is_some() {
                true => &title,
                false => original.kind.title(),
            },
            from: original.from.or(Some(imported_from)),
            restricted: false,
            filed_by: Some(&ready.name),
            filed_at: ready.at,
            amends: None,
        };
        let id = DocumentId { client: (*client).clone(), name: there.name_document(original)? };
        let candidate = (received.open)(nth)?;
        let (media_type, size) = (candidate.media_type(), candidate.size());
        let text = compose(client, &new, media_type, size, original.sha256);
        let text = document::signed(&text, &id, &ready.name, ready.at)?.into_bytes();
        let signature = ready.sign(&text)?;
        let place = |ending: &str| format!("{}/{}.{ending}", PaperKind::Document.folder(), id.name);
        let poured = stage.write(&place(media_type.ending()), |writer| candidate.pour(writer))?;
        if poured?.sha256 != original.sha256 {
            return Err(NotAsPlanned(candidate.path().to_owned()).into());
        }
        put(stage, &place("toml"), &text, &signature)?;
        there.documents.insert(original.sha256.to_owned(), id.clone());
        Ok(Kept { id, was_there: false })
    }

    /// Returns the name of a note: that which it has, or a free one.
    fn name_note(
        &mut self,
        chart: &Chart,
        note: &ReceivedNote<'_>,
    ) -> Result<Kept<NoteId>, Failure> {
        let Self { received, there, .. } = self;
        let of = |stem: &NoteStem| NoteId { client: received.client.clone(), stem: stem.clone() };
        let sha256 = received.originals[note.original].sha256.to_owned();
        let origin = (sha256, note.place.clone());
        if let Some(stem) = there.notes.get(&origin) {
            return Ok(Kept { id: of(stem), was_there: true });
        }
        let format: FormatName = FORMAT.parse().expect("it is a name of a format");
        let named = |number| NoteStem::new(note.start, format.clone(), number);
        let mut free = chart.numbers().each().map(named);
        let stem = free.find(|stem| !there.stems.contains(stem)).ok_or(ChartError::Full)?;
        there.stems.insert(stem.clone());
        there.notes.insert(origin, stem.clone());
        Ok(Kept { id: of(&stem), was_there: false })
    }

    /// Writes a note with its seal.
    fn note(&self, nth: usize, id: &NoteId, stage: &mut Stage<'_>) -> Result<(), Failure> {
        let Self { received, ready, .. } = self;
        let new = &received.notes[nth];
        let text = note::imported::compose(
            &NewImported {
                client: received.client,
                format: id.stem.format(),
                start: new.start,
                imported_from: received.imported_from,
                source_sha256: received.originals[new.original].sha256,
                source_place: new.place.as_deref(),
                original_author: new.author,
                original_date: new.date,
                original_signed_by: new.signed_by,
                signed_as: &id.to_string(),
                received_by: &ready.name,
                received_at: ready.at,
            },
            &(received.body)(nth)?,
        );
        let signature = ready.sign(text.as_bytes())?;
        put(stage, &format!("notes/{}.md", id.stem), text.as_bytes(), &signature)
    }
}

impl There {
    /// Returns a name that its bytes give, so that it is the same however often it is filed.
    fn name_document(&mut self, original: &Original<'_>) -> Result<DocumentName, ChartError> {
        let digits = original.sha256.get(..16);
        let begin = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        let draw = |nth: u64| begin.unwrap_or_default().wrapping_add(nth).to_le_bytes();
        let named = |nth| DocumentName::from_random(original.date, original.kind, draw(nth));
        let free = (0..TRIES).map(named).find(|name| !self.names.contains(name));
        let name = free.ok_or(ChartError::Full)?;
        self.names.insert(name.clone());
        Ok(name)
    }
}

/// Writes a text and its signature.
fn put(stage: &mut Stage<'_>, place: &str, text: &[u8], signature: &[u8]) -> Result<(), Failure> {
    stage.write(place, |writer| writer.write_all(text))?;
    let place = format!("{place}{SIGNATURE}");
    Ok(stage.write(&place, |writer| writer.write_all(signature))?)
}
