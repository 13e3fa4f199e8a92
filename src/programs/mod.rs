//! Other programs: the only code that starts any.

pub mod editor;
pub mod git;
pub mod pager;
pub mod passphrase;
pub mod secret_store;
pub mod sftp;
pub mod ssh_keygen;
pub mod viewer;
