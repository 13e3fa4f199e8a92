//! The command of the user's that prints a passphrase, such as that of a password manager.

use std::io;
use std::process::{Command, ExitStatus, Stdio};

use zeroize::Zeroizing;

use crate::failure::Explain;

/// A command that was to print a passphrase and did not.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// The shell is missing or cannot be run.
    #[error("the passphrase command does not start")]
    DoesNotStart(#[source] io::Error),
    /// It said that it failed.
    #[error("the passphrase command ended with {0}")]
    Failed(ExitStatus),
    /// It printed nothing, or what is not UTF-8.
    #[error("the passphrase command printed no text")]
    Nothing,
    /// Whoever types the passphrase can type one line.
    #[error("the passphrase command printed more than one line")]
    SeveralLines,
}

impl Explain for PassphraseError {
    fn hint(&self) -> Option<String> {
        Some("Try it in a shell: it must print the passphrase on one line, nothing else, and end without an error.".into())
    }
}

/// Runs a command that prints a passphrase; one line end behind it does not count.
///
/// # Errors
/// Fails when it does not start, fails, or prints anything but one line of text.
pub fn printed_by(command: &str) -> Result<Zeroizing<String>, PassphraseError> {
    let output = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(PassphraseError::DoesNotStart)?;
    let printed = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(PassphraseError::Failed(output.status));
    }
    let text = std::str::from_utf8(&printed).map_err(|_| PassphraseError::Nothing)?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    match text {
        "" => Err(PassphraseError::Nothing),
        text if text.contains(['\n', '\r']) => Err(PassphraseError::SeveralLines),
        text => Ok(Zeroizing::new(text.to_owned())),
    }
}
