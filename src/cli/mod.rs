//! The command line: arguments in, exit code out.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};
use clap_complete::CompleteEnv;

use crate::bug;
use crate::cli::lazy::Lazy;
use crate::cli::prompt::Terminal;
use crate::cli::session::{Environment, Session};
use crate::cli::standard_output::standard_output;
use crate::commands::{chart, init, vault};
use crate::disk::write::take_unsynced;
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::output::ask::Ask;
use crate::output::{Looks, Output, Results, without_controls};
use crate::private::scribe::Scribe as PrivateScribe;
use crate::record::chart::Chart;
use crate::record::chart::signing::Signing;
use crate::record::scribe::Scribe;

mod committing;
mod completion;
mod config;
mod demo;
mod lazy;
mod prompt;
mod session;
mod signing;
mod standard_output;
mod usage;

/// Progress notes and sealed psychotherapy notes, over plain files
///
/// Progress notes are Markdown files in one tree, the chart. Psychotherapy notes are sealed with age
/// in another, the vault, and never leave with the record.
#[derive(Parser)]
#[command(
    name = "casenotes",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    /// The configuration file [default: $CASENOTES_CONFIG, else ~/.config/casenotes/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

// Each line is the first of the command's own text, which is read only when the command is called.
#[derive(clap::Subcommand)]
enum Command {
    /// Set up a practice: chart, vault, identity and configuration
    Init(Lazy<init::Args>),
    /// The people
    #[command(subcommand)]
    Client(Lazy<ClientCommand>),
    /// Write a progress note
    New(Lazy<chart::new::Args>),
    /// Change a progress note that is not signed
    Edit(Lazy<chart::edit::Args>),
    /// Show a progress note
    Show(Lazy<chart::show::Args>),
    /// List progress notes
    List(Lazy<chart::list::Args>),
    /// Show a client's diagnoses, goals, and which notes worked on them
    Thread(Lazy<chart::thread::Args>),
    /// Templates: what notes are made of and checked against
    #[command(subcommand)]
    Template(Lazy<TemplateCommand>),
    /// Check the record and the outside of the vault
    Validate(Lazy<chart::validate::Args>),
    /// Sign progress notes, which locks them
    Sign(Lazy<chart::sign::Args>),
    /// Add to a signed note, in a signed file of its own
    Amend(Lazy<chart::amend::Args>),
    /// Sign beside the author, as the supervisor
    Cosign(Lazy<chart::cosign::Args>),
    /// Who may sign
    #[command(subcommand)]
    Signer(Lazy<SignerCommand>),
    /// Move a note that was filed with the wrong client
    Move(Lazy<chart::move_note::Args>),
    /// Tell the story of a note: session, signatures, additions and commits
    History(Lazy<chart::history::Args>),
    /// Work with git
    #[command(subcommand)]
    Hooks(Lazy<HooksCommand>),
    /// Show a client's outcome measures over time
    Measures(Lazy<chart::measures::Args>),
    /// Report which closed clients' records have passed the practice's period
    Retention(Lazy<chart::retention::Args>),
    /// Take out of notes what tells who the client is, for supervision and teaching
    Deidentify(Lazy<chart::deidentify::Args>),
    /// Export a client's progress notes
    Export(Box<Lazy<chart::export::Args>>),
    /// Authorizations for the record
    #[command(subcommand)]
    Authorization(Lazy<AuthorizationCommand>),
    /// List what left of a client's record, and account for it
    Disclosures(Lazy<chart::disclosures::Args>),
    /// Psychotherapy notes: yours alone, sealed, never exported
    #[command(subcommand, visible_alias = "psy")]
    Vault(Lazy<VaultCommand>),
    /// Make a made-up practice to try everything on
    Demo(Lazy<demo::Args>),
    /// Print a script that teaches your shell to complete
    Completions(Lazy<CompletionsArgs>),
}

/// The people
#[derive(clap::Subcommand)]
enum ClientCommand {
    /// Add a client
    Add(Lazy<chart::client::add::Args>),
    /// List the clients
    List(Lazy<chart::client::list::Args>),
    /// Show what is known of a client
    Show(Lazy<chart::client::show::Args>),
    /// Change a client's data
    Edit(Lazy<chart::client::edit::Args>),
    /// Close a client's record; nothing is removed
    Close(Lazy<chart::client::close::Args>),
    /// Reopen a client's record, when the client comes back or it was closed by mistake
    Reopen(Lazy<chart::client::reopen::Args>),
    /// Move all notes of a client who was entered twice to the other entry
    Merge(Lazy<chart::client::merge::Args>),
}

/// Who may sign
#[derive(clap::Subcommand)]
enum SignerCommand {
    /// Enter a key in the list of those who may sign
    Add(Lazy<chart::signer::add::Args>),
    /// List who may sign
    List(Lazy<chart::signer::list::Args>),
    /// Say from when on a person signs no more
    End(Lazy<chart::signer::end::Args>),
}

/// Authorizations for the record
#[derive(clap::Subcommand)]
enum AuthorizationCommand {
    /// File an authorization for the record
    Add(Lazy<chart::authorization::add::Args>),
    /// List authorizations for the record, and how each stands
    List(Lazy<chart::authorization::list::Args>),
    /// Show an authorization for the record
    Show(Lazy<chart::authorization::show::Args>),
    /// Write down that an authorization was revoked in writing
    Revoke(Lazy<chart::authorization::revoke::Args>),
}

/// Work with git
#[derive(clap::Subcommand)]
enum HooksCommand {
    /// Let git check each commit of the chart
    Install(Lazy<chart::hooks::Args>),
}

/// Templates: what notes are made of and checked against
#[derive(clap::Subcommand)]
enum TemplateCommand {
    /// List the templates
    List(Lazy<chart::template::list::Args>),
    /// Show a template
    Show(Lazy<chart::template::show::Args>),
    /// Copy a template into the chart, where it wins over the built-in one
    Copy(Lazy<chart::template::copy::Args>),
    /// Check the practice's own templates
    Check(Lazy<chart::template::check::Args>),
}

/// Psychotherapy notes: yours alone, sealed, never exported
#[derive(clap::Subcommand)]
enum VaultCommand {
    /// Write a psychotherapy note
    New(Lazy<vault::new::Args>),
    /// Change a psychotherapy note
    Edit(Lazy<vault::edit::Args>),
    /// Show a psychotherapy note
    Show(Lazy<vault::show::Args>),
    /// List psychotherapy notes; opens none
    List(Lazy<vault::list::Args>),
    /// Search psychotherapy notes
    Search(Lazy<vault::search::Args>),
    /// Open every note in memory and report what is wrong
    Verify(Lazy<vault::verify::Args>),
    /// List, restore or remove texts that could not be filed
    Drafts(Lazy<vault::drafts::Args>),
    /// Whom notes are sealed to, and your passphrase
    #[command(subcommand)]
    Keys(Lazy<KeysCommand>),
    /// Seal everything to today's recipients
    Rekey(Lazy<vault::rekey::Args>),
    /// Release psychotherapy notes on a legal ground
    Release(Box<Lazy<vault::release::Args>>),
    /// List the releases of psychotherapy notes
    Releases(Lazy<vault::releases::Args>),
}

/// Whom notes are sealed to, and your passphrase
#[derive(clap::Subcommand)]
enum KeysCommand {
    /// List the recipients that notes are sealed to
    List(Lazy<vault::keys::list::Args>),
    /// Add a recipient: a device, or a key on paper
    Add(Lazy<vault::keys::add::Args>),
    /// Agree to a list of recipients that another device or person has changed
    Accept(Lazy<vault::keys::accept::Args>),
    /// Remove a recipient
    Remove(Lazy<vault::keys::remove::Args>),
    /// Change the passphrase of an identity
    Passphrase(Lazy<vault::keys::passphrase::Args>),
}

/// Print a script that teaches your shell to complete
///
/// For bash, put `source <(casenotes completions bash)` into ~/.bashrc; for zsh, the same with zsh
/// into ~/.zshrc; for fish, `casenotes completions fish | source` into ~/.config/fish/config.fish.
#[derive(Debug, clap::Args)]
struct CompletionsArgs {
    /// Which shell
    #[arg(value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

/// A command of the demonstration that did not end as it should.
#[derive(Debug, thiserror::Error)]
#[error("a step of the demonstration failed")]
struct DemoStepFailed;

impl Explain for DemoStepFailed {}

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

    let (out, mut err) = (io::stdout(), io::stderr());
    let colour = |is_terminal: bool| is_terminal && !environment.no_colour;
    let looks = Looks {
        out_is_terminal: out.is_terminal(),
        err_is_terminal: err.is_terminal(),
        out_has_colour: colour(out.is_terminal()),
        err_has_colour: colour(err.is_terminal()),
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
        run(std::env::args_os().collect(), &mut world)
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
    let result = dispatch(&cli, world);
    exit_code(result, world)
}

fn parse(args: Vec<OsString>, world: &mut World<'_>) -> Result<Cli, u8> {
    let mut command = Cli::command().color(clap::ColorChoice::Never);
    let parsed =
        command.try_get_matches_from_mut(args).and_then(|matches| Cli::from_arg_matches(&matches));
    // Taking the description of all commands apart would be a tenth of a short run's time.
    std::mem::forget(command);
    parsed.map_err(|error| {
        let is_mistake = error.use_stderr();
        let text = usage::text(error);
        if is_mistake {
            let _ = world.err.write_all(without_controls(&text).as_bytes());
            return 2;
        }
        let mut output = Output::new(world.out, world.err, world.looks);
        let printed = output.data(&text).map(|()| Outcome::Done).map_err(Failure::from);
        exit_code(printed, world)
    })
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

/// Gives each command what it may touch, and nothing else.
fn dispatch(cli: &Cli, world: &mut World<'_>) -> Result<Outcome, Failure> {
    let environment = world.environment.clone();
    let config = cli.config.clone().unwrap_or_else(|| environment.config.clone());
    let output = &mut Output::new(world.out, world.err, world.looks);
    let has_terminal = world.has_terminal;
    let mut terminal = Terminal { is_there: has_terminal };
    match &cli.command {
        Command::Init(args) => {
            let context = init::Context {
                config: &config,
                home: &environment.home,
                state: &environment.state,
                ask: &mut terminal,
                run_command: &prompt::passphrase_from,
            };
            let outcome = init::run(args, context, output)?;
            if args.signing_key {
                let session = Session::open(&environment, &config)?;
                new_signing_key(&session, !args.no_passphrase, &mut terminal, output)?;
            }
            return Ok(outcome);
        }
        Command::Completions(args) => {
            output.record(&completion::script(&args.shell)?)?;
            return Ok(Outcome::Done);
        }
        Command::Validate(args) => {
            if let Some(explained) = chart::validate::explain(args, output) {
                return explained;
            }
        }
        _ => {}
    }
    let session = Session::open(&environment, &config)?;
    match wants_commit(&cli.command) {
        Some(verb) => {
            let chart = session.chart()?;
            let mut terminal = Terminal { is_there: has_terminal };
            let stdin = &mut *world.stdin;
            committing::with_commit(&chart, verb, output, |output| {
                dispatch_in(cli, &environment, &session, stdin, &mut terminal, output)
            })
        }
        None => dispatch_in(cli, &environment, &session, world.stdin, &mut terminal, output),
    }
}

/// Returns what a command does, in a word, if it is to commit what it has written.
fn wants_commit(command: &Command) -> Option<&'static str> {
    let (wants, verb) = match command {
        Command::New(args) => (args.commit, "new"),
        Command::Edit(args) => (args.commit, "edit"),
        Command::Sign(args) => (args.commit, "sign"),
        Command::Amend(args) => (args.commit, "amend"),
        Command::Cosign(args) => (args.commit, "cosign"),
        Command::Move(args) => (args.commit, "move"),
        Command::Client(command) => match &**command {
            ClientCommand::Add(args) => (args.commit, "client add"),
            ClientCommand::Edit(args) => (args.commit, "client edit"),
            ClientCommand::Close(args) => (args.commit, "client close"),
            ClientCommand::Reopen(args) => (args.commit, "client reopen"),
            ClientCommand::Merge(args) => (args.commit, "client merge"),
            ClientCommand::List(_) | ClientCommand::Show(_) => return None,
        },
        Command::Export(args) => (args.commit, "export"),
        Command::Authorization(command) => match &**command {
            AuthorizationCommand::Add(args) => (args.commit, "authorization add"),
            AuthorizationCommand::Revoke(args) => (args.commit, "authorization revoke"),
            AuthorizationCommand::List(_) | AuthorizationCommand::Show(_) => return None,
        },
        Command::Signer(command) => match &**command {
            SignerCommand::Add(args) => (args.commit, "signer add"),
            SignerCommand::End(args) => (args.commit, "signer end"),
            SignerCommand::List(_) => return None,
        },
        _ => return None,
    };
    wants.then_some(verb)
}

/// Runs a command in a practice.
fn dispatch_in(
    cli: &Cli,
    environment: &Environment,
    session: &Session,
    stdin: &mut dyn Read,
    terminal: &mut Terminal,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match &cli.command {
        Command::Client(command) => client(command, session, stdin, terminal, output),
        Command::New(args) => {
            let chart = session.chart()?;
            let context = chart::new::Context {
                scribe: scribe(&chart, session, stdin, terminal),
                clock: session.clock(),
                author: session.author(),
                format: session.format(),
            };
            chart::new::run(args, context, output)
        }
        Command::Edit(args) => {
            let chart = session.chart()?;
            let scribe = scribe(&chart, session, stdin, terminal);
            chart::edit::run(args, scribe, session.clock(), output)
        }
        Command::Show(args) => chart::show::run(args, &session.chart()?, output),
        Command::List(args) => {
            let (chart, clock) = (session.chart()?, session.clock());
            match args.expiring() {
                Some(asked) => chart::authorization::list::expiring(&asked, &chart, clock, output),
                None => chart::list::run(args, &chart, clock, output),
            }
        }
        Command::Thread(args) => {
            chart::thread::run(args, &session.chart()?, session.clock(), output)
        }
        Command::Template(command) => {
            let chart = session.chart()?;
            match &**command {
                TemplateCommand::List(args) => chart::template::list::run(args, &chart, output),
                TemplateCommand::Show(args) => chart::template::show::run(args, &chart, output),
                TemplateCommand::Copy(args) => chart::template::copy::run(args, &chart, output),
                TemplateCommand::Check(args) => {
                    chart::template::check::run(args, &chart, &environment.folder, output)
                }
            }
        }
        Command::Validate(args) => {
            let (chart, index) = match args.staged {
                true => session.chart_of_commit()?,
                false => (session.chart()?, None),
            };
            let vault = session.vault_if_there(output)?;
            let context = chart::validate::Context {
                chart: &chart,
                vault: vault.as_ref(),
                identities: session.identity_files(),
                clock: session.clock(),
                folder: &environment.folder,
                index,
            };
            chart::validate::run(args, &context, output)
        }
        Command::Sign(args) => {
            if args.new_key {
                new_signing_key(session, !args.no_passphrase, terminal, output)?;
            }
            with_key(&session.chart()?, session, terminal, |signing| {
                chart::sign::run(args, signing, output)
            })
        }
        Command::Amend(args) => {
            // The passphrase and this question are asked at the same terminal, one after the other.
            let mut other = Terminal { is_there: terminal.is_there };
            let chart = session.chart()?;
            let scribe = scribe(&chart, session, stdin, &mut other);
            with_key(&chart, session, terminal, |signing| {
                chart::amend::run(args, signing, scribe, output)
            })
        }
        Command::Cosign(args) => with_key(&session.chart()?, session, terminal, |signing| {
            chart::cosign::run(args, signing, output)
        }),
        Command::Move(args) => with_key(&session.chart()?, session, terminal, |signing| {
            chart::move_note::run(args, signing, output)
        }),
        Command::History(args) => chart::history::run(args, &session.chart()?, output),
        Command::Hooks(command) => match &**command {
            HooksCommand::Install(_) => {
                chart::hooks::run(&session.chart()?, cli.config.as_deref(), output)
            }
        },
        Command::Signer(command) => signer(command, session, output),
        Command::Measures(args) => {
            chart::measures::run(args, &session.chart()?, session.clock(), output)
        }
        Command::Retention(args) => {
            chart::retention::run(args, &session.chart()?, session.clock(), output)
        }
        Command::Deidentify(args) => {
            let chart = session.chart()?;
            session.check_output(args.output.as_deref())?;
            session.check_output(args.report.as_deref())?;
            chart::deidentify::run(args, &chart, output)
        }
        Command::Export(args) => {
            let chart = session.chart()?;
            session.check_output(args.output.as_deref())?;
            chart::export::run(args, &chart, session.clock(), output)
        }
        Command::Authorization(command) => {
            let (chart, clock) = (session.chart()?, session.clock());
            match &**command {
                AuthorizationCommand::Add(args) => {
                    let scribe = scribe(&chart, session, stdin, terminal);
                    chart::authorization::add::run(args, scribe, clock, output)
                }
                AuthorizationCommand::List(args) => {
                    chart::authorization::list::run(args, &chart, clock, output)
                }
                AuthorizationCommand::Show(args) => {
                    chart::authorization::show::run(args, &chart, clock, output)
                }
                AuthorizationCommand::Revoke(args) => {
                    chart::authorization::revoke::run(args, &chart, clock, output)
                }
            }
        }
        Command::Disclosures(args) => {
            chart::disclosures::run(args, &session.chart()?, session.clock(), output)
        }
        Command::Vault(command) => {
            vault(command, session, stdin, terminal, &environment.folder, output)
        }
        Command::Init(_) | Command::Completions(_) | Command::Demo(_) => Ok(Outcome::Done),
    }
}

fn client(
    command: &ClientCommand,
    session: &Session,
    stdin: &mut dyn Read,
    terminal: &mut Terminal,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = session.chart()?;
    match command {
        ClientCommand::Add(args) => {
            chart::client::add::run(args, &chart, session.clock(), asked(terminal), output)
        }
        ClientCommand::List(args) => chart::client::list::run(args, &chart, output),
        ClientCommand::Show(args) => chart::client::show::run(args, &chart, output),
        ClientCommand::Edit(args) => {
            let scribe = scribe(&chart, session, stdin, terminal);
            chart::client::edit::run(args, scribe, session.clock(), output)
        }
        ClientCommand::Close(args) => {
            chart::client::close::run(args, &chart, session.clock(), output)
        }
        ClientCommand::Reopen(args) => {
            chart::client::reopen::run(args, &chart, session.clock(), output)
        }
        ClientCommand::Merge(args) => with_key(&chart, session, terminal, |signing| {
            chart::client::merge::run(args, signing, output)
        }),
    }
}

/// Returns what takes a text of the record down.
fn scribe<'a>(
    chart: &'a Chart,
    session: &Session,
    stdin: &'a mut dyn Read,
    terminal: &'a mut Terminal,
) -> Scribe<'a> {
    let editor = terminal.is_there.then(|| session.editor());
    Scribe { chart, stdin, editor, ask: asked(terminal) }
}

/// Returns who can be asked, if there is a terminal.
fn asked(terminal: &mut Terminal) -> Option<&mut dyn Ask> {
    match terminal.is_there {
        true => Some(terminal),
        false => None,
    }
}

/// Makes a signing key and enters it in the chart's list, from today on.
fn new_signing_key(
    session: &Session,
    has_passphrase: bool,
    terminal: &mut Terminal,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let (chart, author) = (session.chart()?, session.author());
    // No key is made that could not be entered afterwards.
    let name = chart::signer::add::plain_name(author.as_deref())?;
    signing::make_key(session, has_passphrase, terminal, output)?;
    let (clock, key) = (session.clock(), signing::public_key(session)?);
    let term = chart::signer::add::Term { from: clock.now().date_naive(), until: None };
    chart::signer::add::enter(&chart, name, &key, term, clock, output)
}

/// Hands the clinician's key over, which is unlocked when it is first used.
fn with_key<T>(
    chart: &Chart,
    session: &Session,
    terminal: &mut Terminal,
    sign: impl FnOnce(Signing<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut unlock = |output: &mut Output<'_>| signing::signer(session, terminal, output);
    let (clock, name) = (session.clock(), session.author());
    sign(Signing { chart, clock, name, unlock: &mut unlock })
}

fn signer(
    command: &SignerCommand,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = session.chart()?;
    match command {
        SignerCommand::Add(args) => {
            let context = chart::signer::add::Context {
                chart: &chart,
                clock: session.clock(),
                author: session.author(),
                own_key: &mut || signing::public_key(session),
            };
            chart::signer::add::run(args, context, output)
        }
        SignerCommand::List(args) => chart::signer::list::run(args, &chart, output),
        SignerCommand::End(args) => chart::signer::end::run(args, &chart, session.clock(), output),
    }
}

fn vault(
    command: &VaultCommand,
    session: &Session,
    stdin: &mut dyn Read,
    terminal: &mut Terminal,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if let VaultCommand::Release(args) = command
        && args.is_blank_form()
    {
        return vault::release::blank_form(output);
    }
    let vault = &session.vault()?;
    let clock = session.clock();
    let drafts = &session.drafts(vault);
    let require_client = |client: &ClientId| session.require_client(client);
    let context = vault::drafts::Context::new(vault, drafts, session.leftovers(), &require_client);
    if terminal.is_there && seals(command) {
        vault::keys::accept::settle(vault, terminal, output)?;
    }
    let mut key = match command {
        VaultCommand::Drafts(_) => None,
        _ => {
            vault::drafts::offer(&context, terminal, |ask, out| session.identity(ask, out), output)?
        }
    };
    let named: Vec<&ClientId> = match command {
        VaultCommand::List(args) => args.client.iter().collect(),
        VaultCommand::Search(args) => args.client.iter().collect(),
        VaultCommand::Releases(args) => args.client.iter().collect(),
        VaultCommand::Verify(args) => args.clients.iter().collect(),
        VaultCommand::Rekey(args) => args.clients.iter().collect(),
        _ => Vec::new(),
    };
    for client in named {
        session.require_known(vault, client)?;
    }
    let editor = terminal.is_there.then(|| session.editor());
    // Once a command, however it was come by.
    let mut unlock = |ask: &mut dyn Ask, output: &mut Output<'_>| match key.take() {
        Some(key) => Ok(key),
        None => session.identity(ask, output),
    };
    match command {
        VaultCommand::New(args) => {
            session.require_client(&args.client)?;
            let memory = &|| session.memory(args.allow_disk);
            let scribe = PrivateScribe { vault, drafts, stdin, editor, memory };
            vault::new::run(args, scribe, |output| unlock(terminal, output), clock, output)
        }
        VaultCommand::Edit(args) => {
            let memory = &|| session.memory(args.allow_disk);
            let scribe = PrivateScribe { vault, drafts, stdin, editor, memory };
            vault::edit::run(args, scribe, |output| unlock(terminal, output), output)
        }
        VaultCommand::Show(args) => {
            vault::show::run(args, vault, |output| unlock(terminal, output), output)
        }
        VaultCommand::List(args) => vault::list::run(args, vault, clock, output),
        VaultCommand::Search(args) => {
            vault::search::run(args, vault, |output| unlock(terminal, output), clock, output)
        }
        VaultCommand::Verify(args) => {
            let chart = session.chart_if_there()?;
            let chart = chart.as_ref();
            vault::verify::run(args, vault, chart, |output| unlock(terminal, output), from, output)
        }
        VaultCommand::Drafts(args) => {
            vault::drafts::run(args, &context, |output| unlock(terminal, output), output)
        }
        VaultCommand::Keys(command) => match &**command {
            KeysCommand::List(args) => vault::keys::list::run(args, vault, output),
            KeysCommand::Add(args) => vault::keys::add::run(args, vault, clock, output),
            KeysCommand::Accept(args) => vault::keys::accept::run(args, vault, terminal, output),
            KeysCommand::Remove(args) => {
                vault::keys::remove::run(args, vault, |output| unlock(terminal, output), output)
            }
            KeysCommand::Passphrase(args) => {
                let context = vault::keys::passphrase::Context {
                    identities: session.identity_files(),
                    passphrase_command: session.passphrase_command(),
                    passphrase: &|path, ask| session.passphrase(path, ask),
                    run_command: &prompt::passphrase_from,
                    ask: terminal,
                };
                vault::keys::passphrase::run(args, context, output)
            }
        },
        VaultCommand::Rekey(args) => {
            vault::rekey::run(args, vault, drafts, |output| unlock(terminal, output), output)
        }
        VaultCommand::Release(args) => {
            session.check_output(args.output_file())?;
            let author = session.author();
            let context = vault::release::Context { vault, clock, author, ask: terminal };
            vault::release::run(args, context, unlock, output)
        }
        VaultCommand::Releases(args) => {
            vault::releases::run(args, vault, |output| unlock(terminal, output), output)
        }
    }
}

/// Tells whether a command seals texts, or changes to whom they are sealed.
fn seals(command: &VaultCommand) -> bool {
    match command {
        VaultCommand::New(_)
        | VaultCommand::Edit(_)
        | VaultCommand::Rekey(_)
        | VaultCommand::Release(_) => true,
        VaultCommand::Drafts(args) => args.seals(),
        VaultCommand::Keys(command) => {
            matches!(**command, KeysCommand::Add(_) | KeysCommand::Remove(_))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            built
        };
        assert_eq!(compare(&Cli::command()).get_subcommands().count(), 26);
        // The lists of `client --help` and `vault --help`, with nothing below them built.
        let client =
            <ClientCommand as clap::Subcommand>::augment_subcommands(clap::Command::new("client"));
        let vault =
            <VaultCommand as clap::Subcommand>::augment_subcommands(clap::Command::new("vault"));
        assert_eq!(abouts(&client).len(), 7);
        assert_eq!(abouts(&vault).len(), 11);
        let authorization = <AuthorizationCommand as clap::Subcommand>::augment_subcommands(
            clap::Command::new("authorization"),
        );
        assert_eq!(abouts(&authorization).len(), 4);
        compare(&authorization);
        let keys =
            <KeysCommand as clap::Subcommand>::augment_subcommands(clap::Command::new("keys"));
        assert_eq!(abouts(&keys).len(), 5);
        let template = <TemplateCommand as clap::Subcommand>::augment_subcommands(
            clap::Command::new("template"),
        );
        assert_eq!(abouts(&template).len(), 4);
        compare(&template);
        compare(&client);
        compare(&vault);
        compare(&keys);
    }
}
