//! Completion of commands, of client ids and notes, and of keys, in the user's shell.

use std::ffi::OsStr;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;

use crate::authorization::records;
use crate::cli::session::{Environment, Session};
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::fields::typed::suggestions;
use crate::measure::Measure;
use crate::note::compose;
use crate::note::record::Goal;
use crate::note::template::Template;
use crate::output::{Output, on_one_line};
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;
use crate::record::client;
use crate::record::disclosure::basis::Basis;
use crate::rules::rule::Rule;
use crate::rules::table::RULES;

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
        "authorizations",
        "document",
        "settings",
        "format",
        "measures",
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

/// A candidate, and what stands beside it in shells that have room for it.
struct Suggestion {
    value: String,
    help: Option<String>,
}

impl From<String> for Suggestion {
    fn from(value: String) -> Self {
        Self { value, help: None }
    }
}

fn teach(command: Command, names: &[&str], family: &str) -> Command {
    let present: Vec<String> = command
        .get_arguments()
        .map(|arg| arg.get_id().to_string())
        .filter(|id| names.contains(&id.as_str()))
        .collect();
    let name = command.get_name().to_owned();
    present.into_iter().fold(command, |command, id| {
        let suggest: fn(&str) -> Vec<Suggestion> = match (id.as_str(), family) {
            ("settings", "client") => |_| plain(suggestions(client::KEYS)),
            ("settings", "authorization") => |_| plain(suggestions(records::KEYS)),
            ("settings", _) => settings,
            ("goal", _) => |_| goals(),
            ("basis", _) => |_| bases(),
            // An export has formats of its own, which clap knows.
            ("format", family)
                if family != "template"
                    && !matches!(name.as_str(), "new" | "edit" | "list" | "search") =>
            {
                return command;
            }
            // The paper of a release from the vault is a file, which the shell knows.
            ("authorization", "vault") if name == "release" => return command,
            ("authorization" | "authorizations", family) if family != "vault" => authorizations_of,
            ("document", _) => documents_of,
            ("profile", _) => |_| profiles(),
            ("rule", _) => |_| rules(),
            ("format", _) => |_| formats(),
            ("measures", _) => |_| measures(),
            ("note" | "notes" | "what" | "targets", family) if family != "vault" => {
                |typed| names_of(typed, true)
            }
            _ => |typed| names_of(typed, false),
        };
        let candidates = move |typed: &OsStr| {
            let typed = typed.to_str().unwrap_or_default();
            let found = suggest(typed).into_iter().filter(|found| found.value.starts_with(typed));
            found
                .map(|found| CompletionCandidate::new(found.value).help(found.help.map(Into::into)))
                .collect()
        };
        command.mut_arg(id, |arg| arg.add(ArgValueCompleter::new(candidates)))
    })
}

fn plain(values: Vec<String>) -> Vec<Suggestion> {
    values.into_iter().map(Suggestion::from).collect()
}

/// Returns what `--set` of a note takes: its keys with their words, the measures of the practice, and the
/// goals of the client, of whom several may be given.
fn settings(typed: &str) -> Vec<Suggestion> {
    let measures = measures().into_iter().map(|measure| Suggestion {
        value: format!("measures.{}=", measure.value),
        help: measure.help,
    });
    let given =
        typed.strip_prefix("goals=").map(|goals| goals.rsplit_once(',').unwrap_or(("", goals)).0);
    let given = given
        .filter(|given| !given.is_empty())
        .map(|given| format!("{given},"))
        .unwrap_or_default();
    let goals = goals()
        .into_iter()
        .map(|goal| Suggestion { value: format!("goals={given}{}", goal.value), help: goal.help });
    plain(compose::suggestions()).into_iter().chain(measures).chain(goals).collect()
}

/// Returns the goals and objectives of the plan of the client whom the line names, with what they say.
fn goals() -> Vec<Suggestion> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(1);
    let ids = words.filter_map(|word| word.to_str()?.split('/').next()?.parse::<ClientId>().ok());
    let found = || {
        let chart = chart()?;
        let client = ids.into_iter().find(|id| chart.require_client(id).is_ok())?;
        let templates = chart.template_set().ok()?.0;
        chart.plan(&client, &templates, None).ok()?
    };
    let Some(plan) = found() else { return Vec::new() };
    let suggestion = |id: &str, says: &str| Suggestion {
        value: id.to_owned(),
        help: (!says.is_empty()).then(|| on_one_line(says)),
    };
    let of_goal = |goal: &Goal| {
        let objectives = goal.objectives.iter();
        std::iter::once(suggestion(&goal.id, &goal.statement))
            .chain(objectives.map(|objective| suggestion(&objective.id, &objective.statement)))
            .collect::<Vec<_>>()
    };
    plan.goals.iter().flat_map(of_goal).collect()
}

/// Opens the chart; a shell in the middle of a line is no place for an error message.
fn chart() -> Option<Chart> {
    let environment = Environment::read();
    Session::open(&environment, &environment.config).and_then(|session| session.chart()).ok()
}

/// Returns the formats of the practice with their titles.
fn formats() -> Vec<Suggestion> {
    let Some(Ok((templates, _))) = chart().map(|chart| chart.template_set()) else {
        return Vec::new();
    };
    let format = |template: &Template| Suggestion {
        value: template.format.to_string(),
        help: Some(template.title.clone()),
    };
    templates.iter().map(format).collect()
}

/// Returns the outcome measures of the practice with their titles.
fn measures() -> Vec<Suggestion> {
    let Some(chart) = chart() else { return Vec::new() };
    let measure = |measure: &Measure| Suggestion {
        value: measure.name.clone(),
        help: Some(measure.title.clone()),
    };
    chart.settings().measures.iter().map(measure).collect()
}

/// Returns the codes of the rules with their names.
fn rules() -> Vec<Suggestion> {
    let suggestion =
        |rule: &&Rule| Suggestion { value: rule.code.to_owned(), help: Some(rule.name.to_owned()) };
    RULES.iter().map(suggestion).collect()
}

/// Returns the bases on which a record may leave by the practice's law, with what each is.
fn bases() -> Vec<Suggestion> {
    let Some(chart) = chart() else { return Vec::new() };
    let basis = |basis: &Basis| Suggestion {
        value: basis.code.clone(),
        help: Some(on_one_line(&basis.to_string())),
    };
    chart.settings().law.regime.law().bases.iter().map(basis).collect()
}

/// Returns the profiles of the practice.
fn profiles() -> Vec<Suggestion> {
    let Some(chart) = chart() else { return Vec::new() };
    plain(chart.settings().export.profiles.keys().cloned().collect())
}

/// Returns clients with their names, or the notes of the one that is typed.
fn names_of(typed: &str, with_notes: bool) -> Vec<Suggestion> {
    let stems = |chart: &Chart, client: &ClientId| {
        Ok(chart.stems(client)?.iter().map(ToString::to_string).collect())
    };
    suggested(typed, if with_notes { Some(&stems) } else { None })
}

/// Returns clients with their names, or the authorizations of the one that is typed.
fn authorizations_of(typed: &str) -> Vec<Suggestion> {
    suggested(typed, Some(&|chart, client| chart.papers(client, PaperKind::Authorization)))
}

/// Returns clients with their names, or the documents of the one that is typed.
fn documents_of(typed: &str) -> Vec<Suggestion> {
    suggested(typed, Some(&|chart, client| chart.papers(client, PaperKind::Document)))
}

/// Finds the names of what a client has.
type NamesIn<'a> = &'a dyn Fn(&Chart, &ClientId) -> Result<Vec<String>, DiskError>;

fn suggested(typed: &str, names_in: Option<NamesIn<'_>>) -> Vec<Suggestion> {
    let Some(chart) = chart() else { return Vec::new() };
    let found = || -> Result<Vec<Suggestion>, DiskError> {
        match (typed.split_once('/'), names_in) {
            (Some((client, _)), Some(names_in)) => {
                let Ok(client) = client.parse() else { return Ok(Vec::new()) };
                let names = names_in(&chart, &client)?;
                Ok(plain(names.iter().map(|name| format!("{client}/{name}")).collect()))
            }
            _ => {
                let client = |id: &ClientId| Suggestion {
                    value: id.to_string(),
                    help: chart.person(id).name.map(|name| on_one_line(&name)),
                };
                Ok(chart.clients()?.iter().map(client).collect())
            }
        }
    };
    found().unwrap_or_default()
}
