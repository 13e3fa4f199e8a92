//! The commands of the chart: one file each, its arguments and what it does, no parsing, no exit.

pub mod amend;
pub mod authorization;
pub mod client;
pub mod cosign;
pub mod deidentify;
pub mod disclosures;
pub mod edit;
pub mod export;
pub mod history;
pub mod hooks;
pub mod list;
pub mod measures;
pub mod merge_file;
pub mod move_note;
pub mod new;
pub mod request;
pub mod retention;
pub mod rules;
pub mod search;
pub mod show;
pub mod sign;
pub mod signer;
pub mod template;
pub mod thread;
pub mod todo;
pub mod validate;
