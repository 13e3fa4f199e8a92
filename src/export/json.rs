//! One JSON document: the client and each note with its front matter and body.

use serde_json::json;

use crate::export::{Added, Format, Record};

pub(super) const FORMAT: Format = Format { name: "json", aliases: &[], render };

fn render(record: &Record<'_>) -> Vec<u8> {
    let notes: Vec<serde_json::Value> = record
        .notes
        .iter()
        .map(|session| {
            let front = session.front;
            json!({
                "id": session.id.to_string(),
                "title": session.title,
                "format": front.format.as_ref().map(ToString::to_string),
                "start": front.start.map(|time| time.to_string()),
                "end": front.end.map(|time| time.to_string()),
                "minutes": front.minutes(),
                "author": front.author,
                "status": session.status(),
                "service": front.service,
                "place": front.place,
                "diagnoses": front.diagnoses,
                "goals": front.goals,
                "risk": front.risk,
                "measures": front.measures,
                "signed_by": front.signed_by,
                "signed_at": front.signed_at.map(|time| time.to_string()),
                "signature": session.signed.word(),
                "late_entry": front.late_entry,
                "signed_anyway": front.signed_anyway,
                "body": session.body,
                "amendments": session.amendments.iter().map(amendment).collect::<Vec<_>>(),
            })
        })
        .collect();
    let document = json!({
        "schema": "casenotes/export@1",
        "client": {
            "id": record.client.id.as_str(),
            "name": record.client.name,
            "birth_date": record.client.birth_date.map(|date| date.to_string()),
        },
        "notes": notes,
    });
    format!("{document:#}\n").into_bytes()
}

fn amendment(added: &Added<'_>) -> serde_json::Value {
    let front = added.front;
    json!({
        "name": added.name.to_string(),
        "kind": added.name.kind.as_str(),
        "reason": front.reason,
        "author": front.author,
        "written": front.written.map(|time| time.to_string()),
        "moved_from": front.moved_from,
        "signed_by": front.signed_by,
        "signed_at": front.signed_at.map(|time| time.to_string()),
        "signature": added.signed.word(),
        "body": added.body,
    })
}
