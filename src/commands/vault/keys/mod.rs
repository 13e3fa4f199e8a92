//! `vault keys`: whom notes are sealed to.

use crate::commands::args::lazy::Lazy;

pub mod accept;
pub mod add;
pub mod list;
pub mod passphrase;
pub mod remove;

/// Whom notes are sealed to, and your passphrase
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes vault keys list")]
pub enum Command {
    /// List the recipients that notes are sealed to
    List(Lazy<list::Args>),
    /// Add a recipient: a device, or a key on paper
    Add(Lazy<add::Args>),
    /// Agree to a list of recipients that another device or person has changed
    Accept(Lazy<accept::Args>),
    /// Remove a recipient
    Remove(Lazy<remove::Args>),
    /// Change the passphrase of an identity
    Passphrase(Lazy<passphrase::Args>),
}
