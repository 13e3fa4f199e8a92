//! A score as a resource. A note may hold very many, which say the same of whose they are, when they
//! were taken and by whom: that is put together once, and each is written from it.

use std::rc::Rc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::export::fhir_words::{Name, is_empty};

/// What all scores of one note say. What is null or empty is left out, as in [`super::Resource::new`].
#[derive(Debug)]
pub struct Common {
    /// The labels of the record.
    pub meta: Value,
    /// Whether the note is signed, in FHIR's words.
    pub status: &'static str,
    /// The category of a score.
    pub category: Value,
    /// The client.
    pub subject: Value,
    /// The session.
    pub encounter: Value,
    /// When the session began.
    pub effective: Value,
    /// Who wrote the note.
    pub performer: Value,
    /// The note.
    pub derived_from: Value,
}

/// One score.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Its name.
    pub name: Name,
    /// What it is a score of.
    pub code: Value,
    /// The score.
    pub score: i64,
    /// What it says besides.
    pub common: Rc<Common>,
}

impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let common = &*self.common;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("resourceType", self.name.kind.as_str())?;
        map.serialize_entry("id", &self.name.id)?;
        let before = [
            ("category", &common.category),
            ("code", &self.code),
            ("subject", &common.subject),
            ("encounter", &common.encounter),
            ("effectiveDateTime", &common.effective),
            ("performer", &common.performer),
        ];
        map.serialize_entry("meta", &common.meta)?;
        map.serialize_entry("status", common.status)?;
        for (key, value) in before.into_iter().filter(|(_, value)| !is_empty(value)) {
            map.serialize_entry(key, value)?;
        }
        // FHIR's integers have 32 bits; a number beyond them is told in words.
        match i32::try_from(self.score) {
            Ok(score) => map.serialize_entry("valueInteger", &score)?,
            Err(_) => map.serialize_entry("valueString", &self.score.to_string())?,
        }
        map.serialize_entry("derivedFrom", &common.derived_from)?;
        map.end()
    }
}
