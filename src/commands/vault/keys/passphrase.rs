//! `casenotes vault keys passphrase`: a new passphrase for an identity.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::disk::write::Replaced;
use crate::disk::{outside, place};
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::ask::{Ask, new_secret, tried_again};
use crate::private::seal::identity::{
    IdentityError, IdentityText, Passphrase, is_wrong_passphrase,
};

/// Change the passphrase of an identity
///
/// The key stays the same, so no note changes. The old file is replaced in one step, and only when
/// the new one has been opened with the new passphrase.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault keys passphrase")]
pub struct Args {
    /// Which identity file [default: the first of the configuration]
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// A command that prints the new passphrase
    #[arg(long, value_name = "COMMAND")]
    new_passphrase_command: Option<String>,
}

/// What a new passphrase needs besides its arguments.
pub struct Context<'a> {
    /// The identity files of the configuration.
    pub identities: &'a [PathBuf],
    /// The command of the configuration that prints the passphrase.
    pub passphrase_command: Option<&'a str>,
    /// Asks for the passphrase that opens an identity today.
    pub passphrase: &'a dyn Fn(&Path, &mut dyn Ask) -> Result<Passphrase, Failure>,
    /// Runs a command that prints a passphrase.
    pub run_command: &'a dyn Fn(&str) -> Result<Passphrase, Failure>,
    /// Who is asked.
    pub ask: &'a mut dyn Ask,
}

/// A passphrase that was not changed; the identity is as it was.
#[derive(Debug, thiserror::Error)]
enum PassphraseError {
    #[error("the configuration names no identity")]
    NoIdentity,
    #[error("this identity has no passphrase: it is sealed to another key")]
    Sealed,
    #[error("the new passphrase is empty")]
    Empty,
    #[error("the new passphrase does not open the new file; the identity is as it was")]
    NotProven,
    #[error("the identity {} changed meanwhile; it was left alone", .0.display())]
    ChangedMeanwhile(PathBuf),
}

impl Explain for PassphraseError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoIdentity => "Name one with `--identity FILE`.".into(),
            Self::Sealed => "Change the passphrase or PIN of that key.".into(),
            Self::Empty => "Use a long one.".into(),
            Self::NotProven | Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Changes the passphrase.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let given = args.identity.as_ref().or(context.identities.first());
    // A link stays a link: what it points to is replaced.
    let path = place::real_path(given.ok_or(PassphraseError::NoIdentity)?);
    let before = Zeroizing::new(outside::read(&path)?);
    let asks = context.passphrase_command.is_none();
    let text = tried_again(
        || IdentityText::open(&before, || (context.passphrase)(&path, context.ask), None),
        |failure| asks && is_wrong_passphrase(failure),
        output,
    );
    let text = text.map_err(|failure| match failure.error.downcast_ref() {
        Some(IdentityError::SealedToAnother) => PassphraseError::Sealed.into(),
        _ => failure,
    })?;
    // A text that is no identity must not be locked away as one.
    text.identity()?;
    let new = match &args.new_passphrase_command {
        Some(command) => (context.run_command)(command)?,
        None => {
            let instead = "Give --new-passphrase-command.";
            let mut typed = new_secret(context.ask, "New passphrase", instead, output)?;
            Passphrase::new(std::mem::take(&mut *typed))
        }
    };
    if new.is_empty() {
        return Err(PassphraseError::Empty.into());
    }
    let after = text.protected_by(&new);
    match IdentityText::open::<Failure>(&after, || Ok(new), None) {
        Ok(proven) if proven.is_same_as(&text) => {}
        _ => return Err(PassphraseError::NotProven.into()),
    }
    match outside::replace_private_if(&path, &before, &after)? {
        Replaced::Yes => {
            output.status(format_args!("Changed the passphrase of {}.", path.display()))
        }
        Replaced::ChangedMeanwhile => return Err(PassphraseError::ChangedMeanwhile(path).into()),
    }
    if context.passphrase_command.is_some() {
        output.hint("`passphrase_command` in the configuration must print the new passphrase now.");
    }
    output.hint("Copies of the identity made before still open with the old passphrase.");
    Ok(Outcome::Done)
}
