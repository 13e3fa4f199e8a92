//! `casenotes vault list`: which psychotherapy notes there are, by their names alone.

use std::path::PathBuf;

use serde_json::json;

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::SealedId;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::private::vault::Vault;

/// List psychotherapy notes; opens none
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only notes of a client
    pub client: Option<ClientId>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "7 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// One JSON object a line
    #[arg(long, group = "output")]
    jsonl: bool,
    /// The path of each note
    #[arg(long, group = "output")]
    paths: bool,
    /// The path of each note, ended by a NUL byte, for `xargs -0`
    #[arg(short = '0', long = "null", group = "output")]
    null: bool,
}

/// Prints the notes, sorted by client and time. Takes no key.
pub fn run(
    args: &Args,
    vault: &Vault,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    let mut notes = vault.notes().ids(args.client.as_ref())?;
    notes.retain(|id| days.hold(id.stem.date()));
    print(args, vault, &notes, output)?;
    if notes.is_empty() {
        output.status("No psychotherapy notes found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

fn print(
    args: &Args,
    vault: &Vault,
    notes: &[SealedId],
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let shelf = vault.notes();
    let path = |id: &SealedId| -> PathBuf { shelf.path(id) };
    let row = |id: &SealedId| {
        json!({
            "id": id.to_string(),
            "client": id.client.as_str(),
            "session": id.stem.minute().format("%Y-%m-%dT%H:%M").to_string(),
            "path": path(id).to_string_lossy(),
        })
    };
    if args.json {
        let rows: Vec<_> = notes.iter().map(row).collect();
        let document = json!({ "schema": "casenotes/vault-list@1", "notes": rows });
        output.json(&document)?;
    } else if args.jsonl {
        for id in notes {
            output.json_text(&format!("{}\n", row(id)))?;
        }
    } else if args.paths || args.null {
        let end = if args.null { '\0' } else { '\n' };
        for id in notes {
            output.data(&format!("{}{end}", path(id).to_string_lossy()))?;
        }
    } else if !notes.is_empty() {
        let mut table = Table::new(&["NOTE", "SESSION"]);
        for id in notes {
            let session = id.stem.minute().format("%a %Y-%m-%d %H:%M").to_string();
            table.row([id.to_string().as_str(), &session]);
        }
        for piece in table.pieces() {
            output.data(&piece)?;
        }
    }
    Ok(())
}
