//! What a stream of bytes is, found while it passes: its digest, its size, its media type, and what it bears.

use std::io::{self, Write};
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::domain::digest::Sha256Writer;
use crate::domain::media::{HEAD, MediaType, PdfFault, TAIL, begins_encryption, has_sound_end};
use crate::domain::private_mark::{AGE, NOTICES, PACKED, PrivateMark};

/// What passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// How many bytes there were.
    pub size: u64,
    /// Their SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// What they are.
    pub media_type: MediaType,
    /// What is wrong with them, if they are a PDF.
    pub pdf_fault: Option<PdfFault>,
    /// What of the vault they bear.
    pub mark: Option<PrivateMark>,
}

/// Looks at bytes that pass; everything but a beginning and an end is forgotten at once.
#[derive(Default)]
pub struct Examiner {
    digest: Sha256Writer,
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
    mark: Option<PrivateMark>,
    is_encrypted: bool,
}

/// What the vault's texts bear.
static MARKS: LazyLock<Vec<(Finder<'static>, PrivateMark)>> = LazyLock::new(|| {
    let sealed = PACKED.iter().map(|text| (Finder::new(text), PrivateMark::Sealed));
    let released = NOTICES.iter().map(|text| (Finder::new(text), PrivateMark::Released));
    sealed.chain(released).collect()
});

/// What a PDF bears that is encrypted.
static ENCRYPTION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("/Encrypt"));

/// So many bytes are kept from one piece to the next, so that nothing is missed that two pieces share. It is
/// longer than any text that is looked for.
const SHARED: usize = 128;

impl Examiner {
    /// Returns what passed.
    pub fn finish(mut self) -> Examined {
        if self.head.starts_with(AGE.as_bytes()) {
            self.mark = Some(PrivateMark::Sealed);
        }
        let media_type = MediaType::of(&self.head);
        let pdf_fault = match media_type.is_pdf() {
            true if self.is_encrypted => Some(PdfFault::Encrypted),
            true if !has_sound_end(&self.tail, self.size) => Some(PdfFault::Damaged),
            _ => None,
        };
        let sha256 = self.digest.finish_bare();
        Examined { size: self.size, sha256, media_type, pdf_fault, mark: self.mark }
    }

    fn look(&mut self, bytes: &[u8]) {
        if self.mark.is_none() {
            let found = MARKS.iter().find(|(finder, _)| finder.find(bytes).is_some());
            self.mark = found.map(|(_, mark)| *mark);
        }
        if !self.is_encrypted {
            let mut found = ENCRYPTION.find_iter(bytes);
            let word = ENCRYPTION.needle().len();
            self.is_encrypted = found.any(|at| begins_encryption(&bytes[at + word..]));
        }
    }
}

impl Write for Examiner {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digest.write_all(bytes)?;
        self.size += bytes.len() as u64;
        let missing = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        let before = &self.tail[self.tail.len().saturating_sub(SHARED)..];
        let seam = [before, &bytes[..bytes.len().min(SHARED)]].concat();
        self.look(&seam);
        self.look(bytes);
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL)..]);
        let too_many = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..too_many);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::digest::bare_sha256;

    fn examined(pieces: &[&[u8]]) -> Examined {
        let mut examiner = Examiner::default();
        pieces.iter().for_each(|piece| examiner.write_all(piece).unwrap());
        examiner.finish()
    }

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n<</Size 1>>\nstartxref\n9\n%%EOF\n";

    #[test]
    fn a_pdf_is_sound_encrypted_or_damaged() {
        assert_eq!(examined(&[PDF]).pdf_fault, None);
        assert_eq!(examined(&[&PDF[..40]]).pdf_fault, Some(PdfFault::Damaged));
        let text = String::from_utf8_lossy(PDF);
        let locked = text.replace("/Size 1", "/Size 1/Encrypt 7 0 R");
        assert_eq!(examined(&[locked.as_bytes()]).pdf_fault, Some(PdfFault::Encrypted));
        let told = text.replace("endobj", "(/Encryption is a word)\nendobj");
        assert_eq!(examined(&[told.as_bytes()]).pdf_fault, None);
        assert_eq!(examined(&[b"no PDF /Encrypt 7 0 R"]).pdf_fault, None);
    }

    #[test]
    fn what_comes_from_the_vault_is_known_wherever_it_stands() {
        for (text, mark) in [
            (format!("{AGE} "), Some(PrivateMark::Sealed)),
            (format!("x{AGE} "), None),
            (format!("zip{AGE}\n-> X25519"), Some(PrivateMark::Sealed)),
            (format!("mail\n{}", PACKED[1]), Some(PrivateMark::Sealed)),
            (format!("# Notes\n\n{}\n", NOTICES[0]), Some(PrivateMark::Released)),
            (format!("# Notes\n\n{}\n", NOTICES[1]), Some(PrivateMark::Released)),
            ("Psychotherapy notes are kept apart.".to_owned(), None),
        ] {
            assert_eq!(examined(&[text.as_bytes()]).mark, mark, "{text}");
            assert_eq!(PrivateMark::of(text.as_bytes()), mark, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_is_all_the_same_in_which_pieces_bytes_pass(
            before in proptest::collection::vec(any::<u8>(), 0..3000),
            mark in proptest::sample::select(vec!["", NOTICES[0], PACKED[1], "/Encrypt 7 0 R"]),
            pdf in any::<bool>(),
            cuts in proptest::collection::vec(0..4000_usize, 0..6),
        ) {
            let begin = if pdf { PDF } else { b"" };
            let all = [begin, &before, mark.as_bytes()].concat();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(all.len())).collect();
            cuts.extend([0, all.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &all[cut[0]..cut[1]]).collect();
            let whole = examined(&[&all]);
            prop_assert_eq!(&examined(&pieces), &whole);
            prop_assert_eq!((whole.size, whole.sha256), (all.len() as u64, bare_sha256(&all)));
        }
    }
}
