//! `client`: the people.

use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;

pub mod add;
pub mod assign;
pub mod close;
pub mod edit;
pub mod list;
pub mod merge;
pub mod reopen;
pub mod represent;
pub mod show;

/// The people
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes client add --name 'Ana Muller'
  casenotes client list mul")]
pub enum Command {
    /// Add a client
    Add(Committing<add::Args>),
    /// List the clients
    List(Lazy<list::Args>),
    /// Show what is known of a client
    Show(Lazy<show::Args>),
    /// Change a client's data
    Edit(Committing<edit::Args>),
    /// Say whose client somebody is
    Assign(Committing<assign::Args>),
    /// Write down who stands for a client
    Represent(Committing<represent::Args>),
    /// Close a client's record; nothing is removed
    Close(Committing<close::Args>),
    /// Reopen a client's record, when the client comes back or it was closed by mistake
    Reopen(Committing<reopen::Args>),
    /// Move the record of a client who was entered twice to the other entry
    Merge(Committing<merge::Args>),
}
