//! What a person types: one file a subcommand.

pub mod chart;
pub mod form;
pub mod init;
pub mod lazy;
pub mod leaving;
pub mod vault;
