//! A note, and all that was added to it later, as FHIR DocumentReferences.

use serde_json::{Value, json};

use crate::domain::record_kind::RecordKind;
use crate::export::dress::Dress;
use crate::export::fhir::PLAIN;
use crate::export::fhir::maker::{Maker, period};
use crate::export::fhir::words::codes::{self, DocumentType};
use crate::export::fhir::words::{Kind, Name, Resource, attachment, one_line};
use crate::export::{Added, ExportedNote, Signed, Statement};

/// What US Core makes of a note.
const PROFILE: &str = "us-core-documentreference";
/// The system of this tool's ids of notes, a UUID of no meaning.
const NOTE_IDS: &str = "urn:uuid:b8f4e1d7-0c92-4a3b-8d65-17e9a25c40f3";

impl Maker<'_> {
    pub(super) fn note_name(&self, session: &ExportedNote<'_>) -> Name {
        self.name(Kind::DocumentReference, &session.id.to_string())
    }

    pub(super) fn added_name(&self, session: &ExportedNote<'_>, added: &Added<'_>) -> Name {
        self.name(Kind::DocumentReference, &format!("{}.{}", session.id, added.name))
    }

    pub(super) fn note(&self, session: &ExportedNote<'_>) -> Resource {
        let front = session.front;
        let date = front.signed_at.or(front.end).or(front.start).map(|time| time.to_string());
        // Who takes a note in vouches for having it as it came, and not for what it says.
        let vouches = session.signed == Signed::Yes && !front.is_imported();
        let signer = front.signed_by.as_deref().filter(|_| vouches);
        let signed_at = front.signed_at.filter(|_| session.signed == Signed::Yes);
        let creation = signed_at.or(front.end).or(front.start).map(|time| time.to_string());
        // What the front matter says and no other resource does.
        let told = session
            .facts(&Dress::default(), self.record.measures)
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let status = match session.signed {
            Signed::Yes if session.amendments.is_empty() && session.statements.is_empty() => {
                "final"
            }
            Signed::Yes => "amended",
            Signed::No | Signed::InName => "preliminary",
        };
        let title = format!("{}, {}", session.title, session.when(PLAIN));
        let description = told.collect::<Vec<_>>().join("; ");
        let attachment = attachment(&session.body, &title, creation.as_deref());
        self.document_reference(
            self.note_name(session),
            session,
            json!({
                "meta": self.meta(PROFILE, self.keeps_note(session, front.writer())),
                "identifier": [{ "system": NOTE_IDS, "value": session.id.to_string() }],
                "status": "current",
                "docStatus": status,
                "date": date,
                "author": self.authors(front.writer()),
                "authenticator": self.person(signer),
                "description": one_line(&description),
                "content": [{ "attachment": attachment }],
            }),
        )
    }

    pub(super) fn added(&self, session: &ExportedNote<'_>, added: &Added<'_>) -> Resource {
        let front = added.front;
        let date = front.signed_at.or(front.written).map(|time| time.to_string());
        let signer = front.signed_by.as_deref().filter(|_| added.signed == Signed::Yes);
        let told = added
            .facts(&Dress::default())
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let description =
            format!("{}; {}", added.title(PLAIN), told.collect::<Vec<_>>().join("; "));
        // Whoever signs beside or once more adds nothing to the note; everybody else does.
        let relation = if added.name.kind.only_signs() { "signs" } else { "appends" };
        let value = format!("{}.{}", session.id, added.name);
        let attachment = attachment(&added.body, &added.title(PLAIN), date.as_deref());
        self.document_reference(
            self.added_name(session, added),
            session,
            json!({
                "meta": self.meta(PROFILE, self.keeps_note(session, front.author.as_deref())),
                "identifier": [{ "system": NOTE_IDS, "value": value }],
                "status": "current",
                "docStatus": if added.signed == Signed::Yes { "final" } else { "preliminary" },
                "date": date,
                "author": self.authors(front.author.as_deref()),
                "authenticator": self.person(signer),
                "relatesTo": [{ "code": relation, "target": self.to(self.note_name(session)) }],
                "description": one_line(&description),
                "content": [{ "attachment": attachment }],
            }),
        )
    }

    pub(super) fn statement_name(
        &self,
        session: &ExportedNote<'_>,
        statement: &Statement<'_>,
    ) -> Name {
        let within = format!("{}.{}", session.id, statement.name);
        self.name(Kind::DocumentReference, &within)
    }

    /// A paper about the amendment of a note: it adds to the note, and has no signer.
    pub(super) fn statement(
        &self,
        session: &ExportedNote<'_>,
        statement: &Statement<'_>,
    ) -> Resource {
        let facts = statement.facts.iter().map(|(name, value)| format!("{name}: {value}"));
        let facts: Vec<String> = facts.collect();
        let text = format!("{}\n\n{}", facts.join("\n"), statement.body);
        let date = statement.on.map(|day| day.to_string());
        let instant = date.as_ref().map(|day| format!("{day}T00:00:00Z"));
        let attachment = attachment(&text, &statement.title(PLAIN), date.as_deref());
        let by = statement.by.map(|by| json!({ "display": one_line(by) }));
        let value = format!("{}.{}", session.id, statement.name);
        self.document_reference(
            self.statement_name(session, statement),
            session,
            json!({
                // Who wrote it stands there by name alone.
                "meta": self.meta(PROFILE, self.keeps_note(session, None)),
                "identifier": [{ "system": NOTE_IDS, "value": value }],
                "status": "current",
                "docStatus": "final",
                "date": instant,
                "author": by.into_iter().collect::<Vec<_>>(),
                "relatesTo": [{ "code": "appends", "target": self.to(self.note_name(session)) }],
                "description": one_line(&format!("{}; {}", statement.title(PLAIN), facts.join("; "))),
                "content": [{ "attachment": attachment }],
            }),
        )
    }

    /// Adds what every note and every addition has.
    fn document_reference(&self, name: Name, session: &ExportedNote<'_>, own: Value) -> Resource {
        let mut elements = json!({
            "custodian": self.practice(),
            "type": type_of(session.kind).concept(),
            "category": codes::note_category(),
            "subject": self.to(self.patient_name()),
            "securityLabel": codes::concepts(&self.labels),
            "context": { "period": period(session.front.start, session.front.end) },
        });
        if let Some(encounter) = self.encounter_of(session) {
            elements["context"]["encounter"] = json!([encounter]);
        }
        if let (Some(all), Value::Object(own)) = (elements.as_object_mut(), own) {
            all.extend(own);
        }
        Resource::new(name, elements)
    }
}

/// Returns what a document is, by the kind of its record.
pub(in crate::export) fn type_of(kind: Option<RecordKind>) -> DocumentType {
    match kind {
        Some(RecordKind::Session) => DocumentType::Progress,
        Some(RecordKind::Intake) => DocumentType::History,
        Some(RecordKind::Risk) => DocumentType::Risk,
        Some(RecordKind::Plan | RecordKind::Review) => DocumentType::Plan,
        Some(RecordKind::Discharge) => DocumentType::Discharge,
        Some(RecordKind::SafetyPlan | RecordKind::Contact | RecordKind::NoShow) | None => {
            DocumentType::Note
        }
    }
}
