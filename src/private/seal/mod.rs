//! Bytes to sealed bytes and back: the only code that can open what age has sealed. It touches no disk.

pub mod identity;
pub mod memory;
pub mod open_note;
pub mod recipients;
