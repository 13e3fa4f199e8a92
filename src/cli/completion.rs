//! Completion in the user's shell: the script that asks for it, and which argument takes what.

use std::ffi::OsStr;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;

use crate::cli::session::{Environment, Session};
use crate::commands::chart::candidates::{Place, candidates};
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;

/// The variable by which the shell asks for candidates.
pub const VARIABLE: &str = "COMPLETE";

/// Print a script that teaches your shell to complete
///
/// For bash, put `source <(casenotes completions bash)` into ~/.bashrc; for zsh, the same with zsh
/// into ~/.zshrc; for fish, `casenotes completions fish | source` into ~/.config/fish/config.fish.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes completions zsh")]
pub struct Args {
    /// Which shell
    #[arg(value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

/// Puts together what bash takes apart at an equal sign (`COMP_WORDBREAKS`), and answers with what stands
/// behind it, because bash puts that in the place of the last piece alone.
const BASH_WHOLE_WORDS: &str = r#"
_casenotes_whole_words() {
    local joined=() index=0 at word
    for at in "${!COMP_WORDS[@]}"; do
        word=${COMP_WORDS[at]}
        if (( at > 1 )) && [[ $word == = || ${COMP_WORDS[at-1]} == = ]]; then
            joined[${#joined[@]}-1]+=$word
        else
            joined+=("$word")
        fi
        (( at == COMP_CWORD )) && index=$(( ${#joined[@]} - 1 ))
    done
    local COMP_WORDS=("${joined[@]}") COMP_CWORD=$index
    word=${joined[index]}
    _clap_complete_casenotes "$1" "$word" "$3"
    if [[ $word == *=* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${word%%=*}="}")
    fi
}
complete -o nospace -o bashdefault -F _casenotes_whole_words casenotes
"#;

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
    if args.shell == "bash" {
        script.extend_from_slice(BASH_WHOLE_WORDS.as_bytes());
    }
    output.record(&script)?;
    Ok(Outcome::Done)
}

/// Teaches each argument whose values are known which they are.
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
        "authorizations",
        "document",
        "settings",
        "format",
        "measures",
        "measure",
        "questionnaire",
        "amends",
        "goal",
        "basis",
        "profile",
        "rule",
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
    let name = command.get_name().to_owned();
    present.into_iter().fold(command, |command, id| {
        let place = match (id.as_str(), family) {
            ("settings", "client") => Place::ClientKey,
            ("settings", "authorization") => Place::AuthorizationKey,
            ("settings", _) => Place::NoteKey,
            ("goal", _) => Place::Goal,
            ("basis", _) => Place::Basis,
            // An export has formats of its own, which clap knows.
            ("format", family)
                if family != "template"
                    && !matches!(name.as_str(), "new" | "edit" | "list" | "search") =>
            {
                return command;
            }
            // The paper of a release from the vault is a file, which the shell knows.
            ("authorization", "vault") if name == "release" => return command,
            ("authorization" | "authorizations", family) if family != "vault" => {
                Place::Authorization
            }
            ("document", _) => Place::Document,
            ("profile", _) => Place::Profile,
            ("rule", _) => Place::Rule,
            ("format", _) => Place::Format,
            ("measures" | "measure", _) => Place::Measure,
            ("questionnaire" | "amends", _) => Place::Questionnaire,
            ("note" | "notes" | "what" | "targets", family) if family != "vault" => Place::Note,
            _ => Place::Client,
        };
        let offered = move |typed: &OsStr| {
            let typed = typed.to_str().unwrap_or_default();
            let found = candidates(place, typed, &clients_of_line(), chart).unwrap_or_default();
            let found = found.into_iter().filter(|found| found.value.starts_with(typed));
            found
                .map(|found| CompletionCandidate::new(found.value).help(found.help.map(Into::into)))
                .collect()
        };
        command.mut_arg(id, |arg| arg.add(ArgValueCompleter::new(offered)))
    })
}

/// Returns the words of the line that may name a client, alone or in front of a note.
fn clients_of_line() -> Vec<ClientId> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(1);
    words.filter_map(|word| word.to_str()?.split('/').next()?.parse().ok()).collect()
}

fn chart() -> Option<Chart> {
    let environment = Environment::read();
    Session::open(&environment, &environment.config).and_then(|session| session.chart()).ok()
}
