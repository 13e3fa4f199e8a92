//! The user's pager, for results that are longer than the terminal.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::SigId;
use signal_hook::consts::SIGINT;

/// What `less` does where nobody has told it otherwise: end where all fits, show colour, clear nothing.
const LESS: &str = "FRX";

/// The command that shows a long text, as the user has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    words: Vec<String>,
    is_less_told: bool,
}

/// A pager that shows a text.
pub struct Showing {
    child: Child,
    held: Option<SigId>,
}

impl Pager {
    /// Takes the command as the user has set it; `None` for one that is to show everything at once.
    /// `is_less_told` says that `LESS` is set.
    pub fn new(command: &str, is_less_told: bool) -> Option<Self> {
        let words = shell_words::split(command).ok()?;
        let is_plain = words.first().is_none_or(|name| name.rsplit('/').next() == Some("cat"));
        (!is_plain).then_some(Self { words, is_less_told })
    }

    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.words[0]
    }

    /// Starts it. It can neither run programs nor keep what was looked for: a record is in it.
    ///
    /// # Errors
    /// Fails when it cannot be started.
    pub fn start(&self) -> io::Result<Showing> {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).stdin(Stdio::piped());
        command.env("LESSSECURE", "1").env("LESSHISTFILE", "-");
        if !self.is_less_told {
            command.env("LESS", LESS);
        }
        let child = command.spawn()?;
        // An interrupt from the keyboard is the pager's, which it stops a search with.
        let held = signal_hook::flag::register(SIGINT, Arc::new(AtomicBool::new(false))).ok();
        Ok(Showing { child, held })
    }
}

impl Write for Showing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.child.stdin {
            Some(stdin) => stdin.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Showing {
    /// Waits until the user has left it.
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        if let Some(held) = self.held {
            signal_hook::low_level::unregister(held);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_that_shows_everything_at_once_is_none() {
        for command in ["cat", "/bin/cat -v", "", " ", "less 'x"] {
            assert_eq!(Pager::new(command, false), None, "{command:?}");
        }
        assert_eq!(Pager::new("less -S", false).unwrap().words, ["less", "-S"]);
    }
}
