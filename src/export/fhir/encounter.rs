//! A session as a FHIR Encounter. Two notes of one session are of one encounter.

use serde_json::json;

use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::export::ExportedNote;
use crate::export::fhir::maker::{Maker, distinct, period};
use crate::export::fhir::words::codes::{self, TELEHEALTH};
use crate::export::fhir::words::{Name, Resource, code};
use crate::note::front_matter::FrontMatter;

impl Maker<'_> {
    pub(super) fn encounter(&self, name: Name, start: &str) -> Resource {
        let notes = &self.sessions[start];
        let fronts = || notes.iter().map(|session| session.front);
        let services: Vec<String> =
            distinct(fronts().flat_map(|front| front.service.iter()).filter_map(|text| code(text)));
        let diagnoses = distinct(
            fronts().flat_map(|front| front.diagnoses.iter()).filter_map(|text| code(text)),
        );
        let authors = distinct(fronts().filter_map(|front| front.writer()));
        let end = fronts().filter_map(|front| front.end).max();
        Resource::new(
            name,
            json!({
                "meta": self.meta("us-core-encounter", self.keep_encounter(notes)),
                "status": status_of(notes, self.record.cover.at),
                "class": codes::encounter_class(fronts().any(is_at_a_distance)),
                "type": services
                    .iter()
                    .map(|code| json!({ "coding": [codes::coding(codes::CPT, code, None)] }))
                    .collect::<Vec<_>>(),
                "subject": self.to(self.patient_name()),
                "participant": authors
                    .iter()
                    .filter_map(|line| Some(json!({ "individual": self.person(Some(line))? })))
                    .collect::<Vec<_>>(),
                "period": period(notes[0].front.start, end),
                "diagnosis": diagnoses
                    .iter()
                    .map(|code| json!({ "condition": self.to(self.condition_name(code)) }))
                    .collect::<Vec<_>>(),
                "serviceProvider": self.practice(),
            }),
        )
    }
}

/// Returns how far a session is, by its notes and the clock (FHIR R4, EncounterStatus): one that did
/// not take place is cancelled, one whose end nobody has written down is unknown.
fn status_of(notes: &[&ExportedNote<'_>], now: Option<SessionTime>) -> &'static str {
    let held = || notes.iter().filter(|note| note.kind != Some(RecordKind::NoShow));
    if held().next().is_none() {
        return "cancelled";
    }
    let start = held().find_map(|note| note.front.start);
    let end = held().filter_map(|note| note.front.end).max();
    let is_later = |time: Option<SessionTime>| time.zip(now).is_some_and(|(time, now)| now < time);
    match end {
        _ if is_later(start) => "planned",
        None => "unknown",
        end if is_later(end) => "in-progress",
        _ => "finished",
    }
}

/// Tells whether a session took place at a distance, by what it says of telehealth or by its place.
fn is_at_a_distance(front: &FrontMatter<'_>) -> bool {
    front.telehealth.is_some()
        || front.place.as_deref().is_some_and(|place| TELEHEALTH.contains(&place))
}
