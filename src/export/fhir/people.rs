//! The client as a FHIR Patient, and whoever wrote or signed as a Practitioner.

use serde_json::json;

use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Name, Resource, one_line};

/// The system of this tool's ids of clients, a UUID of no meaning.
const CLIENT_IDS: &str = "urn:uuid:3d6c2f0a-5b1e-4f86-9a47-c80e2d915b64";

impl Maker<'_> {
    pub(super) fn patient(&self) -> Resource {
        let person = &self.record.client;
        Resource::new(
            self.patient_name(),
            json!({
                "meta": { "security": self.labels },
                "identifier": [{ "system": CLIENT_IDS, "value": person.id.as_str() }],
                "name": [{ "text": one_line(person.name) }],
                // The client file does not say.
                "gender": "unknown",
                "birthDate": person.birth_date.map(|date| date.to_string()),
            }),
        )
    }
}

/// Returns a practitioner of a line such as `Dana Okafor, LCSW`: what follows the first comma are
/// credentials.
pub(super) fn practitioner(line: &str, name: Name) -> Resource {
    let mut parts = line.split(',').map(str::trim).filter(|part| !part.is_empty());
    let text = parts.next().map_or_else(|| one_line(line), one_line);
    let suffix: Vec<String> = parts.map(one_line).collect();
    let mut human = json!({ "text": text });
    if !suffix.is_empty() {
        human["suffix"] = json!(suffix);
    }
    Resource::new(name, json!({ "name": [human] }))
}
