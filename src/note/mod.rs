//! The text of a progress note and of a template. Pure: no files, no clock; parsing never fails.

pub mod amendment;
pub mod compose;
pub mod front_matter;
pub mod guidance;
pub mod head;
pub mod lines;
pub mod marks;
pub mod progress_note;
pub mod sealed_note;
pub mod sections;
pub mod template;
