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
pub mod template_check;
pub mod template_copy;
pub mod template_list;
pub mod template_show;
pub mod thread;
pub mod validate;
pub mod validate_across;
pub mod validate_fix;
pub mod vault_edit;
pub mod vault_list;
pub mod vault_new;
pub mod vault_show;
