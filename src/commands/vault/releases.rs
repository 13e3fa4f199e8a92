//! `casenotes vault releases`: the vault's own log of what left.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::SealedId;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::rows::{Cell, Column};
use crate::output::{Output, counted};
use crate::private::opened::open_each;
use crate::private::release::entry::ReleaseEntry;
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::shelf::Kind;

/// List the releases of psychotherapy notes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of a client
    pub client: Option<ClientId>,
    #[command(flatten)]
    form: FormArgs,
}

const COLUMNS: &[Column<(SealedId, ReleaseEntry)>] = &[
    Column::table("RELEASE", |(id, _)| id.to_string().into()),
    Column::data("time", |(_, entry)| (&entry.time).into()),
    Column::data("client", |(_, entry)| (&entry.client).into()),
    Column::new("TO", "recipient", |(_, entry)| (&entry.recipient).into()),
    Column::data("address", |(_, entry)| entry.address.as_ref().into()),
    Column::new("PURPOSE", "purpose", |(_, entry)| (&entry.purpose).into()),
    Column::new("GROUND", "ground", |(_, entry)| (&entry.ground).into()),
    Column::data("reference", |(_, entry)| entry.reference.as_ref().into()),
    Column::data("authorization", |(_, entry)| entry.authorization.as_ref().into()),
    Column::data("form", |(_, entry)| (&entry.form).into()),
    Column::data("sealed_for", |(_, entry)| (&entry.sealed_for).into()),
    Column::data("digest", |(_, entry)| (&entry.digest).into()),
    Column::table("NOTES", |(_, entry)| entry.notes.len().into()),
    Column::json("notes", |(_, entry)| Cell::Json(json!(entry.notes))),
    Column::data("id", |(id, _)| id.to_string().into()),
];

/// A log with a gap.
#[derive(Debug, thiserror::Error)]
#[error("the list is not complete: {} could not be read", counted(*.0, "entry"))]
struct Incomplete(usize);

impl Explain for Incomplete {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes vault verify` to see what is wrong.".into())
    }
}

/// Prints the entries, sorted by client and time.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let shelf = vault.shelf(Kind::Release);
    let ids = shelf.ids(args.client.as_ref())?;
    let (mut entries, mut unread) = (Vec::new(), 0);
    if !ids.is_empty() {
        open_each(
            &identity(output)?,
            &shelf,
            &ids,
            |id, file| (id.clone(), file.map(|file| ReleaseEntry::parse(file.reveal()))),
            |(id, read)| {
                match read {
                    Ok(Some(entry)) => entries.push((id, entry)),
                    Ok(None) => {
                        unread += 1;
                        output.warning(format_args!("{id}: it is not an entry of the log"));
                    }
                    Err(error) => {
                        unread += 1;
                        output.warning(format_args!("{id}: {error}"));
                    }
                }
                Ok::<(), Failure>(())
            },
        )?;
    }
    output.rows(
        args.form.form(),
        COLUMNS,
        &entries,
        |rows| json!({ "schema": "casenotes/vault-releases@1", "releases": rows }),
    )?;
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    if entries.is_empty() {
        output.status("No releases found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}
