//! Comma-separated values: one row a note, one for each later addition, one for each paper about its
//! amendment, one for each document and one for each questionnaire, safe in a spreadsheet.

use std::borrow::Cow;

use crate::domain::wording::Wording;
use crate::export::documents::ExportedDocument;
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::export::{Added, Document, ExportedNote, Format, Record, Statement};
use crate::note::key::Part;
use crate::output::csv;

pub(super) const FORMAT: Format = Format { name: "csv", aliases: &[], render };

type Cell<'a> = Cow<'a, str>;

/// What a column holds.
enum Column {
    /// The same in each row: rows are sorted and filtered, so each must say by itself whose it is, and to
    /// whom it went.
    Record(for<'r> fn(&'r Record<'r>) -> Cell<'r>),
    /// Something of a note, and of no addition.
    Note(for<'r> fn(&'r ExportedNote<'r>) -> Cell<'r>),
    /// Something of a note, and what stands there for an addition to it.
    Either(
        for<'r> fn(&'r ExportedNote<'r>) -> Cell<'r>,
        for<'r> fn(&'r ExportedNote<'r>, &'r Added<'r>) -> Cell<'r>,
    ),
    /// Something of a document, and what stands there for a questionnaire.
    Beside(
        for<'r> fn(&'r ExportedDocument<'r>) -> Cell<'r>,
        for<'r> fn(&'r ExportedQuestionnaire<'r>) -> Cell<'r>,
    ),
}

/// The columns; others are added at their end.
const COLUMNS: &[(&str, Column)] = &[
    ("id", Column::Either(|note| note.id.to_string().into(), |note, _| note.id.to_string().into())),
    ("part", Column::Either(|_| "note".into(), |_, added| added.name.to_string().into())),
    ("client", Column::Record(|record| record.client.id.as_str().into())),
    ("name", Column::Record(|record| record.client.name.into())),
    ("birth_date", Column::Record(|record| owned(record.client.birth_date))),
    ("title", Column::Either(|note| note.title.into(), |_, added| added.name.kind.title().into())),
    ("format", Column::Either(format, |note, _| format(note))),
    (
        "start",
        Column::Either(|note| owned(note.front.start), |_, added| owned(added.front.written)),
    ),
    ("end", Column::Note(|note| owned(note.front.end))),
    ("minutes", Column::Note(|note| owned(note.front.minutes()))),
    (
        "author",
        Column::Either(
            |note| note.front.writer().unwrap_or_default().into(),
            |_, added| text(&added.front.author),
        ),
    ),
    (
        "status",
        Column::Either(|note| note.signed.status().into(), |_, added| added.signed.status().into()),
    ),
    ("service", Column::Note(|note| note.front.service.join(" ").into())),
    ("place", Column::Note(|note| text(&note.front.place))),
    ("diagnoses", Column::Note(|note| note.front.diagnoses.join(" ").into())),
    ("goals", Column::Note(|note| note.front.goals.join(" ").into())),
    ("risk", Column::Note(|note| text(&note.front.risk))),
    ("measures", Column::Note(measures)),
    ("reason", Column::Either(|_| Cell::default(), |_, added| text(&added.front.reason))),
    (
        "signed_by",
        Column::Either(|note| text(&note.front.signed_by), |_, added| text(&added.front.signed_by)),
    ),
    (
        "signed_at",
        Column::Either(|note| owned(note.front.signed_at), |_, added| owned(added.front.signed_at)),
    ),
    (
        "signature",
        Column::Either(|note| owned(note.signed.word()), |_, added| owned(added.signed.word())),
    ),
    ("late_entry", Column::Note(|note| text(&note.front.late_entry))),
    ("signed_anyway", Column::Note(|note| text(&note.front.signed_anyway))),
    ("body", Column::Either(|note| whole_lines(&note.body), |_, added| whole_lines(&added.body))),
    ("recipient", Column::Record(|record| owned(record.cover.recipient.as_ref()))),
    ("address", Column::Record(|record| owned(record.cover.address.as_ref()))),
    ("purpose", Column::Record(|record| owned(record.cover.purpose.as_ref()))),
    ("basis", Column::Record(|record| owned(record.cover.basis.as_ref()))),
    ("day", Column::Record(|record| owned(record.cover.day))),
    ("notices", Column::Record(|record| record.cover.notices.join(" ").into())),
    ("modifiers", Column::Note(|note| note.front.modifiers.join(" ").into())),
    ("risk_level", Column::Note(|note| text(&note.front.risk_level))),
    ("circumstances", Column::Note(circumstances)),
    ("plan_goals", Column::Note(plan_goals)),
    (
        "file",
        Column::Beside(
            |document| document.file().unwrap_or_default().into(),
            |it| it.file.as_deref().unwrap_or_default().into(),
        ),
    ),
    (
        "media_type",
        Column::Beside(|document| document.media_type.as_str().into(), |_| Cell::default()),
    ),
    ("size", Column::Beside(|document| owned(Some(document.size)), |_| Cell::default())),
    (
        "sha256",
        Column::Beside(
            |document| document.sha256.into(),
            |it| it.sha256.unwrap_or_default().into(),
        ),
    ),
];

/// What a row is of.
#[derive(Clone, Copy)]
enum Of<'r> {
    Note,
    Added(&'r Added<'r>),
    Statement(&'r Statement<'r>),
}

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    let heading = COLUMNS.iter().map(|(name, _)| (*name).into()).collect();
    let rows = record.notes.iter().flat_map(|note| {
        let additions = note.amendments.iter().map(Of::Added);
        let statements = note.statements.iter().map(Of::Statement);
        let all = std::iter::once(Of::Note).chain(additions).chain(statements);
        all.map(|of| row(record, note, of))
    });
    let documents = record.documents.iter().map(|document| row_of_document(record, document));
    let questionnaires = record.questionnaires.iter();
    let questionnaires = questionnaires.map(|it| row_of_questionnaire(record, it));
    let rows = rows.chain(documents).chain(questionnaires);
    csv::write(std::iter::once(heading).chain(rows)).into()
}

fn row<'r>(record: &'r Record<'r>, note: &'r ExportedNote<'r>, of: Of<'r>) -> Vec<Cell<'r>> {
    let cell = |(name, column): &(&str, Column)| match (column, of) {
        (Column::Record(cell), _) => cell(record),
        (Column::Note(cell) | Column::Either(cell, _), Of::Note) => cell(note),
        (Column::Either(_, cell), Of::Added(added)) => cell(note, added),
        (Column::Either(..), Of::Statement(statement)) => of_statement(name, note, statement),
        (Column::Note(_) | Column::Beside(..), _) => Cell::default(),
    };
    COLUMNS.iter().map(cell).collect()
}

fn row_of_document<'r>(
    record: &'r Record<'r>,
    document: &'r ExportedDocument<'r>,
) -> Vec<Cell<'r>> {
    let cell = |(name, column): &(&str, Column)| match column {
        Column::Record(cell) => cell(record),
        Column::Beside(cell, _) => cell(document),
        Column::Note(_) => Cell::default(),
        Column::Either(..) => of_document(name, document),
    };
    COLUMNS.iter().map(cell).collect()
}

/// Returns what a column that notes have as well has of a document.
fn of_document<'r>(column: &str, document: &'r ExportedDocument<'r>) -> Cell<'r> {
    let reason = |reason: &'r str| match document.amends {
        Some(amends) => format!("in the place of {amends}: {reason}").into(),
        None => reason.into(),
    };
    match column {
        "id" => document.id.to_string().into(),
        "part" => "document".into(),
        "title" => document.title.into(),
        "format" => document.kind.as_str().into(),
        "start" => owned(document.date),
        "author" => document.from.unwrap_or_default().into(),
        "status" => document.signed.status().into(),
        "reason" => document.reason.map_or(Cell::default(), reason),
        "signed_by" => document.signed_by.unwrap_or_default().into(),
        "signed_at" => owned(document.signed_at),
        "signature" => owned(document.signed.word()),
        _ => Cell::default(),
    }
}

fn row_of_questionnaire<'r>(
    record: &'r Record<'r>,
    it: &'r ExportedQuestionnaire<'r>,
) -> Vec<Cell<'r>> {
    let cell = |(name, column): &(&str, Column)| match column {
        Column::Record(cell) => cell(record),
        Column::Beside(_, cell) => cell(it),
        Column::Note(_) | Column::Either(..) => of_questionnaire(name, it),
    };
    COLUMNS.iter().map(cell).collect()
}

/// Returns what a column that notes have as well has of a questionnaire: its scores as those of a note, and
/// in place of a body a line for each item.
fn of_questionnaire<'r>(column: &str, it: &'r ExportedQuestionnaire<'r>) -> Cell<'r> {
    match column {
        "id" => it.id.to_string().into(),
        "part" => "questionnaire".into(),
        "title" => it.title().into(),
        "format" => it.id.name.measure().into(),
        "start" => owned(it.date),
        "author" => it.answered_by.map_or("", |by| by.as_str()).into(),
        "status" => it.signed.status().into(),
        "measures" => {
            let scores = it.total().into_iter().chain(it.subscales());
            let told = scores.map(|(measure, score)| format!("{}={score}", measure.name));
            told.collect::<Vec<_>>().join(" ").into()
        }
        "reason" => match (it.amends, it.reason) {
            (Some(amends), Some(reason)) => format!("in the place of {amends}: {reason}").into(),
            (_, reason) => reason.unwrap_or_default().into(),
        },
        "signed_by" => it.signed_by.unwrap_or_default().into(),
        "signed_at" => owned(it.signed_at),
        "signature" => owned(it.signed.word()),
        "body" => {
            let lines = it.items().into_iter().map(|item| {
                let words = item.wording.map(|words| format!("{words}: ")).unwrap_or_default();
                format!("{}. {words}{}", item.number, item.answer_in_words())
            });
            lines.collect::<Vec<_>>().join("\n").into()
        }
        _ => Cell::default(),
    }
}

/// Returns what a column has of a paper about the amendment of a note: nobody signed it.
fn of_statement<'r>(
    column: &str,
    note: &'r ExportedNote<'r>,
    statement: &'r Statement<'r>,
) -> Cell<'r> {
    match column {
        "id" => note.id.to_string().into(),
        "part" => format!("{}-{}", statement.kind, statement.name).into(),
        "title" => statement.title.into(),
        "format" => format(note),
        "start" => owned(statement.on),
        "author" => statement.by.unwrap_or_default().into(),
        "reason" => {
            let facts = statement.facts.iter().map(|(name, value)| format!("{name}: {value}"));
            facts.collect::<Vec<_>>().join("; ").into()
        }
        "body" => whole_lines(statement.body),
        _ => Cell::default(),
    }
}

fn format<'a>(note: &'a ExportedNote<'_>) -> Cell<'a> {
    owned(note.front.format.as_ref())
}

fn measures<'a>(note: &'a ExportedNote<'_>) -> Cell<'a> {
    let measures = note.front.measures.iter().map(|(name, score)| format!("{name}={score}"));
    measures.collect::<Vec<_>>().join(" ").into()
}

fn circumstances<'a>(note: &'a ExportedNote<'_>) -> Cell<'a> {
    let told = note.front.facts(Part::Circumstances, &Wording::FOR_PROGRAMS);
    told.map(|(key, _, value)| format!("{key}={value}")).collect::<Vec<_>>().join("; ").into()
}

fn plan_goals<'a>(note: &'a ExportedNote<'_>) -> Cell<'a> {
    let goals =
        note.plan_goals().into_iter().map(|(_, goal)| goal.readable(&Wording::FOR_PROGRAMS));
    goals.collect::<Vec<_>>().join("; ").into()
}

/// Leaves out the empty lines in front, so that the first character is one that is looked at.
fn whole_lines(body: &str) -> Cell<'_> {
    body.trim_start_matches(['\r', '\n']).into()
}

fn text<'a>(value: &'a Option<Cow<'_, str>>) -> Cell<'a> {
    value.as_deref().unwrap_or_default().into()
}

fn owned(value: Option<impl ToString>) -> Cell<'static> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::note_id::NoteId;
    use crate::export::dress::Dress;
    use crate::export::{Cover, Person, PersonFields, Signed};
    use crate::measure::known::Measures;
    use crate::note::front_matter::FrontMatter;

    #[test]
    fn every_row_has_a_cell_for_each_column_and_no_cell_is_a_formula() {
        let id = NoteId {
            client: "c-7f3k".parse().unwrap(),
            stem: "2026-11-20-1400-dap".parse().unwrap(),
        };
        let front = FrontMatter { author: Some("=1+1".into()), ..FrontMatter::default() };
        let session = ExportedNote {
            id: &id,
            title: "@x",
            language: "en",
            kind: None,
            front: &front,
            body: "\n\n+\"a\"\n,b".into(),
            signed: Signed::No,
            seal: None,
            amendments: vec![],
            statements: vec![],
        };
        let client = Person {
            id: &id.client,
            name: "-Ben",
            birth_date: None,
            details: &[],
            fields: PersonFields::default(),
        };
        let cover = Cover { recipient: Some("\tPlan".into()), ..Cover::default() };
        let (notes, documents, questionnaires) = (vec![session], Vec::new(), Vec::new());
        let record = Record {
            cover,
            client,
            notes,
            documents,
            questionnaires,
            authorizations: Vec::new(),
            measures: &Measures::default(),
            dress: Dress::default(),
        };
        let bytes = render(&record).whole();
        let mut reader = ::csv::Reader::from_reader(&*bytes);
        assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.len(), COLUMNS.len());
        for (column, value) in [
            ("author", "'=1+1"),
            ("title", "'@x"),
            ("name", "'-Ben"),
            ("recipient", "'\tPlan"),
            ("body", "'+\"a\"\n,b"),
        ] {
            let at = COLUMNS.iter().position(|(name, _)| *name == column).unwrap();
            assert_eq!(&row[at], value, "{column}");
        }
    }
}
