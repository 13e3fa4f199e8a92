//! One file for each subcommand: its arguments and what it does, no parsing, no exit.

pub mod amend;
pub mod client_add;
pub mod client_close;
pub mod client_edit;
pub mod client_list;
pub mod client_show;
pub mod cosign;
pub mod edit;
pub mod export;
pub mod history;
pub mod hooks_install;
pub mod init;
pub mod list;
pub mod new;
pub mod show;
pub mod sign;
pub mod signatures;
pub mod signer_add;
pub mod signer_end;
pub mod signer_list;
pub mod validate;
pub mod validate_staged;
pub mod vault_edit;
pub mod vault_list;
pub mod vault_new;
pub mod vault_show;
