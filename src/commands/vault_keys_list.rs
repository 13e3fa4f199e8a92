//! `casenotes vault keys list`: whom psychotherapy notes are sealed to.

use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::seal::recipients::Recipients;
use crate::vault::Vault;

/// List the recipients that notes are sealed to
#[derive(Debug, clap::Args)]
pub struct Args {
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Prints the recipients in the order of the list. Takes no key.
pub fn run(args: &Args, vault: &Vault, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let recipients = Recipients::parse(&vault.recipients()?)?;
    if args.json {
        let keys: Vec<Value> = recipients
            .entries()
            .map(|entry| json!({ "label": entry.label, "recipient": entry.recipient }))
            .collect();
        let document = json!({ "schema": "casenotes/vault-keys@1", "keys": keys });
        output.data(&format!("{document:#}\n"))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["LABEL", "RECIPIENT"]);
    for entry in recipients.entries() {
        table.row([entry.label.as_deref().unwrap_or_default(), &entry.recipient]);
    }
    for piece in table.pieces() {
        output.data(&piece)?;
    }
    Ok(Outcome::Done)
}
