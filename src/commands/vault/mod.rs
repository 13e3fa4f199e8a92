//! The commands of the vault: one file each, its arguments and what it does, no parsing, no exit.

pub mod drafts;
pub mod edit;
pub mod keys;
pub mod list;
pub mod new;
pub mod rekey;
pub mod release;
pub mod releases;
pub mod search;
pub mod show;
pub mod verify;
