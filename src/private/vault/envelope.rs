//! The outside of a sealed note: its age header, read without any key.
//!
//! The header says how many recipients there are, never who they are. The format is specified in
//! age-encryption.org/v1; `age-core` reads the stanzas.

use age_core::format::read::age_stanza;

use crate::domain::sealed_file::{Envelope, NotSealed};

const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";

/// The MAC line: `--- ` and 32 bytes in Base64 without padding.
const MAC_LINE: usize = 4 + 43;

/// A nonce and the tag of at least one chunk.
const SMALLEST_PAYLOAD: usize = 16 + 16;

/// Reads the header of a sealed note.
///
/// # Errors
/// Says what is wrong with it; whether the text behind it is whole, only a key can tell.
pub fn read(bytes: &[u8]) -> Result<Envelope, NotSealed> {
    let Some(mut rest) = bytes.strip_prefix(VERSION_LINE) else {
        return Err(match bytes.trim_ascii_start().starts_with(ARMOR) {
            true => NotSealed::Armored,
            false if VERSION_LINE.starts_with(bytes) && !bytes.is_empty() => NotSealed::CutShort,
            false => NotSealed::NoHeader,
        });
    };
    let mut envelope = Envelope { recipients: 0, by_passphrase: false };
    while !rest.starts_with(b"---") {
        let (after, stanza) = age_stanza(rest).map_err(|_| match rest.len() < 16 {
            true => NotSealed::CutShort,
            false => NotSealed::DamagedHeader,
        })?;
        // age adds a stanza of noise, so that readers learn to skip what they do not know.
        if !stanza.tag.ends_with("-grease") {
            envelope.recipients += 1;
            envelope.by_passphrase |= stanza.tag == "scrypt";
        }
        rest = after;
    }
    if rest.len() <= MAC_LINE {
        return Err(NotSealed::CutShort);
    }
    let (mac, payload) = rest.split_at(MAC_LINE);
    let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || *b == b'+' || *b == b'/';
    let payload = payload.strip_prefix(b"\n").ok_or(NotSealed::DamagedHeader)?;
    if !mac.starts_with(b"--- ") || !mac[4..].iter().all(is_base64) || envelope.recipients == 0 {
        return Err(NotSealed::DamagedHeader);
    }
    if payload.len() < SMALLEST_PAYLOAD {
        return Err(NotSealed::CutShort);
    }
    Ok(envelope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Vec<u8> {
        let stanza = "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n";
        let noise = "-> x-grease a b\n\n";
        let mac = "--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n";
        let text = format!("age-encryption.org/v1\n{stanza}{noise}{mac}");
        [text.as_bytes(), &[7; 40]].concat()
    }

    #[test]
    fn recipients_are_counted_and_noise_is_not() {
        assert_eq!(read(&sealed()), Ok(Envelope { recipients: 1, by_passphrase: false }));
    }

    #[test]
    fn what_is_not_sealed_is_told_apart() {
        assert_eq!(read(b"The client said"), Err(NotSealed::NoHeader));
        assert_eq!(read(b""), Err(NotSealed::NoHeader));
        assert_eq!(read(b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl"), Err(NotSealed::Armored));
        assert_eq!(
            read(b"age-encryption.org/v1\n-> X25519 ??\n????????????????\n"),
            Err(NotSealed::DamagedHeader)
        );
    }

    #[test]
    fn a_file_cut_short_anywhere_is_not_accepted() {
        let whole = sealed();
        let least = whole.len() - 40 + SMALLEST_PAYLOAD;
        for end in 0..least {
            assert!(read(&whole[..end]).is_err(), "cut at {end}");
        }
        assert!(read(&whole[..least]).is_ok());
    }
}
