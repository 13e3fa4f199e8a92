//! Completion of commands, of client ids and notes, and of keys, in the user's shell.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;

use crate::authorization::records;
use crate::cli::session::{Environment, Session};
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::fields::typed::suggestions;
use crate::note::compose;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::client;

/// The variable by which the shell asks for candidates.
pub const VARIABLE: &str = "COMPLETE";

/// Print a script that teaches your shell to complete
///
/// For bash, put `source <(casenotes completions bash)` into ~/.bashrc; for zsh, the same with zsh
/// into ~/.zshrc; for fish, `casenotes completions fish | source` into ~/.config/fish/config.fish.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell
    #[arg(value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

/// A shell that did not take its script.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the script for the shell")]
struct NoScript(#[source] std::io::Error);

impl Explain for NoScript {
    fn kind(&self) -> FailureKind {
        FailureKind::Internal
    }
}

/// Prints the script that teaches a shell to complete.
pub fn run(args: &Args, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let completer = shells.completer(&args.shell).expect("clap knows only shells that have one");
    completer
        .write_registration(VARIABLE, "casenotes", "casenotes", "casenotes", &mut script)
        .map_err(NoScript)?;
    output.record(&script)?;
    Ok(Outcome::Done)
}

/// Teaches the arguments that name clients and notes what there is, and `--set` the keys that it takes.
/// Never asks for a passphrase: ids are read from the names of folders and files alone.
pub fn with_candidates(mut command: Command) -> Command {
    // Until then the commands have no arguments to teach.
    command.build();
    let names = [
        "client",
        "clients",
        "more_clients",
        "all_drafts",
        "to",
        "into",
        "note",
        "notes",
        "what",
        "targets",
        "authorization",
        "settings",
    ];
    command.mut_subcommands(|command| {
        let family = command.get_name().to_owned();
        let inner = command.mut_subcommands(move |inner| teach(inner, &names, &family));
        teach(inner, &names, "")
    })
}

fn teach(command: Command, names: &[&str], family: &str) -> Command {
    let present: Vec<String> = command
        .get_arguments()
        .map(|arg| arg.get_id().to_string())
        .filter(|id| names.contains(&id.as_str()))
        .collect();
    present.into_iter().fold(command, |command, id| {
        let with_notes =
            matches!(id.as_str(), "note" | "notes" | "what" | "targets") && family != "vault";
        let settable: fn() -> Vec<String> = match family {
            "client" => || suggestions(client::KEYS),
            "authorization" => || suggestions(records::KEYS),
            _ => compose::suggestions,
        };
        let is_set = id == "settings";
        let found =
            move |typed: &str| if is_set { settable() } else { names_of(typed, with_notes) };
        let candidates = move |typed: &OsStr| {
            let typed = typed.to_str().unwrap_or_default();
            let found = found(typed).into_iter().filter(|name| name.starts_with(typed));
            found.map(CompletionCandidate::new).collect()
        };
        command.mut_arg(id, |arg| arg.add(ArgValueCompleter::new(candidates)))
    })
}

/// Returns clients, or the notes of the one that is typed.
fn names_of(typed: &str, with_notes: bool) -> Vec<String> {
    let found = || -> Result<Vec<String>, Failure> {
        let environment = Environment::read();
        let config: PathBuf = environment.config.clone();
        let chart: Chart = Session::open(&environment, &config)?.chart()?;
        match typed.split_once('/') {
            Some((client, _)) if with_notes => {
                let Ok(client) = client.parse() else { return Ok(Vec::new()) };
                let stems = chart.stems(&client)?;
                Ok(stems.iter().map(|stem| format!("{client}/{stem}")).collect())
            }
            _ => Ok(chart.clients()?.iter().map(ToString::to_string).collect()),
        }
    };
    // A shell in the middle of a line is no place for an error message.
    found().unwrap_or_default()
}
