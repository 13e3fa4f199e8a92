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
