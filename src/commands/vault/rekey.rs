//! `casenotes vault rekey`: seals everything in the vault to today's recipients.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::disk::DiskError;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::SealedId;
use crate::domain::sealed_file::Outside;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::sealed_note::SealedFront;
use crate::output::{Output, counted};
use crate::parallel;
use crate::private::opened::{Agreed, Sealer, Unfiled, Unopened, Unsealed, is_sealed_to};
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::audit::audit;
use crate::private::vault::drafts::Drafts;
use crate::private::vault::kind::Kind;
use crate::private::vault::shelf::Shelf;

/// Seal everything to today's recipients
///
/// Opens each note, passes over those that are sealed to today's list already, and replaces the
/// others one by one, each only when its new seal has been opened again. Run it again if it was
/// interrupted. Exit code 1 when a note could not be done; the others are. So it is when there are
/// sealed files that this command does not know, such as the copies of a synchronising program: a
/// recipient that was removed opens them still.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault rekey")]
pub struct Args {
    /// Only what is of these clients
    pub clients: Vec<ClientId>,
    /// Print what would be sealed again, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// What became of a sealed file.
enum Fate {
    Current,
    Resealed,
    Failed(RekeyError),
}

/// What became of all of them.
#[derive(Default)]
struct Tally {
    resealed: Vec<Value>,
    current: usize,
    failed: Vec<Value>,
}

impl Tally {
    fn count(&self) -> usize {
        self.resealed.len() + self.current + self.failed.len()
    }
}

/// A file that could not be sealed again; it is as it was.
#[derive(Debug, thiserror::Error)]
enum RekeyError {
    #[error(transparent)]
    Unopened(#[from] Unopened),
    #[error(transparent)]
    Unfiled(#[from] Unfiled),
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(
        "another program has sealed it, so nothing says to whom; print it with `vault show --raw` and seal it with `vault new --stdin`"
    )]
    NotOurs,
    #[error("it changed meanwhile")]
    ChangedMeanwhile,
}

impl Explain for RekeyError {}

/// Seals again what needs it.
pub fn run(
    args: &Args,
    vault: &Vault,
    drafts: &Drafts,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let agreed = Agreed::of(vault)?;
    let sealer = Sealer::proven(identity(output)?, agreed)?;
    let everything = everything(args, vault, drafts)?;
    let mut tally = Tally::default();
    parallel::in_order(
        &everything,
        |(shelf, id)| (shelf.kind(), id.clone(), rekey(shelf, id, &sealer, args.dry_run)),
        |(kind, id, fate)| {
            match fate {
                Fate::Current => tally.current += 1,
                Fate::Resealed => {
                    if args.dry_run && !args.json {
                        output.data(&format!("{} {id}\n", kind.noun()))?;
                    }
                    tally.resealed.push(row(kind, &id, None));
                }
                Fate::Failed(error) => {
                    output.warning(format_args!("{} {id}: {error}", kind.noun()));
                    tally.failed.push(row(kind, &id, Some(&error)));
                }
            }
            output.progress("Sealing", tally.count(), everything.len());
            Ok::<(), Failure>(())
        },
    )?;
    let unvisited = unvisited(args, vault, &sealer)?;
    report(args, &tally, &unvisited, output)?;
    let is_whole = tally.failed.is_empty() && unvisited.is_empty();
    Ok(if is_whole { Outcome::Done } else { Outcome::Negative })
}

/// Returns the sealed files in the vault that are none of its files by their names, so that nobody
/// knows to whom they are sealed.
fn unvisited(args: &Args, vault: &Vault, sealer: &Sealer) -> Result<Vec<PathBuf>, DiskError> {
    let audit = audit(vault)?;
    let mut unvisited = Vec::new();
    for item in audit.unvisited(vault.root(), &args.clients) {
        // What a killed run was writing is as good as what it wrote.
        let is_current = item.kind == Outside::Temporary
            && is_sealed_to(sealer.identity(), &vault.tree().read(&item.path)?, sealer.digest());
        if !is_current {
            unvisited.push(item.path.clone());
        }
    }
    Ok(unvisited)
}

fn everything(
    args: &Args,
    vault: &Vault,
    drafts: &Drafts,
) -> Result<Vec<(Shelf, SealedId)>, DiskError> {
    let mut everything = Vec::new();
    for kind in Kind::IN_THE_VAULT {
        let shelf = vault.shelf(kind);
        everything.extend(shelf.ids(None)?.into_iter().map(|id| (shelf.clone(), id)));
    }
    everything.extend(drafts.all()?.into_iter().map(|(shelf, id)| (shelf.clone(), id)));
    if !args.clients.is_empty() {
        everything.retain(|(_, id)| args.clients.contains(&id.client));
    }
    Ok(everything)
}

fn rekey(shelf: &Shelf, id: &SealedId, sealer: &Sealer, dry_run: bool) -> Fate {
    let attempt = || -> Result<Fate, RekeyError> {
        let before = shelf.read(id)?;
        let file = Unsealed::addressed(sealer.identity(), id, &before)?;
        let front = file.front.as_ref().ok_or(RekeyError::NotOurs)?;
        if sealer.is_current(front) {
            return Ok(Fate::Current);
        }
        if dry_run {
            return Ok(Fate::Resealed);
        }
        // Sealed to others, it is the same version.
        let front = SealedFront { lineage: file.lineage(), ..front.clone() };
        let sealed = sealer.seal(front, file.reveal())?;
        match shelf.replace(id, &before, &sealed)? {
            Replaced::Yes => Ok(Fate::Resealed),
            Replaced::ChangedMeanwhile => Err(RekeyError::ChangedMeanwhile),
        }
    };
    attempt().unwrap_or_else(Fate::Failed)
}

fn row(kind: Kind, id: &SealedId, error: Option<&RekeyError>) -> Value {
    json!({
        "kind": kind.noun(),
        "id": id.to_string(),
        "reason": error.map(ToString::to_string),
    })
}

fn report(
    args: &Args,
    Tally { resealed, current, failed }: &Tally,
    unvisited: &[PathBuf],
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if args.json {
        let document = json!({
            "schema": "casenotes/vault-rekey@1",
            "dry_run": args.dry_run,
            "resealed": resealed,
            "current": current,
            "failed": failed,
            "unvisited": unvisited.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>(),
        });
        output.json(&document)?;
        return Ok(());
    }
    output.status(format_args!(
        "{} {}; {} sealed to today's recipients already; {} failed.",
        if args.dry_run { "Would seal again" } else { "Sealed again" },
        counted(resealed.len(), "file"),
        current,
        failed.len(),
    ));
    for path in unvisited {
        output.warning(format_args!(
            "{} is sealed, and nothing says to whom: its name is not that of a file of the vault",
            path.display()
        ));
    }
    if !unvisited.is_empty() {
        output.hint("A recipient that was removed may open it still. `casenotes vault drafts` lists what can be taken in beside the notes; move the rest out of the vault.");
    }
    if !failed.is_empty() {
        output.hint("This command has not changed what failed. Mend it and run the command again.");
    }
    Ok(())
}
