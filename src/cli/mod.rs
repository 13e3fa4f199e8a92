//! The command line: arguments in, exit code out.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};
use clap_complete::CompleteEnv;

use crate::cli::colour::Colour;
use crate::cli::dispatch::{Command, dispatch};
use crate::cli::paging::paged;
use crate::cli::session::Environment;
use crate::cli::standard_output::{size_of, standard_output};
use crate::disk::write::take_unsynced;
use crate::failure::bug;
use crate::failure::{Failure, FailureKind, Outcome};
use crate::output::{Looks, Output, Results, without_controls};

mod colour;
mod committing;
mod completion;
mod config;
mod demo;
mod dispatch;
mod doctor;
mod groups;
mod man;
mod paging;
mod people;
mod picker;
mod picking;
mod prompt;
mod session;
mod signing;
mod standard_output;
mod usage;
mod vault;

/// Progress notes and sealed psychotherapy notes, over plain files
///
/// Progress notes are Markdown files in one tree, the chart. Psychotherapy notes are sealed with age
/// in another, the vault, and never leave with the record.
#[derive(Parser)]
#[command(
    name = "casenotes",
    version,
    long_version = env!("CASENOTES_VERSION"),
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  casenotes todo
  casenotes new mul
  casenotes sign --today
  casenotes new --help"
)]
struct Cli {
    /// The configuration file [default: $CASENOTES_CONFIG, else ~/.config/casenotes/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Colour: auto, always or never, whatever NO_COLOR and its like say
    #[arg(long, global = true, value_name = "WHEN", value_enum, hide_possible_values = true)]
    // Heard before the line as a whole, so that mistakes in it have colour too: `Colour::of`.
    color: Option<Colour>,
    #[command(subcommand)]
    command: Command,
    /// The command in its own words, if it is to commit what it writes.
    #[arg(skip)]
    commits: Option<String>,
}

/// The streams of a run, and what is at their other end.
pub struct World<'a> {
    stdin: &'a mut dyn Read,
    out: &'a mut dyn Results,
    err: &'a mut dyn Write,
    looks: Looks,
    has_terminal: bool,
    environment: Environment,
}

/// Runs the program in the real world.
///
/// `has_output` says whether standard output was open (no `>&-`) when the process began, which std hides
/// from everything that runs after it.
pub fn main(has_output: bool) -> ExitCode {
    let environment = Environment::read();
    if let Some(work) = &environment.breaks {
        bug::plant(work.clone());
    }
    // A bug must neither look like a finding nor print what was in memory.
    std::panic::set_hook(Box::new(|panic| {
        // What is held is told where it belongs, once and not in the midst of other lines.
        if bug::note(panic.location()) {
            return;
        }
        let place =
            panic.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
        let _ = writeln!(
            io::stderr(),
            "error: casenotes has a bug{place}\nhint: Please report the line above; nothing of a note is in it."
        );
    }));
    // Files are for their owner alone, whatever the shell's habit, and a crash leaves no memory on disk.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let no_core = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, no_core);
    // A limit for the size of files is an error like a full disk, and ends nothing half-way. Handled and
    // not ignored, so that the programs we run have it as they know it.
    let beyond_limit = std::sync::Arc::default();
    let _ = signal_hook::flag::register(rustix::process::Signal::XFSZ.as_raw(), beyond_limit);
    CompleteEnv::with_factory(|| completion::with_candidates(Cli::command()))
        .var(completion::VARIABLE)
        .complete();

    let args: Vec<OsString> = std::env::args_os().collect();
    let (out, mut err) = (io::stdout(), io::stderr());
    let wanted = Colour::of(&args);
    let colour = |is_terminal| wanted.applies(environment.colour, is_terminal);
    let looks = Looks {
        out_is_terminal: out.is_terminal(),
        err_is_terminal: err.is_terminal(),
        out_has_colour: colour(out.is_terminal()),
        err_has_colour: colour(err.is_terminal()),
        terminal: if out.is_terminal() { size_of(rustix::stdio::stdout()) } else { None },
    };
    let has_terminal = io::stdin().is_terminal() && (out.is_terminal() || err.is_terminal());
    let run = std::panic::catch_unwind(move || {
        let mut out = standard_output(!has_output);
        let mut world = World {
            // Not locked for the whole run: a question reads a line of it as well.
            stdin: &mut io::stdin(),
            out: &mut out,
            err: &mut err,
            looks,
            has_terminal,
            environment,
        };
        run(args, &mut world)
    });
    ExitCode::from(run.unwrap_or(70))
}

/// Runs one command line and returns its exit code: 0 done, 1 findings or nothing found, 2 cannot,
/// 70 our bug.
fn run(args: Vec<OsString>, world: &mut World<'_>) -> u8 {
    let cli = match parse(args, world) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    if let Command::Demo(args) = &cli.command {
        return exit_code(demo::run(args, world), world);
    }
    let pager = world.environment.pager.clone().filter(|_| cli.command.may_be_long());
    let (Some(pager), Some(size)) = (pager, world.looks.terminal) else {
        let result = dispatch(&cli, world);
        return exit_code(result, world);
    };
    let (mut out, mut err) = paged(world.out, world.err, pager, size);
    let mut world = World {
        stdin: world.stdin,
        out: &mut out,
        err: &mut err,
        looks: world.looks,
        has_terminal: world.has_terminal,
        environment: world.environment.clone(),
    };
    let result = dispatch(&cli, &mut world);
    exit_code(result, &mut world)
}

/// Returns the description of the whole command line, for one that is typed.
fn command(args: &[OsString]) -> clap::Command {
    groups::in_groups(Cli::command(), args).color(clap::ColorChoice::Never)
}

/// Reads a command line, and lets a client or a note that it lacks be picked.
fn parse(args: Vec<OsString>, world: &mut World<'_>) -> Result<Cli, u8> {
    let error = match read(&args, world)? {
        Ok(cli) => return Ok(cli),
        Err(error) => error,
    };
    match picking::completed(&error, &args, world) {
        None => Err(refused(error, world)),
        Some(Err(failure)) => Err(exit_code(Err(failure), world)),
        Some(Ok(args)) => read(&args, world)?.map_err(|error| refused(error, world)),
    }
}

/// Reads a command line; fails with an exit code when what is wrong with it is none of clap's.
fn read(args: &[OsString], world: &mut World<'_>) -> Result<Result<Cli, clap::Error>, u8> {
    let mut command = command(args);
    let (parsed, refused) = people::while_named(&world.environment, args, || {
        let matches = command.try_get_matches_from_mut(args)?;
        let cli = Cli::from_arg_matches(&matches)?;
        Ok(Cli { commits: committing::verb(&matches), ..cli })
    });
    // Taking the description of all commands apart would be a tenth of a short run's time.
    std::mem::forget(command);
    match refused {
        Some(failure) => Err(exit_code(Err(failure), world)),
        None => Ok(parsed),
    }
}

/// Shows what clap says instead of a command: help, or what is wrong.
fn refused(error: clap::Error, world: &mut World<'_>) -> u8 {
    let is_mistake = error.use_stderr();
    let text = usage::text(error);
    if is_mistake {
        let _ = world.err.write_all(without_controls(&text).as_bytes());
        return 2;
    }
    let mut output = Output::new(world.out, world.err, world.looks);
    let printed = output.data(&text).map(|()| Outcome::Done).map_err(Failure::from);
    exit_code(printed, world)
}

fn exit_code(result: Result<Outcome, Failure>, world: &mut World<'_>) -> u8 {
    let mut output = Output::new(world.out, world.err, world.looks);
    let result = result.and_then(|outcome| output.flush().map(|()| outcome).map_err(Failure::from));
    for folder in take_unsynced() {
        output.warning(format_args!(
            "done, but a loss of power may undo it: the disk did not confirm the names in {}",
            folder.display()
        ));
        output.hint(
            "Network and shared folders often cannot; look at the disk if it is one of your own.",
        );
    }
    match result {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Negative) => 1,
        Ok(Outcome::Broken) => 70,
        Err(failure) => {
            // What was printed before the failure is a result all the same.
            let _ = output.flush();
            match failure.kind {
                FailureKind::PipeClosed => 0,
                FailureKind::User => {
                    output.failure(&failure);
                    2
                }
                FailureKind::Internal => {
                    output.failure(&failure);
                    70
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Subcommand;

    use super::*;
    use crate::commands::chart::{authorization, client, signer, template};
    use crate::commands::vault;

    #[test]
    fn the_command_line_is_well_formed() {
        completion::with_candidates(Cli::command()).debug_assert();
    }

    /// Every command that a message shows with arguments is one that the command line takes.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may read as it likes")]
    fn a_command_in_a_hint_is_one_that_works() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for file in walkdir::WalkDir::new("src").into_iter().filter_map(Result::ok) {
            if file.path().extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(file.path()).unwrap();
            for shown in text.split("`casenotes ").skip(1) {
                let Some((shown, _)) = shown.split_once('`') else { continue };
                let filled = filled(shown);
                let Ok(words) = shell_words::split(&filled) else { continue };
                // A command alone is named, not shown; `...` says that more belongs there.
                let is_shown = words.iter().any(|word| word.starts_with('-') || word.contains('/'));
                if !is_shown || filled.contains("...") || filled.contains('\n') {
                    continue;
                }
                count += 1;
                let words = std::iter::once("casenotes".to_owned()).chain(words);
                let error = Cli::command().try_get_matches_from(words).err();
                use clap::error::ErrorKind::{DisplayHelp, DisplayVersion, ValueValidation};
                let error = error.filter(|error| {
                    !matches!(error.kind(), ValueValidation | DisplayHelp | DisplayVersion)
                });
                if let Some(error) = error {
                    wrong.push(format!("{}: `{shown}`: {error}", file.path().display()));
                }
            }
        }
        assert!(count > 30, "only {count} commands were found");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Every command shows how it is typed, and what it shows can be typed.
    #[test]
    fn every_help_has_an_example_that_works() {
        fn look(command: &clap::Command, name: &str, wrong: &mut Vec<String>) -> usize {
            let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<&str> =
                text.lines().filter_map(|line| line.strip_prefix("  casenotes ")).collect();
            if !text.starts_with("Examples:\n") || examples.is_empty() {
                wrong.push(format!("{name}: no examples"));
            }
            for example in &examples {
                let is_of_command =
                    format!("casenotes {example} ").starts_with(&format!("{name} "));
                let words = shell_words::split(example).unwrap();
                let words = std::iter::once("casenotes".to_owned()).chain(words);
                let error = Cli::command().try_get_matches_from(words).err();
                use clap::error::ErrorKind::DisplayHelp;
                let is_wrong = error.is_some_and(|error| error.kind() != DisplayHelp);
                if !is_of_command || is_wrong {
                    wrong.push(format!("{name}: `casenotes {example}`"));
                }
            }
            let inner = command
                .get_subcommands()
                .filter(|inner| !inner.is_hide_set() && inner.get_name() != "help");
            examples.len()
                + inner
                    .map(|inner| look(inner, &format!("{name} {}", inner.get_name()), wrong))
                    .sum::<usize>()
        }
        let (mut command, mut wrong) = (Cli::command(), Vec::new());
        command.build();
        let count = look(&command, "casenotes", &mut wrong);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(count > 80, "only {count} examples were found");
    }

    /// Puts something in for what a message fills in.
    fn filled(shown: &str) -> String {
        let mut text = shown.replace("\\\"", "\"").replace("COMMAND", "list");
        while let (Some(from), Some(to)) = (text.find('{'), text.find('}')) {
            if from > to {
                break;
            }
            text.replace_range(from..=to, "c-7f3k");
        }
        text
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may read as it likes")]
    fn the_list_of_commands_says_what_each_command_says_of_itself() {
        let abouts = |command: &clap::Command| -> Vec<String> {
            let about = |c: &clap::Command| {
                format!("{} {}", c.get_name(), c.get_about().unwrap_or_default())
            };
            command.get_subcommands().filter(|c| c.get_name() != "help").map(about).collect()
        };
        let compare = |listed: &clap::Command| {
            let mut built = listed.clone();
            built.build();
            assert_eq!(abouts(listed), abouts(&built));
        };
        // One folder a family, and one file a command, which describes its arguments; beside them lie
        // the `mod.rs` and what some of them share.
        let is_command = |path: std::path::PathBuf| {
            let path = if path.is_dir() { path.join("mod.rs") } else { path };
            let text = std::fs::read_to_string(path).unwrap();
            text.contains("pub struct Args") || text.contains("pub enum Command")
        };
        let commands_in = |folder: &str| {
            let entries = std::fs::read_dir(format!("src/commands/{folder}")).unwrap();
            let entries = entries.map(|entry| entry.unwrap().path());
            let others = entries.filter(|path| !path.ends_with("mod.rs"));
            others.filter(|path| is_command(path.clone())).count()
        };
        let listed = Cli::command();
        let elsewhere = ["init", "vault", "demo", "doctor", "completions", "man"];
        assert_eq!(abouts(&listed).len(), commands_in("chart") + elsewhere.len());
        compare(&listed);
        // The lists of `client --help` and its like, with nothing below them built.
        let family = |augment: fn(clap::Command) -> clap::Command, folder: &str| {
            let listed = augment(clap::Command::new("family"));
            assert_eq!(abouts(&listed).len(), commands_in(folder), "{folder}");
            compare(&listed);
        };
        family(client::Command::augment_subcommands, "chart/client");
        family(authorization::Command::augment_subcommands, "chart/authorization");
        family(template::Command::augment_subcommands, "chart/template");
        family(signer::Command::augment_subcommands, "chart/signer");
        family(vault::Command::augment_subcommands, "vault");
        family(vault::keys::Command::augment_subcommands, "vault/keys");
    }
}
