//! The commands of the vault: one file each, its arguments and what it does, no parsing, no exit.

use crate::commands::args::lazy::Lazy;
use crate::domain::client_id::ClientId;

pub mod drafts;
pub mod edit;
pub mod import;
pub mod init;
pub mod keys;
pub mod list;
pub mod move_note;
pub mod new;
pub mod notice;
pub mod rekey;
pub mod release;
pub mod releases;
pub mod remove;
pub mod revoke;
pub mod search;
pub mod show;
pub mod suspend;
pub mod sync;
pub mod verify;

/// Psychotherapy notes: yours alone, sealed, never exported
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes vault new mul
  casenotes vault list")]
pub enum Command {
    /// Make a vault for this configuration, or this device's copy of one
    Init(Lazy<init::Args>),
    /// Write a psychotherapy note
    New(Lazy<new::Args>),
    /// Seal private notes that were kept elsewhere
    Import(Lazy<import::Args>),
    /// Change a psychotherapy note
    Edit(Lazy<edit::Args>),
    /// Show a psychotherapy note
    Show(Lazy<show::Args>),
    /// List psychotherapy notes; opens none
    List(Lazy<list::Args>),
    /// Search psychotherapy notes
    Search(Lazy<search::Args>),
    /// Open every note in memory and report what is wrong
    Verify(Lazy<verify::Args>),
    /// List, restore or remove texts that could not be filed
    Drafts(Lazy<drafts::Args>),
    /// Whom notes are sealed to, and your passphrase
    #[command(subcommand)]
    Keys(Lazy<keys::Command>),
    /// Seal everything to today's recipients
    Rekey(Lazy<rekey::Args>),
    /// Make one of two copies of the vault, such as this machine's and a stick's
    Sync(Lazy<sync::Args>),
    /// Move a psychotherapy note that was filed with the wrong client
    Move(Lazy<move_note::Args>),
    /// Remove a psychotherapy note for good, and keep that it was removed
    Remove(Lazy<remove::Args>),
    /// Release psychotherapy notes on a legal ground
    Release(Box<Lazy<release::Args>>),
    /// Write down that an authorization for psychotherapy notes was revoked in writing
    Revoke(Lazy<revoke::Args>),
    /// Keep a release out of the accounting at the word of an agency
    Suspend(Lazy<suspend::Args>),
    /// List the releases of psychotherapy notes
    Releases(Lazy<releases::Args>),
}

impl Command {
    /// Tells whether it is about what leaves, and so names the law of the practice.
    pub fn is_of_releases(&self) -> bool {
        matches!(self, Self::Release(_) | Self::Releases(_) | Self::Revoke(_) | Self::Suspend(_))
    }

    /// Tells whether it seals texts, or changes to whom they are sealed.
    pub fn seals(&self) -> bool {
        match self {
            Self::New(_)
            | Self::Import(_)
            | Self::Edit(_)
            | Self::Rekey(_)
            | Self::Release(_)
            | Self::Revoke(_)
            | Self::Suspend(_)
            | Self::Move(_)
            | Self::Remove(_) => true,
            Self::Drafts(args) => args.seals(),
            Self::Keys(Lazy(command)) => {
                matches!(command, keys::Command::Add(_) | keys::Command::Remove(_))
            }
            _ => false,
        }
    }

    /// Returns the clients whose files alone it is to look at.
    pub fn clients(&self) -> &[ClientId] {
        match self {
            Self::List(args) => args.client.as_slice(),
            Self::Search(args) => args.client.as_slice(),
            Self::Releases(args) => args.client.as_slice(),
            Self::Verify(args) => &args.clients,
            Self::Rekey(args) => &args.clients,
            _ => &[],
        }
    }
}
