//! The commands of the vault, and what each may touch.

use std::io::Read;
use std::path::Path;

use crate::cli::prompt::{self, Terminal};
use crate::cli::session::Session;
use crate::commands::args::lazy::Lazy;
use crate::commands::init::new_passphrase;
use crate::commands::vault::{self, Command, keys};
use crate::disk::{outside, place};
use crate::domain::client_id::ClientId;
use crate::domain::whose;
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::private::scribe::Scribe;
use crate::private::vault::remote::{RemoteCopy, fetch_beginning};
use crate::programs::sftp::Address;

/// A command that makes a vault and was sent into one: a slip of ours.
#[derive(Debug, thiserror::Error)]
#[error("the command makes a vault and runs in none")]
struct InitElsewhere;

impl Explain for InitElsewhere {
    fn kind(&self) -> FailureKind {
        FailureKind::Internal
    }
}

/// Makes a vault where the configuration has none.
pub fn init_vault(
    args: &vault::init::Args,
    session: &Session,
    config: &Path,
    terminal: &mut Terminal,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let named = args.join.as_deref();
    let Some(address) = named.and_then(|join| join.to_str()).and_then(Address::read) else {
        return init_joined(args, named, session, config, terminal, output);
    };
    let address = address?;
    let (folder, _held) = session.folder_for_copies()?;
    let outcome = fetch_beginning(&address, &folder)
        .and_then(|()| init_joined(args, Some(&folder), session, config, terminal, output));
    outside::unmake(&[&folder]);
    outcome
}

fn init_joined(
    args: &vault::init::Args,
    joined: Option<&Path>,
    session: &Session,
    config: &Path,
    terminal: &mut Terminal,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let author = session.author();
    let context = vault::init::Context {
        config,
        joined,
        home: session.home(),
        root: session.vault_root(),
        label: author.as_deref().unwrap_or("this device"),
        check: &|vault, identity| session.check_planned(vault, identity),
        agreed: &|vault| session.agreement_file(vault),
    };
    let passphrase = |output: &mut Output<'_>| {
        let command = args.passphrase_command.as_deref();
        new_passphrase(args.no_passphrase, command, terminal, &prompt::passphrase_from, output)
    };
    vault::init::run(args, &context, passphrase, output)
}

/// Runs a command of the vault.
pub fn run_in_vault(
    command: &Command,
    session: &Session,
    stdin: &mut dyn Read,
    terminal: &mut Terminal,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if command.is_of_releases() {
        session.learn_the_law(output);
    }
    if let Command::Release(args) = command
        && args.is_blank_form()
    {
        return vault::release::blank_form(output);
    }
    let vault = &session.vault()?;
    let clock = session.clock();
    let drafts = &session.drafts(vault);
    let require_client = |client: &ClientId| session.require_client(client);
    let left = session.leftovers(output);
    let context = vault::drafts::Context::new(vault, drafts, left, &require_client);
    if terminal.is_there && command.seals() {
        keys::accept::settle(vault, terminal, output)?;
    }
    let mut key = match command {
        Command::Drafts(_) => None,
        _ => {
            vault::drafts::offer(&context, terminal, |ask, out| session.identity(ask, out), output)?
        }
    };
    for client in command.clients() {
        session.require_known(vault, client)?;
    }
    vault::notice::tell_gone(vault, output);
    let editor = terminal.is_there.then(|| session.editor());
    // Once a command, however it was come by.
    let mut unlock = |ask: &mut dyn Ask, output: &mut Output<'_>| {
        let key = match key.take() {
            Some(key) => key,
            None => session.identity(ask, output)?,
        };
        vault::notice::tell_overwritten(vault, &key, output);
        Ok(key)
    };
    let outcome = match command {
        Command::Init(_) => Err(InitElsewhere.into()),
        Command::New(args) => {
            session.require_client(&args.client)?;
            // The vault never reads the record: what stands in the client file is said here.
            let chart = session.chart_if_there()?;
            let whose = chart.map(|chart| {
                chart.tell_whose(&args.client, output);
                whose::line(&chart.person(&args.client).to_string())
            });
            let memory = &|| session.memory(args.allow_disk);
            let scribe = Scribe { vault, drafts, stdin, editor, whose, memory };
            vault::new::run(args, scribe, |output| unlock(terminal, output), clock, output)
        }
        Command::Import(args) => {
            args.client.iter().try_for_each(|client| session.require_client(client))?;
            let is_client = &|client: &ClientId| session.require_client(client).is_ok();
            let context = vault::import::Context { stdin, is_client, clock };
            vault::import::run(args, vault, context, |output| unlock(terminal, output), output)
        }
        Command::Edit(args) => {
            let memory = &|| session.memory(args.allow_disk);
            let scribe = Scribe { vault, drafts, stdin, editor, whose: None, memory };
            vault::edit::run(args, scribe, |output| unlock(terminal, output), output)
        }
        Command::Show(args) => {
            vault::show::run(args, vault, |output| unlock(terminal, output), output)
        }
        Command::List(args) => vault::list::run(args, vault, clock, output),
        Command::Search(args) => {
            vault::search::run(args, vault, |output| unlock(terminal, output), clock, output)
        }
        Command::Verify(args) => {
            let chart = session.chart_if_there()?;
            let chart = chart.as_ref();
            vault::verify::run(args, vault, chart, |output| unlock(terminal, output), from, output)
        }
        Command::Drafts(args) => {
            vault::drafts::run(args, &context, |output| unlock(terminal, output), output)
        }
        Command::Keys(Lazy(keys::Command::List(args))) => keys::list::run(args, vault, output),
        Command::Keys(Lazy(keys::Command::Add(args))) => keys::add::run(args, vault, clock, output),
        Command::Keys(Lazy(keys::Command::Accept(args))) => {
            keys::accept::run(args, vault, terminal, output)
        }
        Command::Keys(Lazy(keys::Command::Remove(args))) => {
            keys::remove::run(args, vault, |output| unlock(terminal, output), output)
        }
        Command::Keys(Lazy(keys::Command::Passphrase(args))) => {
            let context = keys::passphrase::Context {
                identities: session.identity_files(),
                passphrase_command: session.passphrase_command(),
                passphrase: &|path, ask| session.passphrase(path, ask),
                run_command: &prompt::passphrase_from,
                ask: terminal,
            };
            keys::passphrase::run(args, context, output)
        }
        Command::Rekey(args) => {
            vault::rekey::run(args, vault, drafts, |output| unlock(terminal, output), output)
        }
        Command::Sync(args) => {
            let unlock = |output: &mut Output<'_>| unlock(terminal, output);
            let Some(address) = args.folder.to_str().and_then(Address::read) else {
                let folder = session.real_folder_of_copy(&args.folder)?;
                let there = vault::sync::other_copy(folder, vault)?;
                return vault::sync::run(args, vault, &there, unlock, || Ok(()), output);
            };
            let address = address?;
            let (folder, _held) = session.folder_for_copies()?;
            let made = || -> Result<Outcome, Failure> {
                let copy = RemoteCopy::fetch(&address, &folder)?;
                let there = vault::sync::other_copy(place::real_path(&folder), vault)?;
                vault::sync::run(args, vault, &there, unlock, || copy.give_back(), output)
            };
            let outcome = made();
            // It holds what is sealed alone, and what is to stay is in the vault.
            outside::unmake(&[&folder]);
            outcome
        }
        Command::Move(args) => {
            session.require_client(&args.to)?;
            let unlock = |output: &mut Output<'_>| unlock(terminal, output);
            let facts = |client: &ClientId| session.facts(client);
            vault::move_note::run(args, vault, unlock, facts, clock, output)
        }
        Command::Remove(args) => vault::remove::run(args, vault, terminal, unlock, clock, output),
        Command::Release(args) => {
            session.check_output(args.output_file())?;
            let author = session.author();
            let facts = match args.client() {
                Some(client) => session.facts(client)?,
                None => None,
            };
            let context = vault::release::Context { vault, clock, author, facts, ask: terminal };
            vault::release::run(args, context, unlock, output)
        }
        Command::Revoke(args) => {
            vault::revoke::run(args, vault, |output| unlock(terminal, output), clock, output)
        }
        Command::Suspend(args) => {
            vault::suspend::run(args, vault, |output| unlock(terminal, output), clock, output)
        }
        Command::Releases(args) => {
            vault::releases::run(args, vault, |output| unlock(terminal, output), clock, output)
        }
    };
    // What was done is done, whatever becomes of what this machine remembers of it.
    if let Err(error) = vault.write_down(|_| {}) {
        output.warning(format_args!("this machine could not remember what was sealed: {error}"));
    }
    outcome
}
