//! Progress notes and psychotherapy notes for therapists, over plain files.
//!
//! Modules are listed bottom-up; each may use only those above it. `docs/ARCHITECTURE.md` holds the
//! exact table; `tests/it/architecture.rs` reads it and proves that exporting cannot reach the vault.

#![forbid(unsafe_code)]

mod bug;
mod failure;

mod git;
mod text;

mod domain;

mod codes;
mod fields;
mod tokens;

mod lexicon;
mod likeness;

mod deidentify;
mod disk;
mod envelope;
mod fhir;
mod measure;
mod note;
mod page;
mod plot;
mod retention;
mod signature;

mod authorization;
mod client;
mod disclosure;
mod parcel;

mod parallel;

mod chart;
mod seal;
mod vault;
mod wall;

mod release;
mod unsealed;

mod editor;
mod export;
mod rules;

mod output;

mod couch;

mod commands;

pub mod cli;
