//! What identifies bytes without telling them: their SHA-256.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// Returns `sha256:` and the digest in lower-case hexadecimal, as `sha256sum` prints it.
pub fn sha256(bytes: &[u8]) -> String {
    let mut digest = Sha256Writer::default();
    digest.0.update(bytes);
    digest.finish()
}

/// The same of bytes that are not all in memory: of what is written to it.
#[derive(Default)]
pub struct Sha256Writer(Sha256);

impl Sha256Writer {
    /// Returns the digest of all that was written.
    pub fn finish(self) -> String {
        let hex: String = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
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
        let mut digest = Sha256Writer::default();
        for piece in [&b"a"[..], b"", b"bc"] {
            digest.write_all(piece).unwrap();
        }
        assert_eq!(digest.finish(), sha256(b"abc"));
    }
}
