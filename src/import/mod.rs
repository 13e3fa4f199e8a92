//! What comes from elsewhere: texts of other programs, whose they are and of which day, and the plan that says
//! what each was taken for. Pure: bytes and paths in, a plan out.

pub mod archive_plan;
mod ccda;
pub mod dates;
pub mod decode;
pub mod fhir;
mod front;
mod labels;
pub mod left;
mod markup;
pub mod matching;
mod names;
pub mod parts;
mod plain;
pub mod plan;
mod plan_text;
pub mod reading;
pub mod table;
pub mod within;
pub mod zipped;

/// Tells whether two names are of one person, in whatever order they are written.
pub fn names_are_one(a: &str, b: &str) -> bool {
    names::key(a) == names::key(b)
}
