//! A record as PDF, typeset to be read on paper: cover, contents, measures, each session on sheets of
//! its own.

use std::convert::Infallible;

use crate::export::pdf::document::Edges;
use crate::export::pdf::faces::Faces;
use crate::export::pdf::flow::{Paper, Part};
use crate::export::pdf::front::Entry;
use crate::export::pdf::setting::Setter;
use crate::export::{Format, Record, Session, Signed};
use crate::page::markdown::visible;
use crate::parallel;

mod body;
mod document;
mod faces;
mod flow;
mod front;
mod session;
mod setting;
mod table;
mod tree;

pub(super) const FORMAT: Format = Format { name: "pdf", aliases: &[], render };

/// How many sessions one piece of work sets: what it has learnt of the typefaces serves them all.
const SESSIONS: usize = 16;

fn render(record: &Record<'_>) -> Vec<u8> {
    let faces = Faces::read();
    let paper = paper(record);
    let sessions = sessions(record, paper, &faces);
    let mut setter = Setter::new(&faces);
    let measures = front::measures(record, paper, &mut setter);
    // Cover and contents come first.
    let mut entries = Vec::new();
    if measures.is_some() {
        entries.push(Entry { title: "Measures".to_owned(), status: "", part: 2 });
    }
    let before = 2 + entries.len();
    for (at, note) in record.notes.iter().enumerate() {
        let status = match note.signed {
            Signed::Yes => "",
            Signed::No => "draft",
            Signed::InName => "its signature does not hold",
        };
        entries.push(Entry { title: session::entry(note), status, part: before + at });
    }
    let missing = sessions.iter().map(|part| part.missing).sum();
    let cover = front::cover(record, missing, paper, &mut setter);
    let trial = front::contents(&entries, |_| 0, paper, &mut setter);
    let body: Vec<Part> = measures.into_iter().chain(sessions).collect();
    let mut first = cover.sheets.len() + trial.sheets.len() + 1;
    let mut pages = vec![1, cover.sheets.len() + 1];
    for part in &body {
        pages.push(first);
        first += part.sheets.len();
    }
    let contents = front::contents(&entries, |part| pages[part], paper, &mut setter);
    debug_assert_eq!(contents.sheets.len(), trial.sheets.len());
    let person = visible(record.client.line().into()).to_string();
    let title = format!("Progress notes of {person}");
    let last = record.notes.iter().map(|note| note.id.stem.date()).max().unwrap_or_default();
    let day = record.cover.day.unwrap_or(last);
    let edges = Edges { title: &title, person: &person, day };
    let parts = [cover, contents].into_iter().chain(body).collect();
    document::write(parts, &edges, paper, &mut setter)
}

/// Sets the sessions, several at the same time.
fn sessions(record: &Record<'_>, paper: Paper, faces: &Faces) -> Vec<Part> {
    let batches: Vec<&[Session<'_>]> = record.notes.chunks(SESSIONS).collect();
    let mut parts = Vec::with_capacity(record.notes.len());
    let work = |batch: &&[Session<'_>]| {
        let mut setter = Setter::new(faces);
        batch.iter().map(|note| session::write(note, paper, &mut setter)).collect::<Vec<Part>>()
    };
    let Ok(()) = parallel::in_order(&batches, work, |batch| {
        parts.extend(batch);
        Ok::<(), Infallible>(())
    });
    parts
}

/// Chooses the paper by where the last session was: west of the Atlantic that is Letter.
fn paper(record: &Record<'_>) -> Paper {
    let start = record.notes.iter().filter_map(|note| note.front.start).next_back();
    let hours = start.map(|start| start.offset().local_minus_utc() / 3600);
    match hours {
        Some(hours) if !(-10..=-4).contains(&hours) => Paper::A4,
        _ => Paper::LETTER,
    }
}
