//! What is asked for: notes of one client, what lies beside them, and what of the record is left out of it.

use std::path::PathBuf;

use crate::commands::chart::export::choice::each;
use crate::commands::chart::export::documents::DocumentCandidates;
use crate::commands::chart::export::questionnaires::QuestionnaireCandidates;
use crate::commands::chart::export::terms::Release;
use crate::commands::chart::export::{Args, ExportError};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Days;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::position::Position;
use crate::domain::stray::StrayKind;
use crate::failure::Failure;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::Chart;
use crate::record::chart::listing::{Listing, Survey};
use crate::record::chart::note_files::{CheckedFiles, Trust};
use crate::record::chart::restrictions::restricted;
use crate::record::client::ClientFile;

/// What is asked for: notes of one client, and which of them were named.
pub struct Selection {
    /// Whose record it is.
    pub client: ClientId,
    /// The notes, in order.
    pub notes: Vec<NoteId>,
    /// Those that were named.
    pub named: Vec<NoteId>,
    /// The other notes of the client.
    pub missing: Vec<NoteId>,
    /// Which days are asked for.
    pub days: Days,
    /// Files that belong to no note, and might to one of these.
    pub strayed: Vec<PathBuf>,
    /// The documents that may be meant.
    pub documents: DocumentCandidates,
    /// The questionnaires that may be meant.
    pub questionnaires: QuestionnaireCandidates,
}

impl Selection {
    /// Tells whether nothing is meant at all.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.has_notes_alone()
    }

    /// Tells whether nothing lies beside the notes that may be meant.
    fn has_notes_alone(&self) -> bool {
        self.documents.papers.is_empty() && self.questionnaires.papers.is_empty()
    }
}

/// Finds what is named, or all of a client.
pub fn selected(args: &Args, chart: &Chart, clock: &dyn Clock) -> Result<Selection, Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    let (mut notes, mut named) = (Vec::new(), Vec::new());
    let (mut documents, mut questionnaires) = (Vec::new(), Vec::new());
    let mut client: Option<ClientId> = None;
    let mut all: Option<Vec<NoteId>> = None;
    for what in &args.what {
        let whose = match what {
            NoteRef::Latest(client) => {
                chart.require_client(client)?;
                let survey = chart.survey(client)?;
                refuse_missed(&survey)?;
                let id = |stem| NoteId { client: client.clone(), stem };
                let stems = survey.listing.iter().flat_map(Listing::stems);
                let ids: Vec<NoteId> = stems.map(id).collect();
                notes.extend(ids.iter().cloned());
                all = Some(ids);
                client.clone()
            }
            reference if reference.names_document() => {
                let id = chart.find_document(reference)?;
                documents.push(id.clone());
                id.client
            }
            reference if reference.names_questionnaire() => {
                let id = chart.find_questionnaire(reference)?;
                questionnaires.push(id.clone());
                id.client
            }
            reference => {
                let id = chart.find(reference)?;
                notes.push(id.clone());
                named.push(id.clone());
                id.client
            }
        };
        match &client {
            Some(first) if *first != whose => {
                return Err(ExportError::TwoClients(first.clone(), whose).into());
            }
            _ => client = Some(whose),
        }
    }
    notes.retain(|id| days.hold(id.stem.date()));
    notes.sort();
    notes.dedup();
    let client = client.expect("clap demands one at least");
    let mut strayed = chart.strayed_texts(&client)?;
    if all.is_none() {
        // What belongs to other notes is none of these.
        let is_theirs = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            named.iter().any(|id| name.starts_with(id.stem.as_str().as_bytes()))
        };
        strayed.retain(is_theirs);
    }
    let is_whole = all.is_some();
    let documents = args.documents.find(chart, &client, documents, &days, is_whole)?;
    let questionnaires =
        args.questionnaires.find(chart, &client, questionnaires, &days, is_whole)?;
    let mut missing = match all {
        Some(all) => all,
        None => {
            let id = |stem| NoteId { client: client.clone(), stem };
            chart.stems(&client)?.into_iter().map(id).collect()
        }
    };
    missing.retain(|id| notes.binary_search(id).is_err());
    Ok(Selection { client, notes, named, missing, days, strayed, documents, questionnaires })
}

/// A note whose name cannot be read, or that is a link, would be left out of the record, and nobody
/// would know.
fn refuse_missed(survey: &Survey) -> Result<(), ExportError> {
    let links = survey.strays.iter().filter(|stray| stray.kind == StrayKind::Link);
    let misnamed = survey.listing.iter().flat_map(|listing| {
        let notes = listing.notes().filter(|listed| listed.stem.is_none());
        notes.map(|listed| listing.path_of(listed.file_name))
    });
    let missed: Vec<PathBuf> = misnamed.chain(links.map(|stray| stray.path.clone())).collect();
    match missed.first() {
        Some(path) => {
            let place = path.display().to_string();
            Err(ExportError::Broken { count: missed.len(), place })
        }
        None => Ok(()),
    }
}

/// A record with a gap would look whole, so one broken note stops the export; so does one that says
/// it is of somebody else.
pub fn require_whole(
    chart: &Chart,
    notes: &[NoteId],
    parsed: &[ProgressNote<'_>],
    judged: &[CheckedFiles<'_>],
) -> Result<(), ExportError> {
    let mut broken = notes.iter().zip(parsed).filter(|(_, note)| note.is_broken());
    if let Some((id, note)) = broken.next() {
        let offset = note.invalid_byte.or_else(|| note.problems.first().map(|p| p.span.start));
        let place = Position::of(note.text.as_bytes(), offset.unwrap_or(0));
        let place = format!("{}:{}:{}", chart.path(id).display(), place.line, place.column);
        return Err(ExportError::Broken { count: 1 + broken.count(), place });
    }
    for ((id, note), judged) in notes.iter().zip(parsed).zip(judged) {
        if let Some(says) = judged.stranger(&note.front, &id.client) {
            let (place, client) = (chart.path(id).display().to_string(), id.client.clone());
            return Err(ExportError::WrongClient { place, client, says });
        }
    }
    Ok(())
}

/// Tells whether what is asked for is a whole record: all of it, or all but what is not signed or would
/// stay anyway. One note that is named is a selection, though there may be no other.
pub fn is_whole(
    selection: &Selection,
    release: &Release,
    file: &ClientFile,
    chart: &Chart,
    trust: &Trust,
) -> Result<bool, Failure> {
    if selection.notes.is_empty() {
        // What lies beside notes, of somebody who has notes as well or of whom it is named.
        return Ok(selection.missing.is_empty() && selection.documents.papers.are_all_meant());
    }
    let is_one_named = selection.notes.len() == 1 && selection.named.len() == 1;
    if selection.missing.is_empty() || is_one_named {
        return Ok(!is_one_named);
    }
    let files_of_notes = chart.files_of_notes(&selection.missing)?;
    let parsed = each(&files_of_notes, |note_files| ProgressNote::parse(&note_files.note));
    let pairs: Vec<_> = files_of_notes.iter().zip(&parsed).collect();
    let judged = each(&pairs, |(note_files, note)| note_files.judge(&note.front, trust));
    let restricted = restricted(file, &files_of_notes, &parsed);
    let mut stays = judged.iter().zip(restricted).map(|(judged, is_restricted)| {
        judged.is_draft() || is_restricted && release.to_plan && !release.basis.is_required_by_law
    });
    Ok(stays.all(|stays| stays))
}
