//! `casenotes vault verify`: opens every sealed file in memory and reports what is wrong.

use std::path::Path;

use serde_json::json;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::{SealedId, SealedStem};
use crate::failure::{Failure, Outcome};
use crate::output::findings::{self, Count};
use crate::output::{Output, counted};
use crate::parallel;
use crate::release::authorization;
use crate::release::entry::Entry;
use crate::rules::subject::{OpenedSubject, Unreadable};
use crate::rules::{self, Finding};
use crate::seal::identity::Identity;
use crate::seal::open_note::OpenError;
use crate::seal::recipients::Recipients;
use crate::unsealed::Unsealed;
use crate::vault::Vault;
use crate::vault::shelf::{Kind, Shelf};

/// Open every note in memory and report what is wrong
///
/// Finds what was damaged, cut short or tampered with, what none of your identities opens, what lies
/// where another belongs, and what is not sealed to today's recipients. No message tells a word of a
/// note. Exit code 1 when there are errors.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what is of these clients
    pub clients: Vec<ClientId>,
    /// One line for each finding: path:line:column
    #[arg(long, group = "output")]
    short: bool,
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// Let warnings make the exit code 1 as well
    #[arg(long)]
    strict: bool,
}

/// Prints the findings.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = Recipients::parse(&vault.recipients()?)?.digest();
    let identity = identity(output)?;
    let mut files: Vec<(Shelf, SealedId)> = Vec::new();
    for kind in Kind::IN_THE_VAULT {
        let shelf = vault.shelf(kind);
        files.extend(shelf.ids(None)?.into_iter().map(|id| (shelf.clone(), id)));
    }
    if !args.clients.is_empty() {
        files.retain(|(_, id)| args.clients.contains(&id.client));
    }
    let (mut found, mut done) = (Vec::new(), 0);
    parallel::in_order(
        &files,
        |(shelf, id)| check(shelf, id, &identity, &today),
        |findings| {
            found.extend(findings);
            done += 1;
            output.progress("Opening", done, files.len());
            Ok::<(), Failure>(())
        },
    )?;
    let count = Count::of(&found);
    print(args, &found, count, files.len(), from, output)?;
    let is_negative = count.errors > 0 || (args.strict && count.warnings > 0);
    Ok(if is_negative { Outcome::Negative } else { Outcome::Done })
}

fn check(shelf: &Shelf, id: &SealedId, identity: &Identity, today: &str) -> Vec<Finding> {
    let (mut found, path) = (Vec::new(), shelf.path(id));
    let sealed = match shelf.read(id) {
        Ok(sealed) => sealed,
        Err(error) => {
            rules::check_unreadable(&Unreadable { reason: error.cause() }, &path, &mut found);
            return found;
        }
    };
    let subject = match Unsealed::open(identity, &sealed) {
        Err(OpenError::Plugin(reason)) => {
            rules::check_unreadable(&Unreadable { reason }, &path, &mut found);
            return found;
        }
        Err(OpenError::NotForUs) => OpenedSubject::ForOthers,
        Err(error) => OpenedSubject::Damaged(error.to_string()),
        Ok(file) => match &file.front {
            None => OpenedSubject::Foreign,
            Some(_) if !is_of_kind(shelf.kind(), &file) => {
                OpenedSubject::WrongKind(shelf.kind().noun())
            }
            Some(front) => OpenedSubject::Ours {
                belongs_to: (!file.lies_right(id)).then(|| {
                    let (client, stem) = (front.client.clone(), SealedStem::new(front.session, 1));
                    SealedId { client, stem }.to_string()
                }),
                is_current: front.sealed_to == today,
            },
        },
    };
    rules::check_opened(&subject, &path, &mut found);
    found
}

/// Tells whether a file is what its folder is for; a note may hold anything.
fn is_of_kind(kind: Kind, file: &Unsealed) -> bool {
    match kind {
        Kind::Note | Kind::Draft => true,
        Kind::Release => Entry::parse(file.reveal()).is_some(),
        Kind::Authorization => authorization::is_one(file.reveal()),
    }
}

fn print(
    args: &Args,
    found: &[Finding],
    count: Count,
    files: usize,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if args.json {
        let document = json!({
            "schema": "casenotes/vault-verify@1",
            "findings": found.iter().map(findings::json).collect::<Vec<_>>(),
            "summary": {
                "files": files,
                "errors": count.errors,
                "warnings": count.warnings,
            },
        });
        output.data(&format!("{document:#}\n"))?;
        return Ok(());
    }
    findings::print(found, args.short, from, output)?;
    output.status(format_args!(
        "Opened {}: {}, {}.",
        counted(files, "sealed file"),
        counted(count.errors, "error"),
        counted(count.warnings, "warning"),
    ));
    Ok(())
}
