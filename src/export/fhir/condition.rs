//! A diagnosis as a FHIR Condition.

use std::collections::BTreeMap;

use serde_json::json;

use crate::export::ExportedNote;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Kind, Name, Resource, code, codes};

impl<'r> Maker<'r> {
    pub(super) fn condition_name(&self, code: &str) -> Name {
        self.name(Kind::Condition, code)
    }

    /// Returns each diagnosis with the first note that names it.
    pub(super) fn diagnoses(&self) -> BTreeMap<String, &'r ExportedNote<'r>> {
        let mut first: BTreeMap<String, &ExportedNote<'_>> = BTreeMap::new();
        for session in &self.record.notes {
            for code in session.front.diagnoses.iter().filter_map(|text| code(text)) {
                first.entry(code).or_insert(session);
            }
        }
        first
    }

    pub(super) fn condition(&self, name: Name, code: &str, session: &ExportedNote<'_>) -> Resource {
        Resource::new(
            name,
            json!({
                "meta": { "security": self.labels },
                "category": codes::encounter_diagnosis(),
                "code": { "coding": [codes::coding(codes::ICD_10_CM, code, None)] },
                "subject": self.to(self.patient_name()),
                "encounter": self.encounter_of(session),
                "recordedDate": session.front.start.map(|time| time.to_string()),
                "recorder": self.person(session.front.writer()),
            }),
        )
    }
}
