//! `casenotes vault keys list`: whom psychotherapy notes are sealed to.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::recipient_list::{ListedRecipient, entries};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::rows::Column;
use crate::private::vault::Vault;
use crate::private::vault::agreement::ListStanding;

/// List the recipients that notes are sealed to
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault keys list")]
pub struct Args {
    #[command(flatten)]
    form: FormArgs,
}

const COLUMNS: &[Column<ListedRecipient>] = &[
    Column::new("LABEL", "label", |entry| entry.label.as_ref().into()),
    Column::new("RECIPIENT", "recipient", |entry| (&entry.recipient).into()),
];

/// Prints the recipients in the order of the list, and says if it is not the one that was agreed to.
/// Takes no key.
pub fn run(args: &Args, vault: &Vault, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let list = vault.recipients()?;
    let standing = vault.standing(&list)?;
    let entries = entries(&String::from_utf8_lossy(&list));
    output.rows(args.form.form(), COLUMNS, &entries, |rows| {
        let agreed = standing == ListStanding::Agreed;
        json!({ "schema": "casenotes/vault-keys@1", "agreed": agreed, "keys": rows })
    })?;
    match standing {
        ListStanding::Agreed => return Ok(Outcome::Done),
        ListStanding::Never => output.warning("this list was never agreed to on this machine"),
        ListStanding::Changed(changes) => output.warning(format_args!(
            "this is not the list that was agreed to on this machine: {changes}"
        )),
    }
    output.hint("`casenotes vault keys accept` shows what changed and asks.");
    Ok(Outcome::Done)
}
