//! What identifies bytes without telling them: their SHA-256.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// Returns `sha256:` and the digest in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

/// Returns the digest alone, as `sha256sum` prints it; by it an addition names the text it adds to.
pub fn bare_sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns the digest as bytes.
pub fn sha256_bytes(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn hex(digest: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 0x0f)]);
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// [`sha256`] of bytes that are not all in memory: of what is written to it.
#[derive(Default)]
pub struct Sha256Writer(Sha256);

impl Sha256Writer {
    /// Returns the digest of all that was written.
    pub fn finish(self) -> String {
        format!("sha256:{}", self.finish_bare())
    }

    /// Returns the same without what it is, as [`bare_sha256`].
    pub fn finish_bare(self) -> String {
        hex(&self.0.finalize())
    }
}

impl Write for Sha256Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_one_of_fips_180_4() {
        assert_eq!(
            sha256(b"abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(format!("sha256:{}", bare_sha256(b"abc")), sha256(b"abc"));
        let mut digest = Sha256Writer::default();
        for piece in [&b"a"[..], b"", b"bc"] {
            digest.write_all(piece).unwrap();
        }
        assert_eq!(digest.finish(), sha256(b"abc"));
    }
}
