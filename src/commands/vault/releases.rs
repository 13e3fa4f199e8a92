//! `casenotes vault releases`: the vault's own log of what left.

use serde_json::{Value, json};

use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::table::Table;
use crate::output::{Output, counted};
use crate::private::opened::open_each;
use crate::private::release::entry::Entry;
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::shelf::Kind;

/// List the releases of psychotherapy notes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of a client
    pub client: Option<ClientId>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

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
            |id, file| (id.clone(), file.map(|file| Entry::parse(file.reveal()))),
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
    if args.json {
        let rows: Vec<Value> = entries
            .iter()
            .map(|(id, entry)| {
                let mut row = json!(entry);
                row["id"] = json!(id.to_string());
                row
            })
            .collect();
        let document = json!({ "schema": "casenotes/vault-releases@1", "releases": rows });
        output.json(&document)?;
    } else if !entries.is_empty() {
        let mut table = Table::new(&["RELEASE", "TO", "PURPOSE", "GROUND", "NOTES"]);
        for (id, entry) in &entries {
            let notes = entry.notes.len().to_string();
            table.row([
                id.to_string().as_str(),
                &entry.recipient,
                &entry.purpose,
                &entry.ground,
                &notes,
            ]);
        }
        for piece in table.pieces() {
            output.data(&piece)?;
        }
    }
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    if entries.is_empty() {
        output.status("No releases found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}
