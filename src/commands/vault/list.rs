//! `casenotes vault list`: which psychotherapy notes there are, by their names alone.

use std::path::PathBuf;

use serde_json::json;

use crate::commands::args::form::FileFormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::SealedId;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::rows::Column;
use crate::private::vault::Vault;

/// List psychotherapy notes; opens none
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault list
  casenotes vault list c-7f3k")]
pub struct Args {
    /// Only notes of a client
    pub client: Option<ClientId>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "7 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    #[command(flatten)]
    form: FileFormArgs,
}

const COLUMNS: &[Column<(SealedId, PathBuf)>] = &[
    Column::new("NOTE", "id", |(id, _)| id.to_string().into()),
    Column::data("client", |(id, _)| id.client.as_str().into()),
    Column::table("SESSION", |(id, _)| {
        id.stem.minute().format("%a %Y-%m-%d %H:%M").to_string().into()
    }),
    Column::data("session", |(id, _)| id.stem.minute().format("%Y-%m-%dT%H:%M").to_string().into()),
    Column::data("path", |(_, path)| path.to_string_lossy().into()),
];

/// Prints the notes, sorted by client and time. Takes no key.
pub fn run(
    args: &Args,
    vault: &Vault,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    let shelf = vault.notes();
    let mut ids = shelf.ids(args.client.as_ref())?;
    ids.retain(|id| days.hold(id.stem.date()));
    let path_of = |id: SealedId| (id.clone(), shelf.path(&id));
    let notes: Vec<_> = ids.into_iter().map(path_of).collect();
    output.rows(
        args.form.form(),
        COLUMNS,
        &notes,
        |rows| json!({ "schema": "casenotes/vault-list@1", "notes": rows }),
    )?;
    if notes.is_empty() {
        output.status("No psychotherapy notes found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}
