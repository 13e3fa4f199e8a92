//! `authorization`: authorizations for the record.

use crate::commands::args::lazy::Lazy;

pub mod add;
pub mod ending;
pub mod list;
pub mod occurred;
pub mod revoke;
pub mod show;

/// Authorizations for the record
#[derive(clap::Subcommand)]
pub enum Command {
    /// File an authorization for the record
    Add(Lazy<add::Args>),
    /// List authorizations for the record, and how each stands
    List(Lazy<list::Args>),
    /// Show an authorization for the record
    Show(Lazy<show::Args>),
    /// Write down that the event occurred that ends an authorization
    Occurred(Lazy<occurred::Args>),
    /// Write down that an authorization was revoked in writing
    Revoke(Lazy<revoke::Args>),
}

impl Command {
    /// Returns what it does, in a word, if it is to commit what it writes.
    pub fn commits(&self) -> Option<&'static str> {
        match self {
            Self::Add(args) => args.commit.then_some("authorization add"),
            Self::Occurred(args) => args.commit.then_some("authorization occurred"),
            Self::Revoke(args) => args.commit.then_some("authorization revoke"),
            Self::List(_) | Self::Show(_) => None,
        }
    }
}
