//! `casenotes vault keys list`: whom psychotherapy notes are sealed to.

use serde_json::{Value, json};

use crate::domain::recipient_list::entries;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::private::vault::Vault;
use crate::private::vault::agreement::Standing;

/// List the recipients that notes are sealed to
#[derive(Debug, clap::Args)]
pub struct Args {
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Prints the recipients in the order of the list, and says if it is not the one that was agreed to.
/// Takes no key.
pub fn run(args: &Args, vault: &Vault, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let list = vault.recipients()?;
    let standing = vault.standing(&list)?;
    let entries = entries(&String::from_utf8_lossy(&list));
    if args.json {
        let keys: Vec<Value> = entries
            .iter()
            .map(|entry| json!({ "label": entry.label, "recipient": entry.recipient }))
            .collect();
        let document = json!({
            "schema": "casenotes/vault-keys@1",
            "agreed": standing == Standing::Agreed,
            "keys": keys,
        });
        output.json(&document)?;
    } else {
        let mut table = Table::new(&["LABEL", "RECIPIENT"]);
        for entry in &entries {
            table.row([entry.label.as_deref().unwrap_or_default(), &entry.recipient]);
        }
        for piece in table.pieces() {
            output.data(&piece)?;
        }
    }
    match standing {
        Standing::Agreed => return Ok(Outcome::Done),
        Standing::Never => output.warning("this list was never agreed to on this machine"),
        Standing::Changed(changes) => output.warning(format_args!(
            "this is not the list that was agreed to on this machine: {changes}"
        )),
    }
    output.hint("`casenotes vault keys accept` shows what changed and asks.");
    Ok(Outcome::Done)
}
