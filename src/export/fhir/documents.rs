//! A document of the record as a FHIR DocumentReference, with its bytes in it or beside it.

use serde_json::{Value, json};

use crate::export::Signed;
use crate::export::documents::{Carried, ExportedDocument};
use crate::export::fhir::PLAIN;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Kind, Name, Resource, codes, hash, in_base64, one_line};

/// The system of this tool's ids of documents, a UUID of no meaning.
const DOCUMENT_IDS: &str = "urn:uuid:6f0c1a52-93de-4c1b-8a7e-2d5b40f6e981";

impl Maker<'_> {
    pub(super) fn document_name(&self, document: &ExportedDocument<'_>) -> Name {
        self.name(Kind::DocumentReference, &document.id.to_string())
    }

    /// Returns a document as a resource. There is no code for what lies in a folder of documents, so its type
    /// and its category are words.
    pub(super) fn document(&self, name: Name, document: &ExportedDocument<'_>) -> Resource {
        let facts = document.facts(PLAIN).into_iter();
        let facts = facts.map(|(name, value)| format!("{name}: {value}"));
        let by = document.from.map(|from| json!({ "display": one_line(from) }));
        let signer = document.signed_by.filter(|_| document.signed == Signed::Yes);
        let mut others = self.record.documents.iter();
        let replaced = others.find(|other| document.amends == Some(&other.id.name));
        let replaces = replaced.map(
            |other| json!({ "code": "replaces", "target": self.to(self.document_name(other)) }),
        );
        Resource::new(
            name,
            json!({
                "meta": self.bare_meta(),
                "identifier": [{ "system": DOCUMENT_IDS, "value": document.id.to_string() }],
                "status": "current",
                "docStatus": if document.signed == Signed::Yes { "final" } else { "preliminary" },
                "type": { "text": document.kind.title() },
                "category": [{ "text": "Document" }],
                "subject": self.to(self.patient_name()),
                "date": document.filed_at.map(|at| at.to_string()),
                "author": by.into_iter().collect::<Vec<_>>(),
                "authenticator": self.person(signer),
                "custodian": self.practice(),
                "relatesTo": replaces.into_iter().collect::<Vec<_>>(),
                "description": one_line(&facts.collect::<Vec<_>>().join("; ")),
                "securityLabel": codes::concepts(&self.labels),
                "content": [{ "attachment": attachment(document) }],
            }),
        )
    }
}

/// Returns the bytes as an attachment. A relative address is one that is
/// beside the record.
fn attachment(document: &ExportedDocument<'_>) -> Value {
    let mut attachment = json!({
        "contentType": document.media_type.as_str(),
        "title": one_line(document.title),
    });
    match &document.carried {
        Carried::Beside(file) => attachment["url"] = json!(file),
        Carried::Inside(bytes) => {
            attachment["data"] = json!(in_base64(bytes));
            attachment["hash"] = json!(hash(bytes));
        }
    }
    // No larger number is one of FHIR.
    if let Ok(size) = i32::try_from(document.size) {
        attachment["size"] = json!(size);
    }
    if let Some(date) = document.date {
        attachment["creation"] = json!(date.to_string());
    }
    attachment
}
