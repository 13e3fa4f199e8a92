//! A sealed text, opened into memory that is erased.

use std::io::Read;

use age::Decryptor;
use zeroize::Zeroizing;

/// Opens a sealed text with the first identity that can.
///
/// # Errors
/// Fails when none can, and when the text is damaged anywhere.
pub fn decrypt_to_memory<'a, R: std::io::BufRead>(
    decryptor: Decryptor<R>,
    identities: impl Iterator<Item = &'a dyn age::Identity>,
) -> Result<Zeroizing<Vec<u8>>, age::DecryptError> {
    let mut reader = decryptor.decrypt(identities)?;
    // Damage shows only while reading, so read to the end before anyone sees a byte.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(8 * 1024));
    reader.read_to_end(&mut plaintext)?;
    Ok(plaintext)
}

/// The longest header that is read: more than a thousand recipients.
const LONGEST_HEADER: usize = 256 * 1024;

/// Tells whether the header of an age file ends within reason. The crate begins anew with each line of
/// it, so that one of 5 MB would hold it up for minutes.
pub fn is_header_bounded(sealed: &[u8]) -> bool {
    let start = &sealed[..sealed.len().min(LONGEST_HEADER)];
    // The line of its MAC is the last.
    start.len() == sealed.len() || memchr::memmem::find(start, b"\n---").is_some()
}
