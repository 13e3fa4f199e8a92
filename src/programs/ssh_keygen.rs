//! `ssh-keygen`, which signs with a key that is held by the agent or on a hardware token.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Explain;

/// An `ssh-keygen` that did not sign.
#[derive(Debug, thiserror::Error)]
pub enum KeygenError {
    /// It is not installed or cannot be run.
    #[error("`ssh-keygen` does not start")]
    DoesNotStart(#[source] io::Error),
    /// It said that it failed.
    #[error("`ssh-keygen` could not sign; it ended with {0}")]
    Failed(ExitStatus),
}

impl Explain for KeygenError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::DoesNotStart(_) => "Install OpenSSH 8.9 or newer: keys of an agent or a token sign through it.".into(),
            Self::Failed(_) => "Check with `ssh-add -L` that your agent holds the key, or plug in the token and touch it.".into(),
        })
    }
}

/// What signs.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Its file.
    pub file: &'a Path,
    /// Whether the file is the public half alone, so that the agent must have the other.
    pub is_held_by_agent: bool,
}

/// Signs a text for a purpose, and returns what is said to be its signature: that it is one, and by
/// whom, is for the caller to check.
///
/// # Errors
/// Fails when `ssh-keygen` does not start or says that it failed.
pub fn sign(key: Key<'_>, namespace: &str, text: &[u8]) -> Result<Vec<u8>, KeygenError> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-q", "-n", namespace, "-f"]).arg(key.file);
    if key.is_held_by_agent {
        command.arg("-U");
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(KeygenError::DoesNotStart)?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends early says so by its exit status.
        let _ = stdin.write_all(text);
    }
    let output = child.wait_with_output().map_err(KeygenError::DoesNotStart)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(KeygenError::Failed(output.status)),
    }
}
