//! Standard output as the process was given it: closed or not, and how much of it was taken.

use std::io::{self, BufWriter, Write};

use rustix::fs::{FileType, OFlags};
use rustix::stdio;

use crate::output::Results;

/// The results on their way to standard output, in pieces of a comfortable size.
pub type StandardOutput = BufWriter<Descriptor>;

/// The bare descriptor. std's own stream would take a write to a closed descriptor for done.
#[derive(Debug)]
pub struct Descriptor {
    is_closed: bool,
    taken: u64,
}

/// Returns standard output, to be flushed at the end.
pub fn standard_output() -> StandardOutput {
    BufWriter::with_capacity(64 * 1024, Descriptor { is_closed: was_closed(), taken: 0 })
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

/// Tells whether standard output was closed (`>&-`) when the program began.
///
/// Before `main`, std opens `/dev/null` for reading and writing in place of a standard descriptor that
/// is closed, so that no file of ours takes its number, and nothing that safe code may ask tells the
/// two apart afterwards. Shells throw output away into a `/dev/null` that is open for writing alone;
/// one that was opened for both counts as closed.
fn was_closed() -> bool {
    let out = stdio::stdout();
    let (Ok(flags), Ok(found)) = (rustix::fs::fcntl_getfl(out), rustix::fs::fstat(out)) else {
        return true;
    };
    flags & OFlags::RWMODE == OFlags::RDWR
        && FileType::from_raw_mode(found.st_mode) == FileType::CharacterDevice
        && rustix::fs::stat("/dev/null").is_ok_and(|null| null.st_rdev == found.st_rdev)
}
