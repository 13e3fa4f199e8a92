//! Which resources claim a profile of US Core 9.0.0: those that have all that it asks of them, and that name no
//! resource which has not. A claim that does not hold would mislead the program that relies on it.

use serde_json::{Value, json};

use crate::export::ExportedNote;
use crate::export::fhir::maker::Maker;
use crate::export::fhir::words::code;
use crate::export::treatment::start_of;

/// Where the definitions are.
const BASE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/";

impl Maker<'_> {
    /// Returns what is said of a resource as such: the profile that it claims, if it keeps it, and how confidential
    /// it is.
    pub(super) fn meta(&self, profile: &str, is_kept: bool) -> Value {
        match is_kept {
            true => json!({ "profile": [format!("{BASE}{profile}")], "security": self.labels }),
            false => self.bare_meta(),
        }
    }

    /// Returns what is said of a resource that claims no profile.
    pub(super) fn bare_meta(&self) -> Value {
        json!({ "security": self.labels })
    }

    /// A part of the name must be there by itself (us-core-6).
    pub(super) fn keeps_patient(&self) -> bool {
        let fields = &self.record.client.fields;
        fields.given_name.is_some() || fields.family_name.is_some()
    }

    /// An identifier and the family name must be there; who is not named at all breaks nothing.
    pub(super) fn keep_practitioner<'l>(&self, lines: impl IntoIterator<Item = &'l str>) -> bool {
        let letterhead = &self.record.dress.letterhead;
        let mut known = lines.into_iter().map(|line| letterhead.clinician(line));
        known.all(|known| known.is_some_and(|it| it.npi.is_some() && it.family_name.is_some()))
    }

    /// Tells whether the session of a note, if it has one, has a type, and names nobody who keeps no profile.
    pub(super) fn keeps_encounter(&self, session: &ExportedNote<'_>) -> bool {
        self.sessions.get(&start_of(session)).is_none_or(|notes| self.keep_encounter(notes))
    }

    pub(super) fn keep_encounter(&self, notes: &[&ExportedNote<'_>]) -> bool {
        let fronts = || notes.iter().map(|session| session.front);
        self.keeps_patient()
            && fronts().any(|front| front.service.iter().any(|text| code(text).is_some()))
            && self.keep_practitioner(fronts().filter_map(|front| front.writer()))
    }

    /// Tells whether a document of a note keeps its profile; of who wrote it, `author` is the line.
    pub(super) fn keeps_note(&self, session: &ExportedNote<'_>, author: Option<&str>) -> bool {
        self.keeps_patient() && self.keep_practitioner(author) && self.keeps_encounter(session)
    }
}
