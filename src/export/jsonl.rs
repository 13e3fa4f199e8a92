//! One JSON object a line: the cover with the client first, then each note, then each document and each questionnaire.

use serde::Serialize;

use crate::export::json::{ClientJson, CoverJson, DocumentJson, NoteJson, QuestionnaireJson};
use crate::export::{Document, ExportedNote, Format, Record};
use crate::parallel;

pub(super) const FORMAT: Format = Format { name: "jsonl", aliases: &[], render };

/// How many notes are written into one piece of memory, and how many of these wait to be written.
const PIECE: usize = 16;
const BATCH: usize = 64;

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

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    Document::made(move |writer| {
        let first = First {
            schema: "casenotes/export-lines@1",
            cover: CoverJson::of(&record.cover),
            client: ClientJson::of(&record.client),
            notes: record.notes.len(),
            documents: record.documents.len(),
            questionnaires: record.questionnaires.len(),
        };
        let mut lines = Vec::new();
        line(&first, &mut lines);
        writer.write_all(&lines)?;
        // Notes may be many: each piece is made by a thread of its own, while those before it are written.
        let pieces: Vec<&[ExportedNote<'_>]> = record.notes.chunks(PIECE).collect();
        let make = |piece: &&[ExportedNote<'_>]| {
            let room = piece.iter().map(|note| note.body.len() * 9 / 8 + 1024).sum();
            let mut lines = Vec::with_capacity(room);
            piece.iter().for_each(|session| line(&NoteJson::of(session), &mut lines));
            lines
        };
        parallel::in_batches(&pieces, BATCH, make, |lines| writer.write_all(&lines))?;
        lines.clear();
        for document in &record.documents {
            line(&DocumentLine { document: DocumentJson::of(document) }, &mut lines);
        }
        for questionnaire in &record.questionnaires {
            let questionnaire = QuestionnaireJson::of(questionnaire);
            line(&QuestionnaireLine { questionnaire }, &mut lines);
        }
        writer.write_all(&lines)
    })
}

fn line(value: &impl Serialize, text: &mut Vec<u8>) {
    serde_json::to_writer(&mut *text, value).expect("a record is always JSON");
    text.push(b'\n');
}
