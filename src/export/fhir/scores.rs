//! The scores of notes as FHIR Observations.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::observation::{Common, Observation};
use crate::export::fhir::words::{Name, Resource, codes, one_line};
use crate::export::treatment::start_of;
use crate::export::{ExportedNote, Signed};

/// What US Core makes of a score.
const PROFILE: &str = "us-core-observation-screening-assessment";

impl Maker<'_> {
    /// Returns the scores of a note.
    pub(super) fn scores(&self, names: &[Name], session: &ExportedNote<'_>) -> Vec<Resource> {
        let common = Rc::new(Common {
            meta: self.meta(PROFILE, self.keeps_note(session, session.front.writer())).into(),
            status: if session.signed == Signed::Yes { "final" } else { "preliminary" },
            category: codes::survey().into(),
            subject: self.to(self.patient_name()).into(),
            encounter: json!(self.encounter_of(session)).into(),
            effective: json!(start_of(session)).into(),
            performer: json!(self.authors(session.front.writer())).into(),
            derived_from: json!([self.to(self.note_name(session))]).into(),
        });
        let scores = names.iter().zip(&session.front.measures);
        let made = scores.map(|(name, (measure, score))| {
            let (code, common) = (self.code_of(measure), Rc::clone(&common));
            Observation { name: *name, code, score: *score, common }.into()
        });
        made.collect()
    }

    pub(super) fn code_of(&self, measure: &str) -> Value {
        let mut code = codes::measure(measure, self.record.measures.get(measure));
        code["text"] = json!(one_line(code["text"].as_str().unwrap_or(measure)));
        code
    }
}
