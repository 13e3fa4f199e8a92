//! Progress notes and psychotherapy notes for therapists, over plain files.
//!
//! Modules are listed bottom-up; each may use only those above it. `docs/ARCHITECTURE.md` holds the
//! exact table; `tests/it/architecture.rs` reads it and proves that exporting cannot reach the vault.

mod failure;

mod domain;

mod codes;
mod fields;
mod lexicon;
mod likeness;

mod disk;
mod envelope;
mod note;

mod client;

mod chart;
mod seal;
mod vault;
mod wall;

mod editor;
mod export;
mod rules;

mod output;

mod commands;

pub mod cli;
