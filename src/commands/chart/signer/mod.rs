//! `signer`: who may sign.

use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;

pub mod add;
pub mod end;
pub mod list;

/// Who may sign
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes signer list")]
pub enum Command {
    /// Enter a key in the list of those who may sign
    Add(Committing<add::Args>),
    /// List who may sign
    List(Lazy<list::Args>),
    /// Say from when on a person signs no more
    End(Committing<end::Args>),
}
