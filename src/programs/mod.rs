//! Other programs: the only code that starts any, but for the command that gives a passphrase.

pub mod editor;
pub mod git;
