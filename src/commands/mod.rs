//! One file for each subcommand: its arguments and what it does, no parsing, no exit.

pub mod client_add;
pub mod client_close;
pub mod client_edit;
pub mod client_list;
pub mod client_show;
pub mod edit;
pub mod export;
pub mod init;
pub mod list;
pub mod new;
pub mod show;
pub mod validate;
pub mod vault_drafts;
pub mod vault_edit;
pub mod vault_keys_add;
pub mod vault_keys_list;
pub mod vault_keys_passphrase;
pub mod vault_keys_remove;
pub mod vault_list;
pub mod vault_new;
pub mod vault_rekey;
pub mod vault_release;
pub mod vault_releases;
pub mod vault_search;
pub mod vault_show;
pub mod vault_verify;
