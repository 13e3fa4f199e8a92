//! Progress notes and psychotherapy notes for therapists, over plain files.
//!
//! Modules are listed bottom-up; each may use only those above it. `docs/ARCHITECTURE.md` holds the
//! exact table; `tests/it/architecture.rs` reads it and proves that exporting cannot reach the vault.

#![forbid(unsafe_code)]

mod failure;
mod parallel;

mod text;

mod domain;
mod fields;

mod disk;
mod page;

mod measure;
mod note;
mod output;
mod programs;
mod sealing;
mod wall;

mod law;

mod import;

mod record;

mod export;
mod rules;

mod guard;

mod private;

mod commands;

pub mod cli;
