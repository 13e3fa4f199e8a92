//! A diagnosis as a FHIR Condition.

use serde_json::{Value, json};

use crate::domain::codes::diagnosis::{Diagnosis as IcdCode, in_words, look_up};
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::{Kind, Name, Resource, codes, one_line};
use crate::export::treatment::{Diagnosis, Standing};

impl Maker<'_> {
    pub(super) fn condition_name(&self, code: &str) -> Name {
        self.name(Kind::Condition, code)
    }

    pub(super) fn condition(&self, name: Name, diagnosis: &Diagnosis<'_>) -> Resource {
        let session = diagnosis.first;
        let writer = session.front.writer();
        let keeps = self.keeps_note(session, writer);
        let code = match look_up(&diagnosis.code) {
            // What is no code is told in the words that stand there.
            IcdCode::Malformed => json!({ "text": one_line(&diagnosis.code) }),
            _ => json!({
                "coding": [codes::coding(codes::ICD_10_CM, &diagnosis.code, None)],
                "text": in_words(&diagnosis.code),
            }),
        };
        let (status, display) = match diagnosis.is_signed_for {
            true => ("confirmed", "Confirmed"),
            false => ("unconfirmed", "Unconfirmed"),
        };
        Resource::new(
            name,
            json!({
                "meta": self.meta("us-core-condition-encounter-diagnosis", keeps),
                "clinicalStatus": clinical_status(diagnosis.standing),
                "verificationStatus": codes::of_hl7("condition-ver-status", status, display),
                "category": codes::encounter_diagnosis(),
                "code": code,
                "subject": self.to(self.patient_name()),
                "encounter": self.encounter_of(session),
                "recordedDate": session.front.start.map(|time| time.to_string()),
                "recorder": self.person(writer),
            }),
        )
    }
}

fn clinical_status(standing: Standing) -> Option<Value> {
    let (code, display) = match standing {
        Standing::Active => ("active", "Active"),
        Standing::Remission => ("remission", "Remission"),
        Standing::Unknown => return None,
    };
    Some(codes::of_hl7("condition-clinical", code, display))
}
