//! `casenotes vault keys remove`: one recipient less that notes are sealed to.

use crate::commands::vault::keys::add::ListChanged;
use crate::disk::write::Replaced;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::private::opened::Agreed;
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::{LockedOut, prove};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;

/// Remove a recipient
///
/// Notes are no longer sealed to it from now on. What is sealed already still is: run `vault rekey`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault keys remove paper")]
pub struct Args {
    /// Its label, or the recipient itself: age1...
    name: String,
}

/// Removing it would lock the therapist out.
#[derive(Debug, thiserror::Error)]
#[error("this is the last recipient that one of your identities opens")]
struct OwnLast;

impl Explain for OwnLast {
    fn hint(&self) -> Option<String> {
        Some("Add another of your own with `casenotes vault keys add` first.".into())
    }
}

/// Removes the recipient.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    // By a label that somebody else wrote, another than the one that is meant could be removed.
    let agreed = Agreed::to_the_letter(vault)?;
    let entry = agreed.recipients().find(&args.name)?;
    let text = String::from_utf8_lossy(agreed.list());
    let after = agreed.recipients().without(&text, entry)?;
    match prove(&Recipients::parse(after.as_bytes())?, &identity(output)?) {
        Err(LockedOut::NotARecipient) => return Err(OwnLast.into()),
        proven => proven?,
    }
    match vault.replace_recipients(agreed.list(), &after)? {
        Replaced::Yes => vault.agree_to(after.as_bytes())?,
        Replaced::ChangedMeanwhile => return Err(ListChanged { is_printed: false }.into()),
    }
    output.status(format_args!("Removed {}.", entry.label.as_deref().unwrap_or(&args.name)));
    output.hint("What is sealed already still opens with it: run `casenotes vault rekey`.");
    output.warning("copies made before, such as backups, open with it for ever");
    Ok(Outcome::Done)
}
