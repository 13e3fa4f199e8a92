//! `casenotes vault drafts`: texts of psychotherapy notes that could not be filed, or that a killed run
//! left in the clear.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::couch::{Filed, Target};
use crate::disk::read;
use crate::disk::workbench::{Leftover, Workbench, discard};
use crate::domain::aim::Aim;
use crate::domain::digest::sha256;
use crate::domain::note_id::SealedId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::output::table::Table;
use crate::seal::identity::Identity;
use crate::seal::open_note::OpenNote;
use crate::seal::recipients::Recipients;
use crate::unsealed::{Sealer, Unsealed};
use crate::vault::Vault;
use crate::vault::drafts::Drafts;
use crate::vault::shelf::Shelf;

/// List, restore or remove texts that could not be filed
///
/// A text that the vault did not take is kept as a sealed draft. What a killed run left in the clear,
/// in memory, is listed here too.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File a draft where it belongs
    #[arg(long, value_name = "DRAFT", group = "action")]
    restore: Option<String>,
    /// Remove a draft for good
    #[arg(long, value_name = "DRAFT", group = "action")]
    remove: Option<String>,
    /// One JSON document
    #[arg(long, conflicts_with = "action")]
    json: bool,
}

/// What there is to restore or remove.
pub struct Desk<'a> {
    /// Where a text goes.
    pub vault: &'a Vault,
    /// The sealed drafts.
    pub drafts: &'a Drafts,
    /// The texts in the clear.
    pub leftovers: Vec<Leftover>,
}

/// A draft that cannot be restored.
#[derive(Debug, thiserror::Error)]
enum DraftError {
    #[error("nothing says what this draft is for")]
    NoAim,
    #[error("nothing was typed in it")]
    Blank,
}

impl Explain for DraftError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoAim => {
                "Open it with `age -d` and seal it with `casenotes vault new CLIENT --stdin`."
                    .into()
            }
            Self::Blank => "Take it away with `casenotes vault drafts --remove`.".into(),
        })
    }
}

/// What a name means.
enum Found<'d> {
    InTheClear(Leftover),
    Sealed(&'d Shelf, SealedId),
}

/// Lists, restores or removes.
pub fn run(
    args: &Args,
    desk: &Desk<'_>,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match (&args.restore, &args.remove) {
        (Some(name), _) => {
            let found = find(name, desk)?;
            let recipients = Recipients::parse(&desk.vault.recipients()?)?;
            let sealer = Sealer::proven(identity(output)?, recipients)?;
            let filed = match &found {
                Found::InTheClear(leftover) => restore_leftover(leftover, desk.vault, &sealer)?,
                Found::Sealed(shelf, id) => restore_draft(shelf, id, desk.vault, &sealer)?,
            };
            report(&filed, output);
            Ok(Outcome::Done)
        }
        (None, Some(name)) => {
            match find(name, desk)? {
                Found::InTheClear(leftover) => discard(&leftover)?,
                Found::Sealed(shelf, id) => shelf.remove(&id)?,
            }
            output.status("Removed.");
            Ok(Outcome::Done)
        }
        (None, None) => list(args, desk, output),
    }
}

/// Asks what is to become of each text that a killed run left; without an answer it is left.
///
/// Returns the key, if it was needed.
///
/// # Errors
/// Fails when a text that was to be recovered could not be.
pub fn offer(
    desk: &Desk<'_>,
    ask: &mut dyn Ask,
    identity: impl Fn(&mut dyn Ask, &mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Option<Identity>, Failure> {
    let mut unlocked = None;
    for leftover in &desk.leftovers {
        warn(leftover, output);
        let question = "Recover it, remove it, or leave it? (recover/remove/leave)";
        let Ok(answer) = ask.line(question, Some("leave")) else {
            let name = name_of(leftover);
            output.hint(format_args!(
                "`casenotes vault drafts --restore {name}` seals it, `--remove {name}` removes it."
            ));
            continue;
        };
        match answer.to_lowercase().as_str() {
            "recover" | "rec" => {
                let key = match unlocked.take() {
                    Some(key) => key,
                    None => identity(ask, output)?,
                };
                let recipients = Recipients::parse(&desk.vault.recipients()?)?;
                let sealer = Sealer::proven(key, recipients)?;
                let filed = restore_leftover(leftover, desk.vault, &sealer)?;
                report(&filed, output);
                unlocked = Some(sealer.into_identity());
            }
            "remove" | "rem" => {
                discard(leftover)?;
                output.status("Removed.");
            }
            _ => output.status("Left where it is."),
        }
    }
    Ok(unlocked)
}

fn warn(leftover: &Leftover, output: &mut Output<'_>) {
    let path = leftover.text.display();
    output.warning(format_args!(
        "a run that was killed has left a psychotherapy note in the clear: {path}"
    ));
    let purpose = match leftover.label.parse() {
        Ok(Aim::New(client, session)) => {
            format!("a new note of {client}, session {}", session.readable())
        }
        Ok(Aim::Edit(id)) => format!("an edit of {id}"),
        Err(_) => "unknown".to_owned(),
    };
    output.status(format_args!("It was for: {purpose}."));
}

fn list(args: &Args, desk: &Desk<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut rows: Vec<(String, &str, String, PathBuf)> = Vec::new();
    for (shelf, id) in desk.drafts.all()? {
        let path = shelf.path(&id);
        rows.push((id.to_string(), "sealed", id.client.to_string(), path));
    }
    for leftover in &desk.leftovers {
        let client = match leftover.label.parse() {
            Ok(Aim::New(client, _)) => client.to_string(),
            Ok(Aim::Edit(id)) => id.client.to_string(),
            Err(_) => String::new(),
        };
        rows.push((name_of(leftover), "in the clear", client, leftover.text.clone()));
    }
    if args.json {
        let drafts: Vec<Value> = rows
            .iter()
            .map(|(name, form, client, path)| {
                json!({
                    "draft": name,
                    "sealed": *form == "sealed",
                    "client": Some(client).filter(|client| !client.is_empty()),
                    "path": path.to_string_lossy(),
                })
            })
            .collect();
        let document = json!({ "schema": "casenotes/vault-drafts@1", "drafts": drafts });
        output.data(&format!("{document:#}\n"))?;
    } else if !rows.is_empty() {
        let mut table = Table::new(&["DRAFT", "FORM", "CLIENT", "PATH"]);
        for (name, form, client, path) in &rows {
            table.row([name.as_str(), form, client, &path.to_string_lossy()]);
        }
        for piece in table.pieces() {
            output.data(&piece)?;
        }
    }
    if rows.is_empty() {
        output.status("No drafts found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

fn find<'d>(name: &str, desk: &'d Desk<'_>) -> Result<Found<'d>, Failure> {
    let is_meant = |leftover: &&Leftover| name_of(leftover) == name;
    if let Some(leftover) = desk.leftovers.iter().find(is_meant) {
        return Ok(Found::InTheClear(leftover.clone()));
    }
    let Ok(reference) = name.parse::<NoteRef>();
    let (shelf, id) = desk.drafts.find(&reference)?;
    Ok(Found::Sealed(shelf, id))
}

fn restore_leftover(leftover: &Leftover, vault: &Vault, sealer: &Sealer) -> Result<Filed, Failure> {
    let aim: Aim = leftover.label.parse().map_err(|_| DraftError::NoAim)?;
    let mut bench = Workbench::take_over(leftover)?;
    // Until the text is filed the folder stays.
    bench.keep();
    let words = OpenNote::new(read::read(&leftover.text)?);
    let target = match aim {
        Aim::New(_, session) => Target { aim, session, before: None },
        Aim::Edit(_) => {
            let before = bench.original()?;
            let front = Unsealed::open(sealer.identity(), &before)?.front;
            let session = front.ok_or(DraftError::NoAim)?.session;
            Target { aim, session, before: Some(before) }
        }
    };
    let filed = file(&target, &words, vault, sealer)?;
    drop(bench);
    discard(leftover)?;
    Ok(filed)
}

fn restore_draft(
    shelf: &Shelf,
    id: &SealedId,
    vault: &Vault,
    sealer: &Sealer,
) -> Result<Filed, Failure> {
    let draft = Unsealed::read(sealer.identity(), shelf, id)?;
    let front = draft.front.as_ref().ok_or(DraftError::NoAim)?;
    let target = match &front.replaces {
        None => {
            let aim = Aim::New(front.client.clone(), front.session);
            Target { aim, session: front.session, before: None }
        }
        Some(replaces) => {
            let note = SealedId { client: front.client.clone(), stem: replaces.stem.clone() };
            // A note that has changed since, or is gone, is not replaced.
            let before = vault.notes().read(&note).ok();
            let before = before.filter(|before| sha256(before) == replaces.digest);
            Target { aim: Aim::Edit(note), session: front.session, before }
        }
    };
    let words = OpenNote::new(draft.reveal().to_vec());
    let filed = file(&target, &words, vault, sealer)?;
    shelf.remove(id)?;
    Ok(filed)
}

fn file(
    target: &Target,
    words: &OpenNote,
    vault: &Vault,
    sealer: &Sealer,
) -> Result<Filed, Failure> {
    match words.reveal().trim_ascii().is_empty() {
        true => Err(DraftError::Blank.into()),
        false => Ok(target.file(vault, words, sealer)?),
    }
}

fn report(filed: &Filed, output: &mut Output<'_>) {
    match filed {
        Filed::New(id) => output.status(format_args!("Sealed {id}.")),
        Filed::Replaced(id) => output.status(format_args!("Sealed {id} again, with the draft.")),
        Filed::Beside { id, kept } => {
            output.status(format_args!("Sealed {kept}."));
            output.warning(format_args!(
                "`{id}` is not what it was when the draft was begun, so it was left alone"
            ));
        }
    }
}

/// Returns what a text in the clear is called: the name of its folder.
fn name_of(leftover: &Leftover) -> String {
    let name = leftover.folder.file_name().unwrap_or(Path::new("?").as_os_str());
    name.to_string_lossy().into_owned()
}
