//! Stores of secrets that may keep private notes: each entry is read by the store's own command that shows it.

use std::io;
use std::process::{Command, ExitStatus, Stdio};

use zeroize::Zeroizing;

use crate::failure::Explain;

/// A program that keeps secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretStore {
    /// `pass`, whose entries are sealed by GnuPG.
    Pass,
    /// `passage`, whose entries are sealed by age.
    Passage,
    /// `gopass`.
    Gopass,
}

/// An entry that was not shown.
#[derive(Debug, thiserror::Error)]
pub enum SecretStoreError {
    /// It is missing or cannot be run.
    #[error("`{0}` does not start")]
    DoesNotStart(&'static str, #[source] io::Error),
    /// It said that it failed.
    #[error("`{program} show {name}` ended with {status}")]
    Failed {
        /// The program.
        program: &'static str,
        /// The entry.
        name: String,
        /// How it ended.
        status: ExitStatus,
    },
}

impl Explain for SecretStoreError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::DoesNotStart(program, _) => format!("Install `{program}`, or name files."),
            Self::Failed { .. } => "Try it in a shell: it must show the entry and end without an error. Nothing was sealed.".into(),
        })
    }
}

impl SecretStore {
    fn program(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Passage => "passage",
            Self::Gopass => "gopass",
        }
    }

    /// Returns what the command that shows an entry prints; what asks for a passphrase asks it at the terminal.
    ///
    /// # Errors
    /// Fails when the program does not start or says that it failed.
    pub fn shown(self, name: &str) -> Result<Zeroizing<Vec<u8>>, SecretStoreError> {
        let program = self.program();
        let mut command = Command::new(program);
        command.arg("show");
        if self == Self::Gopass {
            // It keeps back all but the first line where that is set.
            command.arg("--force");
        }
        let output = command
            .arg(name)
            .stdin(Stdio::inherit())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|source| SecretStoreError::DoesNotStart(program, source))?;
        let printed = Zeroizing::new(output.stdout);
        match output.status.success() {
            true => Ok(printed),
            false => Err(SecretStoreError::Failed {
                program,
                name: name.to_owned(),
                status: output.status,
            }),
        }
    }
}
