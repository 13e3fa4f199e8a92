//! `request`: what clients ask of the practice, in what time, and what was done about it.

use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;

pub mod accept;
pub mod add;
pub mod close;
pub mod deny;
pub mod disagree;
pub mod extend;
pub mod include;
pub mod list;
pub mod rebut;
pub mod review;
pub mod show;
pub mod steps;

/// Requests of clients: access, amendment, accounting
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes request add c-7f3k access")]
pub enum Command {
    /// Write down what a client asks for
    Add(Committing<add::Args>),
    /// List requests, how each stands and when it is due
    List(Lazy<list::Args>),
    /// Show a request with everything that was done about it
    Show(Lazy<show::Args>),
    /// Take more time, once
    Extend(Committing<extend::Args>),
    /// Write down that it was done what was asked
    Close(Committing<close::Args>),
    /// Deny a request in writing
    Deny(Committing<deny::Args>),
    /// Write down how another professional reviewed a denial of access
    Review(Committing<review::Args>),
    /// Accept an amendment
    Accept(Committing<accept::Args>),
    /// File the client's statement of disagreement with a denied amendment
    Disagree(Committing<disagree::Args>),
    /// File the practice's rebuttal of that statement
    Rebut(Committing<rebut::Args>),
    /// Let a denied request and its denial go along with the note
    Include(Committing<include::Args>),
}
