//! What a person types: one file a subcommand.

pub mod chart;
pub mod init;
pub mod vault;
