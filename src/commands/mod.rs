//! What a person types: one file a subcommand.

pub mod args;
pub mod chart;
pub mod init;
pub mod leaving;
pub mod vault;
