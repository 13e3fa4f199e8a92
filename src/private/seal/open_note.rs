//! Sealing a note and opening it again.

use std::fmt;

use age::armor::ArmoredReader;
use age::{Decryptor, Encryptor};
use zeroize::Zeroizing;

use crate::failure::Explain;
use crate::private::seal::identity::Identity;
use crate::private::seal::memory::{decrypt_to_memory, is_header_bounded};
use crate::private::seal::recipients::Recipients;
use crate::sealing::encrypt_to_memory;

/// An opened psychotherapy note. It cannot be printed or serialised by accident, and it is erased
/// from memory when dropped.
///
/// Invariant: the whole text was authenticated before this value was made.
pub struct OpenNote(Zeroizing<Vec<u8>>);

/// A note that could not be opened. No byte of it was released.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// None of our keys is among the recipients.
    #[error("none of your identities opens this note")]
    NotForUs,
    /// The file was changed, damaged or cut short after it was sealed.
    #[error("the note is damaged: it is not what was sealed")]
    Damaged,
    /// A key could not be tried: its plugin failed.
    #[error("the plugin of a hardware key failed: {0}")]
    #[cfg_attr(not(feature = "plugin"), expect(dead_code, reason = "there are no plugins then"))]
    Plugin(String),
    /// The file is not an age file.
    #[error("the file is not a sealed note")]
    NotSealed,
}

/// A plaintext that could not be sealed. Nothing was sealed to anybody.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Recipients that age does not let stand in one file.
    #[error(
        "the recipients of the vault cannot all be of one file: a post-quantum key stands alone or beside its like"
    )]
    Incompatible,
    /// A plugin did not do its work.
    #[error("a plugin of a hardware key failed: {0}")]
    Plugin(String),
}

/// A trial note that did not come back.
#[derive(Debug, thiserror::Error)]
pub enum LockedOut {
    /// None of our keys opens what is sealed today.
    #[error("none of your identities is among the recipients of the vault")]
    NotARecipient,
    /// Nothing can be sealed.
    #[error(transparent)]
    Unsealed(#[from] SealError),
}

impl Explain for OpenError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotForUs => "Name the identity that was in use when the note was sealed under `[vault] identities`.".into(),
            Self::Plugin(_) => "Plug the key in and try again.".into(),
            Self::Damaged | Self::NotSealed => "Restore the file from a backup; casenotes has changed nothing.".into(),
        })
    }
}

impl Explain for SealError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Incompatible => {
                "Take one sort out of `recipients.txt` with `casenotes vault keys remove`.".into()
            }
            Self::Plugin(_) => {
                "Plug the key in and try again, or take it out with `casenotes vault keys remove`."
                    .into()
            }
        })
    }
}

impl Explain for LockedOut {
    fn hint(&self) -> Option<String> {
        if let Self::Unsealed(error) = self {
            return error.hint();
        }
        Some("Add your recipient to `recipients.txt` in the vault; it stands in your identity file as `# public key: age1...`.".into())
    }
}

impl OpenNote {
    /// Takes a plaintext into custody.
    pub fn new(plaintext: Vec<u8>) -> Self {
        Self(Zeroizing::new(plaintext))
    }

    /// Lends the plaintext to the one caller that shows it.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

/// Seals a plaintext to every recipient of the list, or to none.
///
/// # Errors
/// Fails when the recipients cannot stand in one file, or the plugin of one fails.
pub fn seal(recipients: &Recipients, plaintext: &OpenNote) -> Result<Vec<u8>, SealError> {
    let encryptor =
        Encryptor::with_recipients(recipients.as_age()).map_err(|error| match error {
            age::EncryptError::IncompatibleRecipients { .. } => SealError::Incompatible,
            other => SealError::Plugin(other.to_string()),
        })?;
    Ok(encrypt_to_memory(encryptor, plaintext.reveal()))
}

/// Opens a sealed note, in memory and to its end.
///
/// # Errors
/// Fails when no key fits or a byte is not as it was sealed; no plaintext is released then.
pub fn open(identity: &Identity, sealed: &[u8]) -> Result<OpenNote, OpenError> {
    if !is_header_bounded(sealed) {
        return Err(OpenError::Damaged);
    }
    // The specification lets blanks stand in front of the armor; the crate does not.
    let armor = sealed.trim_ascii_start();
    let plaintext = match armor.starts_with(b"-----") {
        true => {
            let decryptor = Decryptor::new_buffered(ArmoredReader::new(armor));
            decryptor.and_then(|decryptor| decrypt_to_memory(decryptor, identity.as_age()))
        }
        false => {
            let decryptor = Decryptor::new_buffered(sealed);
            decryptor.and_then(|decryptor| decrypt_to_memory(decryptor, identity.as_age()))
        }
    };
    plaintext.map(OpenNote).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => OpenError::NotForUs,
        age::DecryptError::InvalidMac
        | age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed => OpenError::Damaged,
        age::DecryptError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            OpenError::Damaged
        }
        age::DecryptError::Io(_) if sealed.len() > 100 => OpenError::Damaged,
        #[cfg(feature = "plugin")]
        error @ (age::DecryptError::Plugin(_) | age::DecryptError::PluginResolve(_)) => {
            OpenError::Plugin(
                error.to_string().lines().map(str::trim).collect::<Vec<_>>().join("; "),
            )
        }
        _ => OpenError::NotSealed,
    })
}

/// Proves that what is sealed today can be opened today, before anyone has typed a word.
///
/// # Errors
/// Fails when none of our keys is among the recipients, or nothing can be sealed to them.
pub fn prove(recipients: &Recipients, identity: &Identity) -> Result<(), LockedOut> {
    let trial = OpenNote::new(rand::random::<[u8; 32]>().to_vec());
    match open(identity, &seal(recipients, &trial)?) {
        Ok(opened) if opened.reveal() == trial.reveal() => Ok(()),
        _ => Err(LockedOut::NotARecipient),
    }
}

impl fmt::Debug for OpenNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenNote(..)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use static_assertions::assert_not_impl_any;

    use super::*;
    use crate::private::seal::identity::{IdentityError, NewIdentity};

    // A new derive on OpenNote stops the build here.
    assert_not_impl_any!(OpenNote: fmt::Display, serde::Serialize, Clone, AsRef<[u8]>);

    fn keys() -> (Identity, Recipients) {
        let new = NewIdentity::generate();
        let never = || -> Result<_, IdentityError> { panic!("asked for a passphrase") };
        let identity = Identity::unlock(&new.unprotected(), never, None).unwrap();
        (identity, Recipients::parse(new.recipient().as_bytes()).unwrap())
    }

    #[test]
    fn debug_output_hides_the_text() {
        assert_eq!(format!("{:?}", OpenNote::new(b"CANARY".to_vec())), "OpenNote(..)");
    }

    #[test]
    fn a_note_for_somebody_else_stays_shut() {
        let (identity, _) = keys();
        let (_, others) = keys();
        let sealed = seal(&others, &OpenNote::new(b"text".to_vec())).unwrap();
        assert!(matches!(open(&identity, &sealed), Err(OpenError::NotForUs)));
        assert!(prove(&others, &identity).is_err());
    }

    #[test]
    fn any_changed_byte_and_any_cut_is_refused() {
        let (identity, recipients) = keys();
        let sealed = seal(&recipients, &OpenNote::new(vec![b'x'; 300])).unwrap();
        assert!(open(&identity, &sealed).is_ok());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&identity, &changed).is_err(), "byte {at} changed");
        }
        for end in 0..sealed.len() {
            assert!(open(&identity, &sealed[..end]).is_err(), "cut at {end}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_text_comes_back_and_two_sealings_share_no_ciphertext(text in proptest::collection::vec(any::<u8>(), 32..400)) {
            let (identity, recipients) = keys();
            let note = OpenNote::new(text.clone());
            let (one, two) = (seal(&recipients, &note).unwrap(), seal(&recipients, &note).unwrap());
            let opened = open(&identity, &one).unwrap();
            prop_assert_eq!(opened.reveal(), &text[..]);
            // The payload is the tail: nonce, ciphertext, tag. No 16 bytes of it may recur.
            let tail = |sealed: &[u8]| sealed[sealed.len() - text.len() - 32..].to_vec();
            let (one, two) = (tail(&one), tail(&two));
            let pieces: std::collections::HashSet<&[u8]> = one.windows(16).collect();
            prop_assert!(two.windows(16).all(|piece| !pieces.contains(piece)));
            prop_assert!(one.windows(16).all(|piece| !text.windows(16).any(|plain| plain == piece)));
        }
    }
}
