//! `sftp`, which carries files to another machine and back: a list of commands, of which the first that fails
//! ends it.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Explain;

/// An `sftp` that did not do all it was told.
#[derive(Debug, thiserror::Error)]
pub enum SftpError {
    /// It is not installed or cannot be run.
    #[error("`sftp` does not start")]
    DoesNotStart(#[source] io::Error),
    /// It does not come to the other machine, or not to the end.
    #[error("`sftp` to {machine} ended with {status}")]
    Ended {
        /// The machine that was meant.
        machine: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said.
        said: String,
    },
}

impl Explain for SftpError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::DoesNotStart(_) => "Install the client of OpenSSH.".into(),
            Self::Ended { said, .. } if said.is_empty() => {
                "It did not say why. Nothing is asked for: log in once with `ssh`, with a key that your agent holds.".into()
            }
            Self::Ended { said, .. } => format!(
                "It said: {said}. Nothing is asked for: log in once with `ssh`, with a key that your agent holds."
            ),
        })
    }
}

/// A folder on another machine: `ssh://[USER@]HOST[:PORT]/PATH`, where `/~/PATH` begins at the user's home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Who and where, as `sftp` takes it.
    machine: String,
    folder: String,
}

impl Address {
    /// Reads an address; `None` when the text is none, but the name of a folder.
    ///
    /// # Errors
    /// Fails when it names no machine or no folder.
    pub fn read(text: &str) -> Option<Result<Self, NoAddress>> {
        let rest = text.strip_prefix("ssh://")?;
        let read = || {
            let (machine, folder) = rest.split_once('/')?;
            let folder = match folder.strip_prefix("~/") {
                Some(below_home) => below_home.to_owned(),
                None => format!("/{folder}"),
            };
            let folder = folder.trim_end_matches('/');
            // What begins with a dash would be an option, and a line end another command.
            let is_plain = !machine.is_empty()
                && !machine.starts_with('-')
                && !machine.contains(|c: char| c.is_whitespace() || c.is_control())
                && !folder.is_empty()
                && !folder.contains(char::is_control);
            is_plain.then(|| Self { machine: machine.to_owned(), folder: folder.to_owned() })
        };
        Some(read().ok_or(NoAddress))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.machine, self.folder)
    }
}

/// A text that begins like an address and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address is `ssh://HOST/PATH`, with `USER@` before the host and `:PORT` behind it where they are needed"
)]
pub struct NoAddress;

impl Explain for NoAddress {
    fn hint(&self) -> Option<String> {
        Some("`ssh://HOST/~/PATH` begins at your home there.".into())
    }
}

/// Makes a folder for its owner alone if it is not there; those above it must be.
///
/// # Errors
/// Fails when `sftp` does.
pub fn make_folder(address: &Address) -> Result<(), SftpError> {
    let folder = quoted(&address.folder);
    run(&address.machine, &format!("-mkdir {folder}\n-chmod 700 {folder}\n")).map(drop)
}

/// Does commands in a folder there, with `local` as the folder here, and returns the lines they print.
///
/// # Errors
/// Fails at the first command that does.
pub fn in_folder(
    address: &Address,
    local: &Path,
    commands: &str,
) -> Result<Vec<String>, SftpError> {
    let there = quoted(&address.folder);
    let here = quoted(&local.to_string_lossy());
    let printed = run(&address.machine, &format!("cd {there}\nlcd {here}\n{commands}"))?;
    // Each command is repeated before what it prints.
    let lines = printed.lines().filter(|line| !line.starts_with("sftp> "));
    Ok(lines.map(str::to_owned).collect())
}

/// Returns a path as `sftp` takes it for one: in quotes, nothing is a pattern.
pub fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for c in path.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted + "\""
}

fn run(machine: &str, commands: &str) -> Result<String, SftpError> {
    let mut command = Command::new("sftp");
    command.args(["-q", "-b", "-", "--"]).arg(format!("sftp://{machine}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(SftpError::DoesNotStart)?;
    let stdin = child.stdin.take();
    let commands = commands.to_owned();
    // It answers before it has read all, and either pipe may be full.
    let feeding = std::thread::spawn(move || {
        // One that ends early says so by its exit status.
        let _ = stdin.map(|mut stdin| stdin.write_all(commands.as_bytes()));
    });
    let output = child.wait_with_output().map_err(SftpError::DoesNotStart)?;
    let _ = feeding.join();
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().map(str::trim).filter(|line| !line.is_empty());
            let said = said.collect::<Vec<_>>().join("; ");
            let said = said.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            Err(SftpError::Ended { machine: machine.to_owned(), status: output.status, said })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_machine_and_a_folder() {
        let read = |text: &str| Address::read(text).map(|it| it.map(|it| it.to_string()));
        assert_eq!(read("/media/stick/vault"), None);
        assert_eq!(read("ssh://desk/srv/vault/"), Some(Ok("desk:/srv/vault".to_owned())));
        assert_eq!(
            read("ssh://dana@desk:22/~/my vault"),
            Some(Ok("dana@desk:22:my vault".to_owned()))
        );
        for text in [
            "ssh://desk",
            "ssh://desk/",
            "ssh:///x",
            "ssh://-oX=y/x",
            "ssh://a b/x",
            "ssh://a/x\ny",
        ] {
            assert_eq!(read(text), Some(Err(NoAddress)), "{text:?}");
        }
    }

    #[test]
    fn a_path_is_no_pattern_and_no_other_command() {
        assert_eq!(quoted("my *\"vault\"\\"), "\"my *\\\"vault\\\"\\\\\"");
    }
}
