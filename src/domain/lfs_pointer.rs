//! What git lfs puts in the place of a large file: a few lines that name it by its digest.

use std::io::{self, Write};

use crate::domain::digest::Sha256Writer;

/// A pointer (git-lfs specification, "The Pointer").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LfsPointer {
    /// The SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// How many bytes there are.
    pub size: u64,
}

/// How one begins.
const BEGIN: &str = "version https://git-lfs.github.com/spec/v1\n";

/// No pointer is longer.
pub const LONGEST: usize = 1024;

impl LfsPointer {
    /// Reads a pointer; `None` for what is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > LONGEST {
            return None;
        }
        let rest = std::str::from_utf8(bytes).ok()?.strip_prefix(BEGIN)?;
        let value = |key: &str| rest.lines().find_map(|line| line.strip_prefix(key));
        let sha256 = value("oid sha256:")?;
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_digest = sha256.len() == 64 && sha256.bytes().all(is_hex);
        let size = value("size ")?.parse().ok()?;
        is_digest.then(|| Self { sha256: sha256.to_owned(), size })
    }
}

/// The digest of the bytes that pass, or of those that they stand for.
#[derive(Default)]
pub struct Content {
    digest: Sha256Writer,
    head: Vec<u8>,
}

impl Content {
    /// Returns the digest in lower-case hexadecimal.
    pub fn finish(self) -> String {
        match LfsPointer::read(&self.head) {
            Some(pointer) => pointer.sha256,
            None => self.digest.finish_bare(),
        }
    }
}

impl Write for Content {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // One byte more than a pointer has tells that it is none.
        let missing = (LONGEST + 1).saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        self.digest.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_names_the_bytes_by_digest_and_size() {
        let digest = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
        let text = format!("{BEGIN}oid sha256:{digest}\nsize 12345\n");
        let read = LfsPointer::read(text.as_bytes());
        assert_eq!(read, Some(LfsPointer { sha256: digest.to_owned(), size: 12345 }));
        for wrong in [
            text.replace("size 12345", "size many"),
            text.replace("4d7a", "4D7A"),
            text.replace("oid", "id"),
            format!("{text}{}", " ".repeat(LONGEST)),
            "A letter.".to_owned(),
        ] {
            assert_eq!(LfsPointer::read(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_pointer_is_the_bytes_it_stands_for() {
        let content = |bytes: &[u8]| {
            let mut content = Content::default();
            bytes.chunks(7).for_each(|piece| content.write_all(piece).unwrap());
            content.finish()
        };
        let digest = content(b"The bytes.");
        let pointer = format!("{BEGIN}oid sha256:{digest}\nsize 10\n");
        assert_eq!(content(pointer.as_bytes()), digest);
        assert_ne!(content(format!("{pointer}{}", " ".repeat(LONGEST)).as_bytes()), digest);
    }
}
