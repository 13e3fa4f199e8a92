//! `signer`: who may sign.

use crate::commands::args::lazy::Lazy;

pub mod add;
pub mod end;
pub mod list;

/// Who may sign
#[derive(clap::Subcommand)]
pub enum Command {
    /// Enter a key in the list of those who may sign
    Add(Lazy<add::Args>),
    /// List who may sign
    List(Lazy<list::Args>),
    /// Say from when on a person signs no more
    End(Lazy<end::Args>),
}

impl Command {
    /// Returns what it does, in a word, if it is to commit what it writes.
    pub fn commits(&self) -> Option<&'static str> {
        match self {
            Self::Add(args) => args.commit.then_some("signer add"),
            Self::End(args) => args.commit.then_some("signer end"),
            Self::List(_) => None,
        }
    }
}
