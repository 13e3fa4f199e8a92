//! A record as a FHIR R4 document: one Bundle that begins with a Composition (hl7.org/fhir/R4,
//! `documents.html`; the invariants bdl-7, bdl-9, bdl-10, bdl-11 and cmp-1).

use serde_json::Value;

use crate::domain::wording::Wording;
use crate::export::documents::ExportedDocument;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::uuid::Uuid;
use crate::export::fhir::words::{Naming, Receive, codes, entry, write_document};
use crate::export::{Document, ExportedNote, Format, Record};

mod composition;
mod condition;
mod consents;
mod documents;
mod encounter;
mod maker;
pub(super) mod ndjson;
pub(super) mod notes;
pub(super) mod people;
mod plans;
mod provenance;
mod questionnaires;
mod scores;
mod us_core;
pub(super) mod words;

pub(super) const FORMAT: Format = Format { name: "fhir", aliases: &[], render };

/// A program reads this: codes and times stand as they are in the chart.
const PLAIN: &Wording = &Wording::FOR_PROGRAMS;

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    Document::made(move |writer| {
        let maker = Maker::new(record, Naming::Urn);
        let entries = |receive: &mut Receive<'_>| maker.each(entry, receive);
        write_document(writer, entries, &time_of(record), &maker.labels)
    })
}

/// Returns what ids of a record are names within: two practices may have the same client id, and the same person
/// keeps the same ids in every export.
pub(super) fn client_id(record: &Record<'_>) -> Uuid {
    Uuid::of_record(&record.client.line(PLAIN))
}

fn labels(record: &Record<'_>) -> Value {
    codes::labels(record.cover.is_part2)
}

/// Returns when the record was made: on the day it left, but not before the last thing in it happened.
fn time_of(record: &Record<'_>) -> String {
    let of_note = |session: &ExportedNote<'_>| {
        let front = session.front;
        let added = session.amendments.iter().flat_map(|a| [a.front.written, a.front.signed_at]);
        [front.start, front.end, front.signed_at].into_iter().chain(added).flatten().max()
    };
    let of_document = |it: &ExportedDocument<'_>| it.filed_at.max(it.signed_at);
    let notes = record.notes.iter().filter_map(of_note);
    let answered = record.questionnaires.iter().filter_map(|it| it.filed_at.max(it.signed_at));
    let last = notes.chain(record.documents.iter().filter_map(of_document)).chain(answered).max();
    match (record.cover.day, last) {
        (Some(day), last) if last.is_none_or(|last| last.date() < day) => {
            format!("{day}T00:00:00Z")
        }
        (_, Some(last)) => last.to_string(),
        (_, None) => "1970-01-01T00:00:00Z".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::known::Measures;
    use chrono::NaiveDate;

    use super::*;
    use crate::export::dress::Dress;
    use crate::export::{Cover, Person, PersonFields};

    #[test]
    fn what_a_recipient_must_be_told_stands_in_front_and_part_2_is_a_label() {
        let id = "c-7f3k".parse().unwrap();
        let client = Person {
            id: &id,
            name: "Ben Sample",
            birth_date: None,
            details: &[],
            fields: PersonFields::default(),
        };
        let of = |notices: &[&str]| {
            let cover = Cover {
                recipient: Some("Dr <Example>".into()),
                day: NaiveDate::from_ymd_opt(2026, 11, 24),
                is_part2: !notices.is_empty(),
                notices: notices.iter().map(|notice| (*notice).to_owned()).collect(),
                ..Cover::default()
            };
            let (notes, documents, questionnaires) = (Vec::new(), Vec::new(), Vec::new());
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
            serde_json::from_slice::<Value>(&render(&record).whole()).unwrap()
        };
        let plain = of(&[]);
        assert_eq!(plain["timestamp"], "2026-11-24T00:00:00Z");
        assert!(!plain.to_string().contains("42CFRPart2"));
        let part_2 = of(&["A notice of the practice prohibits this."]);
        let composition = &part_2["entry"][0]["resource"];
        for labels in [&part_2["meta"]["security"], &composition["meta"]["security"]] {
            assert_eq!(labels[2]["code"], "42CFRPart2");
        }
        let div = composition["text"]["div"].as_str().unwrap();
        assert!(div.contains("<p>A notice of the practice prohibits this.</p>"), "{div}");
        assert!(div.contains("<p>To: Dr &lt;Example&gt;</p>"), "{div}");
    }
}
