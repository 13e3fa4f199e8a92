//! `casenotes hooks install`: git asks casenotes before it commits.

use std::path::Path;

use crate::commands::args::lazy::Lazy;
use crate::disk::outside::{self, create_folders, write_new_program};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;

/// Work with git
#[derive(clap::Subcommand)]
pub enum Command {
    /// Let git check each commit of the chart
    Install(Lazy<Args>),
}

/// Let git check each commit of the chart
///
/// Puts a pre-commit hook into the chart's repository that runs `casenotes validate --staged`. Where
/// there is one already, or another program manages the hooks, it prints the line to add there.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// How our own hook is known again.
const MARK: &str = "# Written by `casenotes hooks install`.";

/// Installs the hook; `config` is the configuration that was named on the command line.
pub fn run(
    chart: &Chart,
    config: Option<&Path>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (folder, is_managed) = Git::of(chart)?.hooks()?;
    let config = config.map(|path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        format!("--config '{}' ", path.to_string_lossy().replace('\'', "'\\''"))
    });
    let line = format!("casenotes {}validate --staged", config.unwrap_or_default());
    let hook = folder.join("pre-commit");
    if let Some(text) = outside::read_if_there(&hook)? {
        let text = String::from_utf8_lossy(&text);
        if text.lines().any(|present| present.trim().trim_start_matches("exec ") == line) {
            output.status(format_args!("{} runs it already.", hook.display()));
            return Ok(Outcome::Done);
        }
        output.status(format_args!(
            "There is a hook already, {}, which is left as it is. Add this line to it:",
            hook.display()
        ));
        output.data(&format!("{line}\n"))?;
        return Ok(Outcome::Done);
    }
    if is_managed {
        output.status(format_args!(
            "Another program manages the hooks, in {}. Add this line to its pre-commit hook:",
            folder.display()
        ));
        output.data(&format!("{line}\n"))?;
        return Ok(Outcome::Done);
    }
    create_folders(&folder)?;
    write_new_program(&hook, format!("#!/bin/sh\n{MARK}\nexec {line}\n").as_bytes())?;
    output.data(&format!("{}\n", hook.display()))?;
    output.status("Each commit of the chart is checked from now on.");
    Ok(Outcome::Done)
}
