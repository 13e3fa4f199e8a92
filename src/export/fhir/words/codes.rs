//! Codes and their systems: kinds of documents as US Core 8.0.0, the C-CDA value set
//! ProgressNoteDocumentTypeCode and the US Behavioral Health Profiles have them, labels as HL7's code
//! systems v3-Confidentiality and v3-ActCode define them.

use serde_json::{Value, json};

use crate::measure::{ITEM_9, Measure};

/// The system of identifiers that are URIs themselves.
pub const URI: &str = "urn:ietf:rfc:3986";
/// LOINC.
pub const LOINC: &str = "http://loinc.org";
/// Procedure codes of the American Medical Association.
pub const CPT: &str = "http://www.ama-assn.org/go/cpt";
/// ICD-10-CM.
pub const ICD_10_CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
/// National Provider Identifiers (45 CFR 162.406).
pub const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
/// What an act is: class of an encounter, sensitivity of a record.
const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// Why an act is done.
pub const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
/// How confidential a record is.
const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

/// Places of service where the client is elsewhere: 02 not at home, 10 at home (CMS, place of service
/// codes since 2022).
pub const TELEHEALTH: [&str; 2] = ["02", "10"];

/// Returns one code of a system.
pub fn coding(system: &str, code: &str, display: Option<&str>) -> Value {
    match display {
        Some(display) => json!({ "system": system, "code": code, "display": display }),
        None => json!({ "system": system, "code": code }),
    }
}

/// Returns the labels of a record: restricted, whose definition names mental health, and its
/// sensitivity; a record under 42 CFR Part 2 says so as well.
pub fn labels(is_part_2: bool) -> Value {
    let mut labels = vec![
        coding(CONFIDENTIALITY, "R", Some("restricted")),
        coding(ACT_CODE, "MH", Some("mental health information sensitivity")),
    ];
    if is_part_2 {
        labels.push(coding(ACT_CODE, "42CFRPart2", None));
    }
    Value::Array(labels)
}

/// Returns the labels of one note; here each is a concept, not a coding.
pub fn concepts(labels: &Value) -> Value {
    let codings = labels.as_array().into_iter().flatten();
    Value::Array(codings.map(|coding| json!({ "coding": [coding] })).collect())
}

/// What a document is, in LOINC: each with the code of mental health first, where there is one, and
/// that of any practice behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentType {
    /// The note of a session.
    Progress,
    /// A first evaluation.
    History,
    /// An assessment of risk.
    Risk,
    /// A plan, or the review of one.
    Plan,
    /// The summary at the end.
    Discharge,
    /// Anything else.
    Note,
}

impl DocumentType {
    /// Returns it as a concept.
    pub fn concept(self) -> Value {
        let codes: &[(&str, Option<&str>)] = match self {
            Self::Progress => &[
                ("34904-3", Some("Mental health Progress note")),
                ("11506-3", Some("Progress note")),
            ],
            Self::History => &[("78306-8", None), ("34117-2", None)],
            Self::Risk => &[("75492-9", Some("Risk assessment and screening note"))],
            Self::Plan => &[("18776-5", Some("Plan of care note"))],
            Self::Discharge => &[("78263-1", None), ("18842-5", Some("Discharge summary"))],
            Self::Note => &[("34109-9", Some("Note"))],
        };
        let codings: Vec<Value> =
            codes.iter().map(|(code, display)| coding(LOINC, code, *display)).collect();
        json!({ "coding": codings })
    }
}

/// Returns the category that US Core asks of every clinical note.
pub fn note_category() -> Value {
    let system = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
    json!([{ "coding": [coding(system, "clinical-note", Some("Clinical Note"))] }])
}

/// Returns the category of an authorization: a consent to release information.
pub fn release_of_information() -> Value {
    json!([{ "coding": [coding(LOINC, "64292-6", Some("Release of information consent"))] }])
}

/// Returns the category of a score.
pub fn survey() -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/observation-category";
    json!([{ "coding": [coding(system, "survey", Some("Survey"))] }])
}

/// Returns the category of a diagnosis that a session was about.
pub fn encounter_diagnosis() -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/condition-category";
    json!([{ "coding": [coding(system, "encounter-diagnosis", Some("Encounter Diagnosis"))] }])
}

/// Returns the LOINC code of a measure's total, if it has one.
pub fn total(known: Option<&Measure>) -> Option<&str> {
    known.and_then(|it| it.instrument.as_ref()?.total_code.as_deref())
}

/// Returns what a score is a score of: by the LOINC code of the measure's total, if it has one, and its title.
pub fn measure(name: &str, known: Option<&Measure>) -> Value {
    if name == ITEM_9 {
        return json!({ "text": "PHQ-9 item 9" });
    }
    match (total(known), known) {
        (Some(code), Some(known)) => json!({
            "coding": [coding(LOINC, code, None)],
            "text": format!("{} total score", known.title),
        }),
        (_, known) => json!({ "text": known.map_or(name, |known| &known.title) }),
    }
}

/// Returns the class of a session.
pub fn encounter_class(is_at_a_distance: bool) -> Value {
    match is_at_a_distance {
        true => coding(ACT_CODE, "VR", Some("virtual")),
        false => coding(ACT_CODE, "AMB", Some("ambulatory")),
    }
}

/// Returns a code of HL7's own terminology as a concept.
pub fn of_hl7(system: &str, code: &str, display: &str) -> Value {
    let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
    json!({ "coding": [coding(&system, code, Some(display))] })
}
