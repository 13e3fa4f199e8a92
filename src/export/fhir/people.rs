//! The client as a FHIR Patient, whoever wrote or signed as a Practitioner, and the practice as an Organization.

use serde_json::{Value, json};

use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Kind, Name, Resource, codes, one_line};

/// The system of this tool's ids of clients, a UUID of no meaning.
pub(in crate::export) const CLIENT_IDS: &str = "urn:uuid:3d6c2f0a-5b1e-4f86-9a47-c80e2d915b64";

impl Maker<'_> {
    pub(super) fn patient(&self) -> Resource {
        let person = &self.record.client;
        let fields = &person.fields;
        let mut name = json!({ "text": one_line(person.name) });
        if let Some(family) = fields.family_name {
            name["family"] = json!(one_line(family));
        }
        if let Some(given) = fields.given_name {
            name["given"] = json!([one_line(given)]);
        }
        let reached = [("phone", fields.phone), ("email", fields.email)].into_iter();
        let reached = reached.filter_map(|(system, value)| Some(telecom(system, value?)));
        let address = fields.address.map(|text| json!({ "text": one_line(text) }));
        Resource::new(
            self.patient_name(),
            json!({
                "meta": self.meta("us-core-patient", self.keeps_patient()),
                "identifier": [{ "system": CLIENT_IDS, "value": person.id.as_str() }],
                "name": [name],
                "telecom": reached.collect::<Vec<_>>(),
                // The client file does not say.
                "gender": "unknown",
                "birthDate": person.birth_date.map(|date| date.to_string()),
                "address": address.into_iter().collect::<Vec<_>>(),
            }),
        )
    }

    /// Returns a practitioner of a line such as `Dana Okafor, LCSW`: what follows the first comma are
    /// credentials. The rest stands in the settings of the practice, if at all.
    pub(super) fn practitioner(&self, line: &str, name: Name) -> Resource {
        let mut parts = line.split(',').map(str::trim).filter(|part| !part.is_empty());
        let text = parts.next().map_or_else(|| one_line(line), one_line);
        let suffix: Vec<String> = parts.map(one_line).collect();
        let mut human = json!({ "text": text });
        let known = self.record.dress.letterhead.clinician(line);
        if let Some(family) = known.and_then(|it| it.family_name.as_deref()) {
            human["family"] = json!(one_line(family));
        }
        if let Some(given) = known.and_then(|it| it.given_name.as_deref()) {
            human["given"] = json!([one_line(given)]);
        }
        if !suffix.is_empty() {
            human["suffix"] = json!(suffix);
        }
        let identifier = known.and_then(|it| it.npi.as_ref()).map(npi);
        let licence = known.and_then(|it| it.licence.as_deref());
        let qualification = licence.map(|licence| {
            let title = known.and_then(|it| it.title.as_deref()).unwrap_or("licence");
            json!({
                "identifier": [{ "value": one_line(licence) }],
                "code": { "text": one_line(title) },
            })
        });
        let mut own = json!({
            "identifier": identifier.into_iter().collect::<Vec<_>>(),
            "name": [human],
            "qualification": qualification.into_iter().collect::<Vec<_>>(),
        });
        if self.keep_practitioner([line]) {
            own["meta"] = self.meta("us-core-practitioner", true);
        }
        Resource::new(name, own)
    }

    /// Returns the name of the practice, if the practice says what it is called.
    pub(super) fn practice_name(&self) -> Option<Name> {
        let name = self.record.dress.letterhead.name.as_deref()?;
        Some(self.name(Kind::Organization, name))
    }

    /// Returns a reference to the practice, if there is one.
    pub(super) fn practice(&self) -> Option<Value> {
        self.practice_name().map(|name| self.to(name))
    }

    /// Returns the practice; that it sends its record is how one knows that it is active.
    pub(super) fn organization(&self, name: Name) -> Resource {
        let letterhead = &self.record.dress.letterhead;
        let address = letterhead.address.join(", ");
        let address = (!address.is_empty()).then(|| json!({ "text": one_line(&address) }));
        let reached = letterhead.telephone.as_deref().map(|value| telecom("phone", value));
        let called = letterhead.name.as_deref().unwrap_or_default();
        Resource::new(
            name,
            json!({
                "meta": self.meta("us-core-organization", true),
                "identifier": letterhead.npi.iter().map(npi).collect::<Vec<_>>(),
                "active": true,
                "name": one_line(called),
                "telecom": reached.into_iter().collect::<Vec<_>>(),
                "address": address.into_iter().collect::<Vec<_>>(),
            }),
        )
    }
}

fn npi(npi: &impl ToString) -> Value {
    json!({ "system": codes::NPI, "value": npi.to_string() })
}

fn telecom(system: &str, value: &str) -> Value {
    json!({ "system": system, "value": one_line(value) })
}
