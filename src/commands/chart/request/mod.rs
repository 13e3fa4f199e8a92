//! `request`: what clients ask of the practice, in what time, and what was done about it.

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
pub enum Command {
    /// Write down what a client asks for
    Add(Lazy<add::Args>),
    /// List requests, how each stands and when it is due
    List(Lazy<list::Args>),
    /// Show a request with everything that was done about it
    Show(Lazy<show::Args>),
    /// Take more time, once
    Extend(Lazy<extend::Args>),
    /// Write down that it was done what was asked
    Close(Lazy<close::Args>),
    /// Deny a request in writing
    Deny(Lazy<deny::Args>),
    /// Write down how another professional reviewed a denial of access
    Review(Lazy<review::Args>),
    /// Accept an amendment
    Accept(Lazy<accept::Args>),
    /// File the client's statement of disagreement with a denied amendment
    Disagree(Lazy<disagree::Args>),
    /// File the practice's rebuttal of that statement
    Rebut(Lazy<rebut::Args>),
    /// Let a denied request and its denial go along with the note
    Include(Lazy<include::Args>),
}

impl Command {
    /// Returns what it does, in a word, if it is to commit what it writes.
    pub fn commits(&self) -> Option<&'static str> {
        match self {
            Self::Add(args) => args.commit.then_some("request add"),
            Self::Extend(args) => args.step.commit.then_some("request extend"),
            Self::Close(args) => args.step.commit.then_some("request close"),
            Self::Deny(args) => args.step.commit.then_some("request deny"),
            Self::Review(args) => args.step.commit.then_some("request review"),
            Self::Accept(args) => args.step.commit.then_some("request accept"),
            Self::Disagree(args) => args.step.commit.then_some("request disagree"),
            Self::Rebut(args) => args.step.commit.then_some("request rebut"),
            Self::Include(args) => args.step.commit.then_some("request include"),
            Self::List(_) | Self::Show(_) => None,
        }
    }
}
