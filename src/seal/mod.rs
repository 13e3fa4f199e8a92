//! Bytes to sealed bytes and back: the only code that names the age crate. It touches no disk.

pub mod identity;
pub mod open_note;
pub mod recipients;
