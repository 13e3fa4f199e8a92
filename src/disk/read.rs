//! Reading open files and streams to their end.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::disk::{DiskError, NOT_A_FILE};

/// No note and no key is larger; a larger file is something else.
pub const LARGEST: u64 = 64 * 1024 * 1024;

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
