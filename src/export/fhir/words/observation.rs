//! A score as a resource. A note may hold very many, which say the same of whose they are, when they
//! were taken and by whom: that is put together once, and each is written from it.

use std::rc::Rc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::export::fhir::words::{Name, is_empty};

/// An element as it is written, once for all scores; what is null or empty is left out, as in
/// [`super::Resource::new`].
#[derive(Debug)]
pub struct Written(Option<Box<RawValue>>);

impl From<Value> for Written {
    fn from(value: Value) -> Self {
        // A value is JSON, and always written.
        Self(Some(value).filter(|value| !is_empty(value)).and_then(|it| to_raw_value(&it).ok()))
    }
}

/// What all scores of one note say.
#[derive(Debug)]
pub struct Common {
    /// The labels of the record.
    pub meta: Written,
    /// Whether the note is signed, in FHIR's words.
    pub status: &'static str,
    /// The category of a score.
    pub category: Written,
    /// The client.
    pub subject: Written,
    /// The session.
    pub encounter: Written,
    /// When the session began.
    pub effective: Written,
    /// Who wrote the note.
    pub performer: Written,
    /// The note.
    pub derived_from: Written,
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
        let written = |map: &mut S::SerializeMap, key, Written(value): &Written| match value {
            Some(value) => map.serialize_entry(key, value),
            None => Ok(()),
        };
        written(&mut map, "meta", &common.meta)?;
        map.serialize_entry("status", common.status)?;
        written(&mut map, "category", &common.category)?;
        map.serialize_entry("code", &self.code)?;
        written(&mut map, "subject", &common.subject)?;
        written(&mut map, "encounter", &common.encounter)?;
        written(&mut map, "effectiveDateTime", &common.effective)?;
        written(&mut map, "performer", &common.performer)?;
        // FHIR's integers have 32 bits; a number beyond them is told in words.
        match i32::try_from(self.score) {
            Ok(score) => map.serialize_entry("valueInteger", &score)?,
            Err(_) => map.serialize_entry("valueString", &self.score.to_string())?,
        }
        written(&mut map, "derivedFrom", &common.derived_from)?;
        map.end()
    }
}
