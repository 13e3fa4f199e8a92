//! The arguments that commands share, and how any are described only when they are needed.

pub mod access;
pub mod clients;
pub mod committing;
pub mod drafts;
pub mod form;
pub mod lazy;
pub mod leftover;
pub mod pattern;
pub mod suspension;
