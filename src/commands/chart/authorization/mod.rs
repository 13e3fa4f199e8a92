//! `authorization`: authorizations for the record.

use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;

pub mod add;
pub mod edit;
pub mod ending;
pub mod list;
pub mod occurred;
pub mod revoke;
pub mod show;

/// Authorizations for the record
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes authorization add c-7f3k")]
pub enum Command {
    /// File an authorization for the record
    Add(Committing<add::Args>),
    /// List authorizations for the record, and how each stands
    List(Lazy<list::Args>),
    /// Show an authorization for the record
    Show(Lazy<show::Args>),
    /// Name the signed paper of an authorization that is filed
    Edit(Committing<edit::Args>),
    /// Write down that the event occurred that ends an authorization
    Occurred(Committing<occurred::Args>),
    /// Write down that an authorization was revoked in writing
    Revoke(Committing<revoke::Args>),
}
