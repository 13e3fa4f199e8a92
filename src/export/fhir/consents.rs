//! An authorization of the client as a FHIR Consent: to release what, by whom, to whom, for what and until when.

use serde_json::{Value, json};

use crate::export::authorizations::{CareUse, ExportedAuthorization};
use crate::export::fhir::maker::{Maker, without_nulls};
use crate::export::fhir::words::{Kind, Name, Resource, codes, narrative, one_line};
use crate::text::is_same_name;

/// The system of this tool's ids of authorizations, a UUID of no meaning.
const AUTHORIZATION_IDS: &str = "urn:uuid:c2a97e14-58d0-4b3f-9d1e-70f6ab3825c4";

impl Maker<'_> {
    pub(super) fn consent_name(&self, authorization: &ExportedAuthorization) -> Name {
        self.name(Kind::Consent, &authorization.name)
    }

    pub(super) fn consent(&self, name: Name, told: &ExportedAuthorization) -> Resource {
        let client = &self.record.client;
        let facts = told.facts().into_iter().map(|(name, value)| format!("{name}: {value}"));
        let value = format!("{}/{}", client.id, told.name);
        let is_own = is_same_name(&told.signed_by, client.name);
        let performer = match is_own {
            true => self.to(self.patient_name()),
            false => json!({ "display": one_line(&told.signed_by) }),
        };
        let discloser = || json!({ "display": one_line(&told.discloser) });
        let mut documents = self.record.documents.iter();
        let is_paper = |name: String| told.paper.as_deref() == Some(&name);
        let paper = documents.find(|document| is_paper(document.id.name.to_string()));
        Resource::new(
            name,
            json!({
                "meta": self.bare_meta(),
                "text": narrative(&facts.collect::<Vec<_>>()),
                "identifier": [{ "system": AUTHORIZATION_IDS, "value": value }],
                "status": if told.holds { "active" } else { "inactive" },
                "scope": codes::of_hl7("consentscope", "patient-privacy", "Privacy Consent"),
                "category": codes::release_of_information(),
                "patient": self.to(self.patient_name()),
                "dateTime": told.signed_on.map(|day| day.to_string()),
                "performer": [performer],
                "organization": [self.practice().unwrap_or_else(discloser)],
                "sourceReference": paper.map(|paper| self.to(self.document_name(paper))),
                "policyRule": policy(told),
                "provision": provision(told),
            }),
        )
    }
}

/// Returns the rule that it was given under.
fn policy(told: &ExportedAuthorization) -> Value {
    match &told.other_law {
        None => codes::of_hl7("consentpolicycodes", "hipaa-auth", "HIPAA Authorization"),
        Some(law) => json!({ "text": one_line(law) }),
    }
}

/// Returns what is permitted.
fn provision(told: &ExportedAuthorization) -> Value {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let span = |start, end| {
        let span = without_nulls(json!({ "start": day(start), "end": day(end) }));
        span.as_object().is_some_and(|span| !span.is_empty()).then_some(span)
    };
    let uses = told.uses.iter().map(|found| {
        let (code, display) = match found {
            CareUse::Treatment => ("TREAT", "treatment"),
            CareUse::Payment => ("HPAYMT", "healthcare payment"),
            CareUse::Operations => ("HOPERAT", "healthcare operations"),
        };
        codes::coding(codes::ACT_REASON, code, Some(display))
    });
    // No code says all that a paper says of a purpose.
    let purpose = std::iter::once(json!({ "display": one_line(&told.purpose) })).chain(uses);
    // One that ends before it begins is no period (per-1).
    let ends_on = told.ends_on.filter(|end| told.signed_on.is_none_or(|start| start <= *end));
    without_nulls(json!({
        "type": "permit",
        "period": span(told.signed_on, ends_on),
        "actor": [{
            "role": codes::of_hl7("v3-ParticipationType", "IRCP", "information recipient"),
            "reference": { "display": one_line(&told.recipient) },
        }],
        "purpose": purpose.collect::<Vec<_>>(),
        "dataPeriod": span(told.sessions_from, told.sessions_until),
    }))
}
