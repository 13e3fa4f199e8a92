//! Which command is called, and what each may touch.

use std::io::Read;

use clap::CommandFactory;

use crate::cli::completion;
use crate::cli::demo;
use crate::cli::doctor;
use crate::cli::man;
use crate::cli::prompt::{self, Terminal};
use crate::cli::session::{self, Environment, Session};
use crate::cli::vault::{init_vault, run_in_vault};
use crate::cli::{Cli, World, committing, signing};
use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;
use crate::commands::chart::{
    self, authorization, client, disclosures, document, hooks, measure, request, signer, template,
};
use crate::commands::{init, vault};
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::record::chart::Chart;
use crate::record::chart::signing::Signing;
use crate::record::scribe::Scribe;

// Each line is the first of the command's own text, which is read only when the command is called. They
// stand in the order and the groups of `crate::cli::groups`.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Show everything that waits for you, most urgent first
    #[command(visible_alias = "status")]
    Todo(Lazy<chart::todo::Args>),
    /// Write a progress note
    New(Committing<chart::new::Args>),
    /// Change a progress note that is not signed
    Edit(Committing<chart::edit::Args>),
    /// Sign progress notes, which locks them
    Sign(Committing<chart::sign::Args>),
    /// Show a progress note
    Show(Lazy<chart::show::Args>),
    /// List progress notes
    List(Lazy<chart::list::Args>),
    /// Search progress notes
    Search(Box<Lazy<chart::search::Args>>),
    /// The people
    #[command(subcommand)]
    Client(Lazy<client::Command>),
    /// Show a client's diagnoses, goals, and which notes worked on them
    Thread(Lazy<chart::thread::Args>),
    /// Show a client's outcome measures over time
    Measures(Lazy<chart::measures::Args>),
    /// Questionnaires, item by item: a measure as it was answered once
    #[command(subcommand)]
    Measure(Lazy<measure::Command>),
    /// Documents: what came on paper or as a file and belongs to the record
    #[command(subcommand)]
    Document(Lazy<document::Command>),
    /// Add to a signed note, in a signed file of its own
    Amend(Committing<chart::amend::Args>),
    /// Sign beside the author, as the supervisor
    Cosign(Committing<chart::cosign::Args>),
    /// Tell the story of a note or a document: session, signatures, additions and commits
    History(Lazy<chart::history::Args>),
    /// Move a note that was filed with the wrong client
    Move(Committing<chart::move_note::Args>),
    /// Take over drafts of one who can sign them no more
    Adopt(Committing<chart::adopt::Args>),
    /// Put a draft away that was filed by mistake
    Discard(Committing<chart::discard::Args>),
    /// Take a draft back that was discarded
    Restore(Committing<chart::restore::Args>),
    /// Check the record and the outside of the vault
    Validate(Lazy<chart::validate::Args>),
    /// Explain a rule, or list all rules
    Rules(Lazy<chart::rules::Args>),
    /// Report which closed clients' records have passed the practice's period
    Retention(Lazy<chart::retention::Args>),
    /// Export a client's progress notes
    Export(Box<Committing<chart::export::Args>>),
    /// Authorizations for the record
    #[command(subcommand)]
    Authorization(Lazy<authorization::Command>),
    /// List what left of a client's record, and account for it
    Disclosures(Box<Lazy<disclosures::Args>>),
    /// Requests of clients: access, amendment, accounting
    #[command(subcommand)]
    Request(Lazy<request::Command>),
    /// Take out of notes what tells who the client is, for supervision and teaching
    Deidentify(Lazy<chart::deidentify::Args>),
    /// Psychotherapy notes: yours alone, sealed, never exported
    #[command(subcommand, visible_alias = "psy")]
    Vault(Lazy<vault::Command>),
    /// Templates: what notes are made of and checked against
    #[command(subcommand)]
    Template(Lazy<template::Command>),
    /// Who may sign
    #[command(subcommand)]
    Signer(Lazy<signer::Command>),
    /// Take notes and documents in from elsewhere
    Import(Box<Committing<chart::import::Args>>),
    /// Work with git
    #[command(subcommand)]
    Hooks(Lazy<hooks::Command>),
    /// Exchange with the practice's server: commit what waits, merge what came, push
    Sync(Lazy<chart::sync::Args>),
    /// Settle what a merge has left: show both sides, and keep both wherever both are true
    Settle(Lazy<chart::settle::Args>),
    /// Set up a practice: chart, vault, identity and configuration
    Init(Lazy<init::Args>),
    /// Make a made-up practice to try everything on
    Demo(Lazy<demo::Args>),
    /// Check what casenotes needs from your machine and from you
    Doctor(Lazy<doctor::Args>),
    /// Print a script that teaches your shell to complete
    Completions(Lazy<completion::Args>),
    /// Write a manual page for each command
    Man(Lazy<man::Args>),
    /// Put two versions of a file of the record together, for git
    #[command(hide = true)]
    MergeFile(Lazy<chart::merge_file::Args>),
}

impl Command {
    /// Tells whether its results may go through a pager. Nothing of the vault does, nor what asks
    /// something or writes.
    pub fn may_be_long(&self) -> bool {
        match self {
            Self::Todo(_)
            | Self::Show(_)
            | Self::List(_)
            | Self::Search(_)
            | Self::Thread(_)
            | Self::Measures(_)
            | Self::History(_)
            | Self::Validate(_)
            | Self::Rules(_)
            | Self::Retention(_) => true,
            Self::Client(Lazy(command)) => {
                matches!(command, client::Command::List(_) | client::Command::Show(_))
            }
            Self::Authorization(Lazy(command)) => {
                matches!(command, authorization::Command::List(_) | authorization::Command::Show(_))
            }
            Self::Measure(Lazy(command)) => {
                matches!(command, measure::Command::List(_) | measure::Command::Show(_))
            }
            Self::Disclosures(args) => args.command.is_none(),
            Self::Request(Lazy(command)) => {
                matches!(command, request::Command::List(_) | request::Command::Show(_))
            }
            Self::Template(Lazy(command)) => !matches!(command, template::Command::Copy(_)),
            Self::Signer(Lazy(command)) => matches!(command, signer::Command::List(_)),
            _ => false,
        }
    }
}

/// Runs the command that was called.
pub fn dispatch(cli: &Cli, world: &mut World<'_>) -> Result<Outcome, Failure> {
    let environment = world.environment.clone();
    let config = cli.config.clone().unwrap_or_else(|| environment.config.clone());
    let output = &mut Output::new(world.out, world.err, world.looks);
    let terminal = &mut Terminal { is_there: world.has_terminal };
    match &cli.command {
        Command::Init(args) => {
            let context = init::Context {
                config: &config,
                home: &environment.home,
                state: &environment.state,
                ask: terminal,
                run_command: &prompt::passphrase_from,
            };
            let outcome = init::run(args, context, output)?;
            if args.join.is_some() {
                let session = Session::open(&environment, &config)?;
                hooks::install::run(&session.chart()?, cli.config.as_deref(), output)?;
            }
            if args.signing_key {
                let session = Session::open(&environment, &config)?;
                new_signing_key(&session, !args.no_passphrase, terminal, output)?;
            }
            if args.join.is_some() {
                output.hint("Next: `casenotes sync`.");
            }
            return Ok(outcome);
        }
        Command::Completions(args) => return completion::run(args, output),
        Command::Man(args) => return man::run(args, Cli::command(), output),
        Command::Doctor(args) => return doctor::run(args, &environment, &config, output),
        Command::Rules(args) => return chart::rules::run(args, output),
        Command::MergeFile(args) => return chart::merge_file::run(args, &environment.folder),
        Command::Hooks(Lazy(hooks::Command::Install(args))) => {
            if let Some(folder) = &args.server {
                return hooks::install::serve(folder, output);
            }
        }
        Command::Hooks(Lazy(hooks::Command::Run(args))) if hooks::run::is_of_server(args) => {
            let (folder, input) = (&environment.folder, told(world.stdin)?);
            let clock = environment.clock()?;
            return hooks::run::run_on_server(args, folder, &*clock, &input, output);
        }
        Command::Validate(args) => {
            if let Some((rule, form)) = args.explained() {
                return chart::rules::explain(rule, form, output);
            }
        }
        _ => {}
    }
    let session = &Session::open(&environment, &config)?;
    let stdin = &mut *world.stdin;
    let mut run = |output: &mut Output<'_>| match &cli.command {
        Command::Vault(Lazy(vault::Command::Init(args))) => {
            init_vault(args, session, &config, terminal, output)
        }
        Command::Vault(command) => {
            run_in_vault(command, session, stdin, terminal, &environment.folder, output)
        }
        Command::Validate(args) => validate(args, session, &environment, output),
        _ => run_in_chart(cli, session, &environment, stdin, terminal, output),
    };
    match &cli.commits {
        Some(verb) => committing::with_commit(&session.chart()?, verb, output, run),
        None => run(output),
    }
}

fn validate(
    args: &chart::validate::Args,
    session: &Session,
    environment: &Environment,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
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
        heads: &environment.git_heads,
    };
    chart::validate::run(args, &context, output)
}

/// Reads what git tells a hook.
fn told(stdin: &mut dyn Read) -> Result<String, Failure> {
    let bytes = crate::disk::read::read_stream(stdin, "what git tells the hook".as_ref())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A command that is none of the chart's and was sent there: a slip of ours, which must not pass for
/// done.
#[derive(Debug, thiserror::Error)]
#[error("the command is none of the chart's")]
struct NotOfTheChart;

impl Explain for NotOfTheChart {
    fn kind(&self) -> FailureKind {
        FailureKind::Internal
    }
}

/// Runs a command of the chart.
fn run_in_chart(
    cli: &Cli,
    session: &Session,
    environment: &Environment,
    stdin: &mut dyn Read,
    terminal: &mut Terminal,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if let Command::Sign(args) = &cli.command
        && args.new_key
    {
        new_signing_key(session, !args.no_passphrase, terminal, output)?;
    }
    let (chart, clock) = (&session.chart()?, session.clock());
    match &cli.command {
        Command::Client(Lazy(client::Command::Add(args))) => {
            client::add::run(args, chart, clock, asked(terminal), output)
        }
        Command::Client(Lazy(client::Command::List(args))) => {
            client::list::run(args, chart, session.author().as_deref(), output)
        }
        Command::Client(Lazy(client::Command::Show(args))) => {
            client::show::run(args, chart, output)
        }
        Command::Client(Lazy(client::Command::Edit(args))) => {
            client::edit::run(args, scribe(chart, session, stdin, terminal), clock, output)
        }
        Command::Client(Lazy(client::Command::Assign(args))) => {
            client::assign::run(args, chart, session.author(), clock, output)
        }
        Command::Client(Lazy(client::Command::Represent(args))) => {
            client::represent::run(args, chart, clock, output)
        }
        Command::Client(Lazy(client::Command::Close(args))) => {
            client::close::run(args, chart, clock, output)
        }
        Command::Client(Lazy(client::Command::Reopen(args))) => {
            client::reopen::run(args, chart, clock, output)
        }
        Command::Client(Lazy(client::Command::Merge(args))) => {
            with_key(chart, session, terminal, |signing| client::merge::run(args, signing, output))
        }
        Command::New(args) => {
            let scribe = scribe(chart, session, stdin, terminal);
            let (author, format) = (session.author(), session.format());
            chart::new::run(args, chart::new::Context { scribe, clock, author, format }, output)
        }
        Command::Edit(args) => {
            chart::edit::run(args, scribe(chart, session, stdin, terminal), clock, output)
        }
        Command::Show(args) => chart::show::run(args, chart, output),
        Command::List(args) if args.documents => {
            let rows = document::list::rows(chart, &args.clients())?;
            document::list::print(&rows, args.form(), output)
        }
        Command::List(args) => match args.authorizations_expiring {
            Some(days) => {
                let (clients, author) = (args.clients(), session.author());
                let author = author.as_deref();
                let found = authorization::list::expiring(&clients, days, chart, author, clock)?;
                authorization::list::print(&found, args.form(), output)
            }
            None => chart::list::run(args, chart, clock, session.author().as_deref(), output),
        },
        Command::Todo(args) => {
            let (author, sealed) = (session.author(), waiting_in_vault(session, output)?);
            let calendars = chart::todo::of_calendar::Calendars {
                files: session.calendars(),
                zone_data: &session::zone_data,
            };
            let context = chart::todo::Context { chart, clock, author, sealed, calendars };
            chart::todo::run(args, context, output)
        }
        Command::Search(args) => chart::search::run(args, chart, clock, output),
        Command::Thread(args) => chart::thread::run(args, chart, clock, output),
        Command::Template(Lazy(template::Command::List(args))) => {
            template::list::run(args, chart, output)
        }
        Command::Template(Lazy(template::Command::Show(args))) => {
            template::show::run(args, chart, output)
        }
        Command::Template(Lazy(template::Command::Copy(args))) => {
            template::copy::run(args, chart, output)
        }
        Command::Template(Lazy(template::Command::Check(args))) => {
            template::check::run(args, chart, &environment.folder, output)
        }
        Command::Sign(args) => {
            // The passphrase and this question are asked at the same terminal, one after the other.
            let mut other = Terminal { is_there: terminal.is_there };
            with_key(chart, session, terminal, |signing| match args.affirmed() {
                Some((notes, reason)) => chart::affirm::affirm(notes, reason, signing, output),
                None => chart::sign::run(args, signing, asked(&mut other), output),
            })
        }
        Command::Amend(args) => {
            // The passphrase and this question are asked at the same terminal, one after the other.
            let mut other = Terminal { is_there: terminal.is_there };
            let scribe = scribe(chart, session, stdin, &mut other);
            with_key(chart, session, terminal, |signing| {
                chart::amend::run(args, signing, scribe, output)
            })
        }
        Command::Cosign(args) => {
            with_key(chart, session, terminal, |signing| chart::cosign::run(args, signing, output))
        }
        Command::Signer(Lazy(signer::Command::Add(args))) => {
            let (author, own_key) = (session.author(), &mut || signing::public_key(session));
            let context = signer::add::Context { chart, clock, author, own_key };
            signer::add::run(args, context, output)
        }
        Command::Signer(Lazy(signer::Command::List(args))) => {
            signer::list::run(args, chart, output)
        }
        Command::Signer(Lazy(signer::Command::End(args))) => {
            signer::end::run(args, chart, session.author().as_deref(), clock, output)
        }
        Command::Adopt(args) => chart::adopt::run(args, chart, session.author(), clock, output),
        Command::Discard(args) => chart::discard::run(args, chart, session.author(), clock, output),
        Command::Restore(args) => chart::restore::run(args, chart, output),
        Command::Move(args) => with_key(chart, session, terminal, |signing| {
            chart::move_note::run(args, signing, output)
        }),
        Command::History(args) => chart::history::run(args, chart, output),
        Command::Import(args) => {
            session.check_output(args.written())?;
            let private = session.private();
            let may_be_read = |path: &std::path::Path| private.check_source(path).is_ok();
            with_key(chart, session, terminal, |signing| {
                chart::import::run(args, signing, &may_be_read, output)
            })
        }
        Command::Hooks(Lazy(hooks::Command::Install(_))) => {
            hooks::install::run(chart, cli.config.as_deref(), output)
        }
        Command::Hooks(Lazy(hooks::Command::Run(args))) => {
            let (chart, input) = (&session.chart_of_hook()?, &told(stdin)?);
            let context = hooks::run::Context { chart, clock, folder: &environment.folder, input };
            hooks::run::run(args, &context, output)
        }
        Command::Sync(_) => chart::sync::run(chart, clock, &environment.folder, output),
        Command::Settle(args) => chart::settle::run(args, chart, output),
        Command::Measures(args) => match args.caseload() {
            Some((wanted, days, form)) => {
                chart::caseload::run(wanted, days, clock, form, chart, output)
            }
            None => chart::measures::run(args, chart, clock, output),
        },
        Command::Measure(Lazy(measure::Command::Add(args))) => {
            let author = session.author();
            let scribe = scribe(chart, session, stdin, terminal);
            measure::add::run(args, scribe, author.as_deref(), clock, output)
        }
        Command::Measure(Lazy(measure::Command::List(args))) => {
            measure::list::run(args, chart, output)
        }
        Command::Measure(Lazy(measure::Command::Show(args))) => {
            measure::show::run(args, chart, output)
        }
        Command::Measure(Lazy(measure::Command::Move(args))) => {
            measure::move_questionnaire::run(args, chart, session.author(), clock, output)
        }
        Command::Measure(Lazy(measure::Command::Discard(args))) => {
            measure::discard::run(args, chart, session.author(), clock, output)
        }
        Command::Measure(Lazy(measure::Command::Restore(args))) => {
            measure::restore::run(args, chart, output)
        }
        Command::Retention(args) => chart::retention::run(args, chart, clock, output),
        Command::Deidentify(args) => {
            session.check_output(args.output.as_deref())?;
            session.check_output(args.report.as_deref())?;
            chart::deidentify::run(args, chart, output)
        }
        Command::Export(args) => {
            session.check_output(args.output.as_deref())?;
            chart::export::run(args, chart, session.author().as_deref(), clock, output)
        }
        Command::Authorization(Lazy(authorization::Command::Add(args))) => {
            let author = session.author();
            let scribe = scribe(chart, session, stdin, terminal);
            authorization::add::run(args, scribe, author.as_deref(), clock, output)
        }
        Command::Authorization(Lazy(authorization::Command::List(args))) => {
            authorization::list::run(args, chart, session.author().as_deref(), clock, output)
        }
        Command::Authorization(Lazy(authorization::Command::Show(args))) => {
            authorization::show::run(args, chart, session.author().as_deref(), clock, output)
        }
        Command::Authorization(Lazy(authorization::Command::Edit(args))) => {
            authorization::edit::run(args, chart, output)
        }
        Command::Authorization(Lazy(authorization::Command::Occurred(args))) => {
            authorization::occurred::run(args, chart, clock, output)
        }
        Command::Authorization(Lazy(authorization::Command::Revoke(args))) => {
            authorization::revoke::run(args, chart, clock, output)
        }
        Command::Document(Lazy(document::Command::Add(args))) => {
            args.files().iter().try_for_each(|file| session.check_source(file))?;
            let author = session.author();
            document::add::run(args, chart, author.as_deref(), clock, asked(terminal), output)
        }
        Command::Document(Lazy(document::Command::Amend(args))) => {
            session.check_source(args.file())?;
            let author = session.author();
            document::amend::run(args, chart, author.as_deref(), clock, asked(terminal), output)
        }
        Command::Document(Lazy(document::Command::Move(args))) => {
            document::move_document::run(args, chart, session.author(), clock, output)
        }
        Command::Document(Lazy(document::Command::Discard(args))) => {
            document::discard::run(args, chart, session.author(), clock, output)
        }
        Command::Document(Lazy(document::Command::Restore(args))) => {
            document::restore::run(args, chart, output)
        }
        Command::Document(Lazy(document::Command::List(args))) => {
            document::list::run(args, chart, output)
        }
        Command::Document(Lazy(document::Command::Show(args))) => {
            document::show::run(args, chart, output)
        }
        Command::Document(Lazy(document::Command::Open(args))) => {
            document::open::run(args, chart, output)
        }
        Command::Request(Lazy(command)) => {
            let scribe = scribe(chart, session, stdin, terminal);
            let context = request::steps::Context { scribe, clock, author: session.author() };
            match command {
                request::Command::Add(args) => request::add::run(args, context, output),
                request::Command::List(args) => request::list::run(args, chart, clock, output),
                request::Command::Show(args) => request::show::run(args, chart, output),
                request::Command::Extend(args) => request::extend::run(args, context, output),
                request::Command::Close(args) => request::close::run(args, context, output),
                request::Command::Deny(args) => request::deny::run(args, context, output),
                request::Command::Review(args) => request::review::run(args, context, output),
                request::Command::Accept(args) => request::accept::run(args, context, output),
                request::Command::Disagree(args) => request::disagree::run(args, context, output),
                request::Command::Rebut(args) => request::rebut::run(args, context, output),
                request::Command::Include(args) => request::include::run(args, context, output),
            }
        }
        Command::Disclosures(args) => match &args.command {
            None => {
                let vault = match args.list.is_an_account() {
                    true => session.log_of_releases(args.list.client(), output),
                    false => disclosures::list::VaultLog::NoVault,
                };
                disclosures::list::run(&args.list, chart, vault, clock, output)
            }
            Some(disclosures::Command::Add(args)) => {
                disclosures::add::run(args, chart, session.author().as_deref(), clock, output)
            }
            Some(disclosures::Command::Assess(args)) => {
                disclosures::assess::run(args, chart, clock, output)
            }
            Some(disclosures::Command::Suspend(args)) => {
                disclosures::suspend::run(args, chart, clock, output)
            }
        },
        Command::Init(_)
        | Command::Validate(_)
        | Command::Rules(_)
        | Command::Vault(_)
        | Command::Demo(_)
        | Command::Doctor(_)
        | Command::MergeFile(_)
        | Command::Completions(_)
        | Command::Man(_) => Err(NotOfTheChart.into()),
    }
}

/// Counts what waits in the vault, by its outside; one that is not there has nothing to tell.
fn waiting_in_vault(
    session: &Session,
    output: &mut Output<'_>,
) -> Result<chart::todo::Sealed, Failure> {
    let drafts = match session.vault_on_medium()? {
        Some(vault) => session.drafts(&vault).all()?.len(),
        None => 0,
    };
    Ok(chart::todo::Sealed { drafts, texts: session.leftovers(output).len() })
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
    let name = signer::add::plain_name(author.as_deref())?;
    signing::make_key(session, has_passphrase, terminal, output)?;
    let (clock, key) = (session.clock(), signing::public_key(session)?);
    let term = signer::add::Term { from: clock.now().date_naive(), until: None };
    signer::add::enter(&chart, name, &key, term, clock, output)
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
