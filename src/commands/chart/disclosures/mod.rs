//! `disclosures`: the log of what left, the accounting of it, and entries for what no export made.

use crate::commands::args::committing::Committing;

pub mod add;
pub mod assess;
pub mod list;
pub mod suspend;

/// List what left of a client's record, and account for it
///
/// With `--accountable`, those disclosures of the last six years that 45 CFR 164.528 asks to be
/// accounted for. Releases of psychotherapy notes are in the vault's own log: `vault releases`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// What is done to the log, if it is not listed.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What is listed.
    #[command(flatten)]
    pub list: list::Args,
}

/// What is done to the log by hand.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Write down what left in another way than by an export
    Add(Box<Committing<add::Args>>),
    /// Write down how an impermissible disclosure was assessed
    Assess(Committing<assess::Args>),
    /// Keep a disclosure out of the accounting at the word of an agency
    Suspend(Committing<suspend::Args>),
}
