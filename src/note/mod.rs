//! The text of a progress note and of a template. Pure: no files, no clock; parsing never fails.

pub mod amendment;
pub mod compose;
pub mod convert;
pub mod found_lines;
pub mod front_matter;
pub mod guidance;
pub mod head;
pub mod heading_set;
pub mod headings;
pub mod imported;
pub mod key;
pub mod marks;
pub mod plan;
pub mod progress_note;
pub mod record;
pub mod sealed_note;
pub mod sections;
pub mod signs;
pub mod template;
pub mod titles;
pub mod treatment;
mod words;
