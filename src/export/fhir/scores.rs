//! The scores of notes as FHIR Observations.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::domain::note_id::NoteId;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::observation::Common;
use crate::export::fhir::words::{codes, one_line};
use crate::export::treatment::start_of;
use crate::export::{ExportedNote, Signed};

/// What US Core makes of a score.
const PROFILE: &str = "us-core-observation-screening-assessment";

/// A note, and what all its scores say.
pub(super) type Scored<'r> = (&'r NoteId, Rc<Common>);

impl Maker<'_> {
    /// Returns what all scores of a note say, which was made for the score before if that was of the
    /// same note.
    pub(super) fn common<'s>(
        &self,
        session: &ExportedNote<'s>,
        last: &mut Option<Scored<'s>>,
    ) -> Rc<Common> {
        if let Some((_, common)) = last.as_ref().filter(|(of, _)| *of == session.id) {
            return Rc::clone(common);
        }
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
        *last = Some((session.id, Rc::clone(&common)));
        common
    }

    pub(super) fn code_of(&self, measure: &str) -> Value {
        let mut code = codes::measure(measure, self.record.measures.get(measure));
        code["text"] = json!(one_line(code["text"].as_str().unwrap_or(measure)));
        code
    }
}
