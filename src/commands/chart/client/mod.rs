//! `client`: the people.

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
pub enum Command {
    /// Add a client
    Add(Lazy<add::Args>),
    /// List the clients
    List(Lazy<list::Args>),
    /// Show what is known of a client
    Show(Lazy<show::Args>),
    /// Change a client's data
    Edit(Lazy<edit::Args>),
    /// Say whose client somebody is
    Assign(Lazy<assign::Args>),
    /// Write down who stands for a client
    Represent(Lazy<represent::Args>),
    /// Close a client's record; nothing is removed
    Close(Lazy<close::Args>),
    /// Reopen a client's record, when the client comes back or it was closed by mistake
    Reopen(Lazy<reopen::Args>),
    /// Move the record of a client who was entered twice to the other entry
    Merge(Lazy<merge::Args>),
}

impl Command {
    /// Returns what it does, in a word, if it is to commit what it writes.
    pub fn commits(&self) -> Option<&'static str> {
        match self {
            Self::Add(args) => args.commit.then_some("client add"),
            Self::Edit(args) => args.commit.then_some("client edit"),
            Self::Assign(args) => args.commit.then_some("client assign"),
            Self::Represent(args) => args.commit.then_some("client represent"),
            Self::Close(args) => args.commit.then_some("client close"),
            Self::Reopen(args) => args.commit.then_some("client reopen"),
            Self::Merge(args) => args.commit.then_some("client merge"),
            Self::List(_) | Self::Show(_) => None,
        }
    }
}
