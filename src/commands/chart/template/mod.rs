//! `template`: what notes are made of and checked against.

use crate::commands::args::lazy::Lazy;

pub mod check;
pub mod copy;
pub mod list;
pub mod show;

/// Templates: what notes are made of and checked against
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes template show dap")]
pub enum Command {
    /// List the templates
    List(Lazy<list::Args>),
    /// Show a template
    Show(Lazy<show::Args>),
    /// Copy a template into the chart, where it wins over the built-in one
    Copy(Lazy<copy::Args>),
    /// Check the practice's own templates
    Check(Lazy<check::Args>),
}
