//! The scores of a client, from notes and from questionnaires.

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::failure::Failure;
use crate::measure::course::Scores;
use crate::measure::known::Measures;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::Chart;
use crate::record::chart::amended::standing;
use crate::record::chart::note_files::{CheckedFiles, Trust};

/// The scores of a client, and what could not be read.
#[derive(Default)]
pub struct Gathered {
    /// The scores.
    pub scores: Scores,
    /// The notes and questionnaires that cannot be read, or are of somebody else.
    pub unread: Vec<String>,
}

/// Reads the front matter of every note that is the client's, and adds what the client's questionnaires come
/// to, those aside in whose place another one is.
pub fn gather(
    client: &ClientId,
    chart: &Chart,
    known: &Measures,
    trust: &Trust,
) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    let survey = chart.survey(client)?;
    for listed in survey.listing.iter().flat_map(|listing| listing.notes()) {
        if listed.stem.is_none() {
            gathered.unread.push(format!("{client}/(a note without a note's name)"));
        }
    }
    let stems = chart.stems(client)?;
    let ids: Vec<NoteId> =
        stems.into_iter().map(|stem| NoteId { client: client.clone(), stem }).collect();
    for note_files in &chart.files_of_notes(&ids)? {
        let note = ProgressNote::parse(&note_files.note);
        let judged: CheckedFiles<'_> = note_files.judge(&note.front, trust);
        let is_theirs = note.front.client.as_ref() == Some(client) || judged.came_from(&note.front);
        let has_wrong_scores = note.problems.iter().any(|problem| problem.is_at("measures"));
        if note.is_broken() || !is_theirs || has_wrong_scores {
            gathered.unread.push(note_files.id.to_string());
            continue;
        }
        let day = note.front.start.map_or(note_files.id.stem.date(), |start| start.date());
        gathered.scores.add(&note_files.id.to_string(), day, &note.front.measures);
    }
    let filed = chart.questionnaires(client)?;
    for it in standing(&filed) {
        let measure = known.get(it.id.name.measure());
        let instrument = measure.and_then(|measure| measure.instrument.as_ref());
        let fits = instrument.is_some_and(|it_asks| it_asks.misfit(&it.said.answers).is_none());
        match (measure, it.id.name.day()) {
            (Some(measure), Some(day)) if it.problems.is_empty() && fits => {
                gathered.scores.add_answers(&it.id.to_string(), day, measure, &it.said.answers);
            }
            _ => gathered.unread.push(it.id.to_string()),
        }
    }
    Ok(gathered)
}
