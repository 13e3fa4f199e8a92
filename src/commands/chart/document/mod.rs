//! `document`: what came on paper or as a file and belongs to the record.

use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;

pub mod add;
pub mod amend;
pub mod discard;
pub mod list;
pub mod move_document;
pub mod open;
pub mod restore;
pub mod show;

/// Documents: what came on paper or as a file and belongs to the record
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes document add c-7f3k letter.pdf --kind letter
  casenotes document list c-7f3k")]
pub enum Command {
    /// File documents with a client, byte for byte
    Add(Committing<add::Args>),
    /// List documents
    List(Lazy<list::Args>),
    /// Show what is said of a document, or its bytes
    Show(Lazy<show::Args>),
    /// File another document in the place of one, with a reason; both stay
    Amend(Committing<amend::Args>),
    /// Move a document that was filed with the wrong client
    Move(Committing<move_document::Args>),
    /// Put a document away that was filed by mistake
    Discard(Committing<discard::Args>),
    /// Take a document back that was discarded
    Restore(Committing<restore::Args>),
    /// Open a document in the program that shows its sort
    Open(Lazy<open::Args>),
}
