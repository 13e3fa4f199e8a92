//! `casenotes hooks`: what git asks casenotes before it commits, merges and pushes, and after.

use crate::commands::args::lazy::Lazy;

pub mod install;
pub mod run;

/// Work with git
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes hooks install")]
pub enum Command {
    /// Let git check what is committed, merged and pushed, and merge without mixing two notes
    Install(Lazy<install::Args>),
    /// What a hook runs
    #[command(hide = true)]
    Run(Lazy<run::Args>),
}
