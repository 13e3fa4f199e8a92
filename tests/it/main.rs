//! All integration tests, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    clippy::missing_docs_in_private_items,
    reason = "a test may panic and write as it likes"
)]

mod access;
mod accounting;
mod amend;
mod architecture;
mod archive;
mod broken_sources;
mod calendar;
mod canary;
mod ccda;
mod cctv;
mod client;
mod clinical;
mod closed_output;
mod commands;
mod concurrency;
mod corpus;
mod custodian;
mod day;
mod deidentify;
mod demo;
mod discard;
mod disclosure;
mod doctor;
mod document;
mod document_exports;
mod document_mistakes;
mod documents;
mod edit;
mod errors;
mod export;
#[cfg(feature = "interop")]
mod faults;
#[cfg(feature = "interop")]
mod faults_archive;
#[cfg(feature = "interop")]
mod faults_documents;
#[cfg(feature = "interop")]
mod faults_import;
mod features;
mod fhir;
mod fhir_care;
mod fhir_consent;
mod fhir_round;
mod forms;
mod git;
mod git_surroundings;
mod golden;
mod group;
mod group_documents;
mod group_versions;
mod growth;
mod handover;
mod identifiers;
mod import;
mod init;
#[cfg(feature = "interop")]
mod instructions;
#[cfg(feature = "interop")]
mod interop;
#[cfg(feature = "interop")]
mod interop_archive;
#[cfg(feature = "interop")]
mod interop_group;
#[cfg(feature = "interop")]
mod interop_signing;
mod language;
mod law;
mod leaving;
mod limits;
mod links;
mod list;
mod measure;
mod measures;
mod merging;
mod moving;
mod new;
#[cfg(feature = "interop")]
mod pages;
#[cfg(feature = "pdf")]
mod pdf;
mod people;
mod pictures;
#[cfg(all(feature = "interop", feature = "plugin"))]
mod plugin;
mod practice;
mod questionnaire_exports;
mod questionnaire_mistakes;
mod readers;
mod regimes;
mod request;
mod retention;
mod rules;
mod screen;
mod scripts;
mod search;
mod settings;
mod shells;
mod sign;
mod slips;
mod sources;
mod template;
// Its editors work on Linux's memory file system.
#[cfg(target_os = "linux")]
mod terminal;
mod tidy;
mod todo;
mod transcripts;
mod validate;
mod vault;
mod vault_copies;
mod vault_edges;
mod vault_import;
mod vault_keys;
mod vault_recipients;
mod vault_release;
mod vault_search;
mod vault_sync;
mod wall;

#[test]
fn no_file_beside_this_one_is_forgotten() {
    let main = include_str!("main.rs");
    for entry in std::fs::read_dir("tests/it").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs") else { continue };
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name}");
    }
}
