//! One JSON object a line: the cover with the client first, then each note, then each document and each questionnaire.

use std::convert::Infallible;

use serde::Serialize;

use crate::export::json::{ClientJson, CoverJson, DocumentJson, NoteJson, QuestionnaireJson};
use crate::export::{Document, ExportedNote, Format, Record};
use crate::parallel;

pub(super) const FORMAT: Format = Format { name: "jsonl", aliases: &[], render };

/// How many notes are written into one piece of memory.
const PIECE: usize = 64;

/// The first line.
#[derive(Serialize)]
struct First<'a> {
    schema: &'static str,
    cover: CoverJson<'a>,
    client: ClientJson<'a>,
    notes: usize,
    documents: usize,
    questionnaires: usize,
}

/// The line of a document, which no note can be taken for.
#[derive(Serialize)]
struct DocumentLine<'a> {
    document: DocumentJson<'a>,
}

/// The line of a questionnaire.
#[derive(Serialize)]
struct QuestionnaireLine<'a> {
    questionnaire: QuestionnaireJson<'a>,
}

fn render(record: &Record<'_>) -> Document<'static> {
    let first = First {
        schema: "casenotes/export-lines@1",
        cover: CoverJson::of(&record.cover),
        client: ClientJson::of(&record.client),
        notes: record.notes.len(),
        documents: record.documents.len(),
        questionnaires: record.questionnaires.len(),
    };
    let mut head = Vec::new();
    line(&first, &mut head);
    let mut written = vec![head];
    // Notes may be many: each piece is written by a thread of its own.
    let pieces: Vec<&[ExportedNote<'_>]> = record.notes.chunks(PIECE).collect();
    let write = |piece: &&[ExportedNote<'_>]| {
        let room = piece.iter().map(|note| note.body.len() * 9 / 8 + 1024).sum();
        let mut lines = Vec::with_capacity(room);
        piece.iter().for_each(|session| line(&NoteJson::of(session), &mut lines));
        lines
    };
    let done: Result<(), Infallible> = parallel::in_order(&pieces, write, |lines| {
        written.push(lines);
        Ok(())
    });
    done.unwrap_or_else(|never| match never {});
    let mut last = Vec::new();
    for document in &record.documents {
        line(&DocumentLine { document: DocumentJson::of(document) }, &mut last);
    }
    for questionnaire in &record.questionnaires {
        let questionnaire = QuestionnaireJson::of(questionnaire);
        line(&QuestionnaireLine { questionnaire }, &mut last);
    }
    written.push(last);
    Document::of_pieces(written)
}

fn line(value: &impl Serialize, text: &mut Vec<u8>) {
    serde_json::to_writer(&mut *text, value).expect("a record is always JSON");
    text.push(b'\n');
}
