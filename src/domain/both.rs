//! What is written, and looked at on its way.

use std::io::{self, Write};

/// Writes to two at once: what looks at the bytes, such as a digest, and where they go.
pub struct Both<'w, L> {
    /// What looks at them; it takes all that it is given.
    pub looking: L,
    /// Where they go.
    pub writer: &'w mut dyn Write,
}

impl<L: Write> Write for Both<'_, L> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write_all(bytes)?;
        self.looking.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
