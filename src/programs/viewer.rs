//! The program that shows a file of some sort.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Explain;

/// What a desktop has for "open this with whatever is for it".
const OF_THE_DESKTOP: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// A program that did not show a file.
#[derive(Debug, thiserror::Error)]
pub enum ViewerError {
    /// It does not start.
    #[error("cannot start `{program}`")]
    DoesNotStart {
        /// Its name.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// It said that it failed.
    #[error("`{program}` ended with {status}")]
    Failed {
        /// Its name.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
}

impl Explain for ViewerError {
    fn hint(&self) -> Option<String> {
        Some("Name a program with `--with`, or take the bytes with `casenotes document show DOCUMENT --bytes`.".into())
    }
}

/// Shows a file in a program, or in the one that the desktop has for it, and waits until that has ended.
///
/// # Errors
/// Fails when it does not start or says that it failed.
pub fn open(program: Option<&str>, file: &Path) -> Result<(), ViewerError> {
    let program = program.unwrap_or(OF_THE_DESKTOP).to_owned();
    // What it prints is no result of ours.
    let status =
        Command::new(&program).arg(file).stdin(Stdio::null()).stdout(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(ViewerError::Failed { program, status }),
        Err(source) => Err(ViewerError::DoesNotStart { program, source }),
    }
}
