//! Standard output as the process was given it: closed or not, and how much of it was taken.

use std::io::{self, BufWriter, Write};
use std::os::fd::BorrowedFd;

use rustix::stdio;

use crate::output::{Results, TerminalSize};

/// The results on their way to standard output, in pieces of a comfortable size.
pub type StandardOutput = BufWriter<Descriptor>;

/// The bare descriptor. std's own stream would take a write to a closed descriptor for done.
#[derive(Debug)]
pub struct Descriptor {
    is_closed: bool,
    taken: u64,
}

/// Returns standard output, to be flushed at the end; `is_closed` says that the process was given none.
pub fn standard_output(is_closed: bool) -> StandardOutput {
    BufWriter::with_capacity(64 * 1024, Descriptor { is_closed, taken: 0 })
}

/// Returns how large the terminal is that a stream is; `None` where it does not tell.
pub fn size_of(stream: BorrowedFd<'_>) -> Option<TerminalSize> {
    let size = rustix::termios::tcgetwinsize(stream).ok()?;
    let (columns, rows) = (usize::from(size.ws_col), usize::from(size.ws_row));
    (columns > 0 && rows > 0).then_some(TerminalSize { columns, rows })
}

impl Write for Descriptor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Err(rustix::io::Errno::BADF.into());
        }
        let taken = rustix::io::write(stdio::stdout(), bytes)?;
        self.taken += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Results for StandardOutput {
    fn taken(&self) -> u64 {
        self.get_ref().taken
    }

    fn is_closed(&self) -> bool {
        self.get_ref().is_closed
    }
}
