//! `casenotes hooks install`: git asks casenotes before and after, and merges as the record needs it.

use std::path::{Path, PathBuf};

use crate::disk::outside::{self, create_folders, write_new_program};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::clone::{HOOKS, install_merging};
use crate::record::chart::git::Git;
use crate::record::chart::server;

/// Let git check what is committed, merged and pushed, and merge without mixing two notes
///
/// Puts hooks into the chart's repository that ask casenotes before a commit, a merge and a push, and
/// after a merge or a rebase. Where there is one already, or another program manages the hooks, it prints
/// the line to add there. In the settings of the clone it says how git merges: section by section what is
/// one draft, and as a conflict everything else.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes hooks install")]
pub struct Args {
    /// Make a bare repository for a server, or close one: it takes nothing that removes or changes what
    /// was signed or logged
    #[arg(long, value_name = "DIR")]
    pub server: Option<PathBuf>,
}

/// How our own hook is known again.
const MARK: &str = "# Written by `casenotes hooks install`.";

/// Installs the hooks; `config` is the configuration that was named on the command line.
pub fn run(
    chart: &Chart,
    config: Option<&Path>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let git = Git::of(chart)?;
    let (folder, is_managed) = git.hooks()?;
    let config = config.map(|path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        format!("--config '{}' ", path.to_string_lossy().replace('\'', "'\\''"))
    });
    let config = config.unwrap_or_default();
    for (name, command) in HOOKS {
        install(&folder, name, &format!("casenotes {config}{command}"), is_managed, output)?;
    }
    if install_merging(chart, &git)? {
        output.status(
            "`.gitattributes` says now that no clone may mix two files of the record: commit it.",
        );
    }
    git.remember_paths()?;
    output.status("What is committed, merged and pushed is checked from now on.");
    Ok(Outcome::Done)
}

fn install(
    folder: &Path,
    name: &str,
    line: &str,
    is_managed: bool,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let hook = folder.join(name);
    let script = format!("#!/bin/sh\n{MARK}\nexec {line}\n");
    if let Some(bytes) = outside::read_if_there(&hook)? {
        let text = String::from_utf8_lossy(&bytes);
        let is_it = |present: &str| present.trim().trim_start_matches("exec ") == line;
        if text.lines().any(is_it) {
            output.status(format_args!("{} runs it already.", hook.display()));
            return Ok(());
        }
        output.status(format_args!(
            "There is a hook already, {}, which is left as it is. Add this line to it:",
            hook.display()
        ));
        output.data(&format!("{line}\n"))?;
        return Ok(());
    }
    if is_managed {
        output.status(format_args!(
            "Another program manages the hooks, in {}. Add this line to its {name} hook:",
            folder.display()
        ));
        output.data(&format!("{line}\n"))?;
        return Ok(());
    }
    create_folders(folder)?;
    write_new_program(&hook, script.as_bytes())?;
    output.data(&format!("{}\n", hook.display()))?;
    Ok(())
}

/// Makes or closes the repository of a server, where no chart and no configuration is needed.
pub fn serve(folder: &Path, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let made = server::close(folder)?;
    for (name, command) in server::HOOKS {
        let hook = made.join("hooks").join(name);
        let script = format!("#!/bin/sh\n{MARK}\nexec casenotes {command}\n");
        install_on_server(&hook, &script, output)?;
    }
    output.data(&format!("{}\n", made.display()))?;
    output.status(
        "It takes nothing that removes or changes what was signed or logged, and no history that was rewritten.",
    );
    Ok(Outcome::Done)
}

fn install_on_server(hook: &Path, script: &str, output: &mut Output<'_>) -> Result<(), Failure> {
    match outside::read_if_there(hook)? {
        None => Ok(write_new_program(hook, script.as_bytes())?),
        Some(there) if there == script.as_bytes() => Ok(()),
        Some(_) => {
            let line = script.lines().last().unwrap_or_default();
            output.status(format_args!(
                "There is a hook already, {}, which is left as it is. Add this line to it:",
                hook.display()
            ));
            Ok(output.data(&format!("{line}\n"))?)
        }
    }
}
