//! Reading open files and streams to their end.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::disk::{DiskError, NOT_A_FILE};

/// No note and no key is larger; a larger file is something else.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// A regular file that is held open and may be of any size.
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    path: PathBuf,
    size: u64,
}

/// How much of a large file is read at once: what was read is still near when it is looked at.
const PIECE: usize = 256 * 1024;

impl OpenFile {
    /// Takes a file that was opened without waiting for a writer.
    ///
    /// # Errors
    /// Fails on anything but a regular file.
    pub(super) fn of(file: File, path: &Path) -> Result<Self, DiskError> {
        let failed = |source: std::io::Error| DiskError::new("read", path, source);
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(failed(std::io::Error::other(NOT_A_FILE)));
        }
        Ok(Self { file, path: path.to_owned(), size: metadata.len() })
    }

    /// Names it as its user does.
    pub(super) fn called(self, path: &Path) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    /// Returns how many bytes it had when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what an error means that was met while the file was read.
    pub fn failed(&self, source: std::io::Error) -> DiskError {
        DiskError::new("read", &self.path, source)
    }

    /// Reads so many bytes at the beginning, or all if there are fewer.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn head(&self, length: usize) -> Result<Vec<u8>, DiskError> {
        let mut head = vec![0; length.min(usize::try_from(self.size).unwrap_or(length))];
        let mut read = 0;
        while read < head.len() {
            match self.file.read_at(&mut head[read..], read as u64) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(DiskError::new("read", &self.path, error)),
            }
        }
        head.truncate(read);
        Ok(head)
    }

    /// Hands over all bytes from the beginning, a piece at a time.
    ///
    /// # Errors
    /// Fails when it cannot be read or `writer` fails, and when it has become longer or shorter meanwhile.
    pub fn copy_to(&self, writer: &mut dyn Write) -> std::io::Result<()> {
        // One more than it has shows that it has become longer.
        let whole = usize::try_from(self.size).unwrap_or(PIECE).saturating_add(1);
        let mut piece = vec![0; PIECE.min(whole)];
        let mut at = 0;
        loop {
            match self.file.read_at(&mut piece, at) {
                Ok(0) if at == self.size => return Ok(()),
                Ok(read) if read > 0 && at + read as u64 <= self.size => {
                    writer.write_all(&piece[..read])?;
                    at += read as u64;
                }
                Ok(_) => {
                    let path = self.path.display();
                    return Err(std::io::Error::other(format!("{path} changed while it was read")));
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// A place in an open file, from which is read on.
#[derive(Debug)]
pub struct Reading {
    file: OpenFile,
    at: u64,
}

impl From<OpenFile> for Reading {
    fn from(file: OpenFile) -> Self {
        Self { file, at: 0 }
    }
}

impl Read for Reading {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.file.read_at(bytes, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reading {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.file.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Reads a regular file that was opened without waiting for a writer.
pub(super) fn read_file(file: File) -> std::io::Result<Vec<u8>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(std::io::Error::other(NOT_A_FILE));
    }
    let mut bytes = Vec::with_capacity(metadata.len().min(LARGEST) as usize + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(std::io::Error::other("it is larger than 64 MiB"));
    }
    Ok(bytes)
}

/// Reads a stream to its end, such as standard input.
///
/// # Errors
/// Fails when the stream does, and past 64 MiB.
pub fn read_stream(stream: &mut dyn Read, name: &Path) -> Result<Vec<u8>, DiskError> {
    let mut bytes = Vec::new();
    let read = stream.take(LARGEST + 1).read_to_end(&mut bytes);
    read.and_then(|_| match bytes.len() as u64 > LARGEST {
        true => Err(std::io::Error::other("it is larger than 64 MiB")),
        false => Ok(()),
    })
    .map_err(|source| DiskError::new("read", name, source))?;
    Ok(bytes)
}
