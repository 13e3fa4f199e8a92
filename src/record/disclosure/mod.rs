//! How the record leaves: on a basis of the law, decided note by note, with a trace.
//!
//! Pure: values in, values and texts out. Psychotherapy notes leave by
//! `private::release` alone.

pub mod accounting;
pub mod breach;
pub mod codes;
pub mod decision;
pub mod entry;
pub mod gate;
pub mod misfiled;
pub mod notice;
