//! `casenotes vault keys accept`: the owner's agreement to a list of recipients that somebody else wrote.

use crate::failure::{Explain, Failure, Outcome};
use crate::output::ask::{Ask, NobodyThere};
use crate::output::{Output, counted, without_controls};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;
use crate::private::vault::agreement::ListStanding;

/// Agree to a list of recipients that another device or person has changed
///
/// Shows what was added, removed and renamed since you last agreed to the list on this machine, and
/// asks. Until you agree nothing is sealed. A list that is not known on this machine yet is shown whole.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault keys accept")]
pub struct Args {
    /// Agree without being asked
    #[arg(long)]
    yes: bool,
}

/// Nobody has agreed.
#[derive(Debug, thiserror::Error)]
#[error("you have not agreed to the list of recipients; nothing is sealed to it")]
struct Declined;

impl Explain for Declined {
    fn hint(&self) -> Option<String> {
        Some("Find out who has changed `recipients.txt` in the vault; restore it from a backup, or take out with an editor what does not belong.".into())
    }
}

/// Shows the list and asks.
pub fn run(
    args: &Args,
    vault: &Vault,
    ask: &mut dyn Ask,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let list = vault.recipients()?;
    let recipients = Recipients::parse(&list)?;
    let standing = vault.standing(&list)?;
    if standing == ListStanding::Agreed {
        output.status("You have agreed to this list already.");
        return Ok(Outcome::Done);
    }
    agree(vault, &list, &recipients, &standing, (!args.yes).then_some(ask), output)?;
    Ok(Outcome::Done)
}

/// Asks, before anything is sealed, whether the owner agrees to a list that is not the one agreed to.
/// A list that cannot be used is left to the command to refuse.
///
/// # Errors
/// Fails when the owner does not agree.
pub fn settle(vault: &Vault, ask: &mut dyn Ask, output: &mut Output<'_>) -> Result<(), Failure> {
    let list = vault.recipients()?;
    let Ok(recipients) = Recipients::parse(&list) else { return Ok(()) };
    match vault.standing(&list)? {
        ListStanding::Agreed => Ok(()),
        // What the keys are called is for `keys add` and `keys remove`; those refuse it.
        ListStanding::Changed(changes) if !changes.alters_keys() => Ok(()),
        standing => agree(vault, &list, &recipients, &standing, Some(ask), output),
    }
}

fn agree(
    vault: &Vault,
    list: &[u8],
    recipients: &Recipients,
    standing: &ListStanding,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    match standing {
        ListStanding::Changed(changes) => {
            output.status("The list of recipients is not the one you have agreed to:");
            for line in changes.lines() {
                output.status(format_args!("  {line}"));
            }
            output.status("With these changes notes are sealed to:");
        }
        _ => output.status("On this machine you have not yet agreed to whom notes are sealed:"),
    }
    for entry in recipients.entries() {
        let label = entry.label.as_deref().unwrap_or("without a label");
        output.status(format_args!("  {}: {}", without_controls(label), entry.recipient));
    }
    output.status("Whoever has the key of one of them can open what is sealed from now on.");
    if let Some(ask) = ask {
        let answer =
            ask.line("Are all of them yours? (yes/no)", Some("no")).map_err(|_| NobodyThere {
                what: "whether you agree to the list".to_owned(),
                instead: Some("Give `--yes` if all of them are yours.".to_owned()),
            })?;
        if answer.to_lowercase() != "yes" {
            return Err(Declined.into());
        }
    }
    vault.agree_to(list)?;
    let count = recipients.entries().count();
    output.status(format_args!("Agreed to {}.", counted(count, "recipient")));
    Ok(())
}
