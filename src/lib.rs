//! Progress notes and psychotherapy notes for therapists, over plain files.
//!
//! Modules are listed bottom-up; each may use only those above it. `docs/ARCHITECTURE.md` holds the
//! exact table; `tests/it/architecture.rs` reads it and proves that exporting cannot reach the vault.

#![forbid(unsafe_code)]

mod bug;
mod failure;
mod parallel;

mod git;
mod text;

mod domain;
mod fields;

mod disk;
mod page;

mod editor;
mod measure;
mod note;
mod output;
mod sealing;
mod wall;

mod authorization;

mod record;

mod export;
mod rules;

mod private;

mod commands;

pub mod cli;
