//! The therapist's own key: made, protected by a passphrase, and unlocked once a command.

use std::fmt;

use age::secrecy::{ExposeSecret, SecretString};
use age::{Callbacks, Decryptor, Encryptor, IdentityFile, scrypt, x25519};
use zeroize::Zeroizing;

use crate::failure::Explain;

/// The work factor of age itself. Set by hand, because the crate would otherwise choose one by the
/// speed of this machine, which another machine may refuse.
const WORK_FACTOR: u8 = 18;

/// What we accept from other programs, whatever the load of this machine.
const HIGHEST_WORK_FACTOR: u8 = 22;

/// The keys of an identity file, ready to open notes.
pub struct Identity {
    keys: Vec<Box<dyn age::Identity + Send + Sync>>,
}

/// A new key that has not been written anywhere yet.
pub struct NewIdentity(x25519::Identity);

/// A passphrase; it cannot be printed and is erased from memory when dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

/// An identity file that does not open.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The passphrase is wrong.
    #[error("the passphrase does not open the identity")]
    WrongPassphrase,
    /// The file is neither an identity file nor one protected by a passphrase.
    #[error("the file is not an age identity")]
    NotAnIdentity,
    /// The file wants more work than any honest one.
    #[error("the identity asks for more work to unlock than casenotes allows")]
    TooMuchWork,
}

impl Explain for IdentityError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::WrongPassphrase => "Try again; capital letters count.".into(),
            Self::NotAnIdentity => {
                "Name your identity file under `[vault] identities` in the configuration.".into()
            }
            Self::TooMuchWork => {
                "Protect it again with `age -p`, which uses a work factor of 18.".into()
            }
        })
    }
}

impl Passphrase {
    /// Takes a passphrase into custody.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// Tells whether two passphrases are the same.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }

    /// Tells whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }
}

impl NewIdentity {
    /// Makes a key.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Returns the public half: `age1...`.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// Returns the bytes of an identity file protected by a passphrase, in age's own form.
    pub fn protected_by(&self, passphrase: &Passphrase) -> Vec<u8> {
        let mut recipient = scrypt::Recipient::new(passphrase.0.clone());
        recipient.set_work_factor(WORK_FACTOR);
        let text = self.file_text();
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as _))
            .expect("one passphrase is a sound list of recipients");
        crate::seal::open_note::encrypt_to_memory(encryptor, text.as_bytes())
    }

    /// Returns the bytes of an identity file that anyone who can read it can use.
    pub fn unprotected(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.file_text().as_bytes().to_vec())
    }

    fn file_text(&self) -> Zeroizing<String> {
        let secret = self.0.to_string();
        Zeroizing::new(format!("# public key: {}\n{}\n", self.recipient(), secret.expose_secret()))
    }
}

impl Identity {
    /// Reads an identity file; `passphrase` is asked only if the file is protected.
    ///
    /// # Errors
    /// Fails when the file is not an identity or the passphrase is wrong; the error of `passphrase`
    /// is passed on.
    pub fn unlock<E: From<IdentityError>>(
        file: &[u8],
        passphrase: impl FnOnce() -> Result<Passphrase, E>,
    ) -> Result<Self, E> {
        let plain = match Decryptor::new_buffered(age::armor::ArmoredReader::new(file)) {
            Ok(decryptor) if decryptor.is_scrypt() => {
                let mut key = scrypt::Identity::new(passphrase()?.0);
                key.set_max_work_factor(HIGHEST_WORK_FACTOR);
                let text = crate::seal::open_note::decrypt_to_memory(
                    decryptor,
                    std::iter::once(&key as _),
                );
                text.map_err(|error| match error {
                    age::DecryptError::ExcessiveWork { .. } => IdentityError::TooMuchWork,
                    age::DecryptError::KeyDecryptionFailed
                    | age::DecryptError::DecryptionFailed
                    | age::DecryptError::NoMatchingKeys => IdentityError::WrongPassphrase,
                    _ => IdentityError::NotAnIdentity,
                })?
            }
            Ok(_) => return Err(IdentityError::NotAnIdentity.into()),
            Err(_) => Zeroizing::new(file.to_vec()),
        };
        let file =
            IdentityFile::from_buffer(&plain[..]).map_err(|_| IdentityError::NotAnIdentity)?;
        let keys = file
            .with_callbacks(Silent)
            .into_identities()
            .map_err(|_| IdentityError::NotAnIdentity)?;
        if keys.is_empty() {
            return Err(IdentityError::NotAnIdentity.into());
        }
        Ok(Self { keys })
    }

    /// Adds the keys of another file, to be tried after these.
    pub fn and(mut self, other: Self) -> Self {
        self.keys.extend(other.keys);
        self
    }

    /// Lends the keys to the age crate.
    pub(super) fn as_age(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.keys.iter().map(|key| &**key as &dyn age::Identity)
    }
}

/// An identity file asks nothing by itself: the prompt is ours.
#[derive(Clone)]
struct Silent;

impl Callbacks for Silent {
    fn display_message(&self, _: &str) {}

    fn confirm(&self, _: &str, _: &str, _: Option<&str>) -> Option<bool> {
        None
    }

    fn request_public_string(&self, _: &str) -> Option<String> {
        None
    }

    fn request_passphrase(&self, _: &str) -> Option<SecretString> {
        None
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use static_assertions::assert_not_impl_any;

    use super::*;

    assert_not_impl_any!(Identity: fmt::Display, serde::Serialize, Clone);
    assert_not_impl_any!(NewIdentity: fmt::Display, fmt::Debug, serde::Serialize, Clone);
    assert_not_impl_any!(Passphrase: fmt::Display, serde::Serialize, AsRef<str>);

    fn never() -> Result<Passphrase, IdentityError> {
        panic!("asked for a passphrase")
    }

    #[test]
    fn a_protected_identity_opens_with_its_passphrase_alone() {
        let new = NewIdentity::generate();
        let file = new.protected_by(&Passphrase::new("correct horse".into()));
        assert!(file.windows(10).any(|w| w == b"-> scrypt "));
        assert!(!file.windows(15).any(|w| w == b"AGE-SECRET-KEY-"));
        let right = || Ok(Passphrase::new("correct horse".into()));
        let wrong = || Ok(Passphrase::new("wrong".into()));
        assert!(Identity::unlock::<IdentityError>(&file, right).is_ok());
        let error = Identity::unlock::<IdentityError>(&file, wrong).unwrap_err();
        assert!(matches!(error, IdentityError::WrongPassphrase), "{error:?}");
    }

    #[test]
    fn a_plain_identity_asks_for_nothing() {
        let file = NewIdentity::generate().unprotected();
        assert!(Identity::unlock(&file, never).is_ok());
        assert!(matches!(Identity::unlock(b"nonsense", never), Err(IdentityError::NotAnIdentity)));
        assert!(matches!(
            Identity::unlock(b"# nothing\n", never),
            Err(IdentityError::NotAnIdentity)
        ));
    }

    #[test]
    fn debug_output_hides_every_secret() {
        let identity = Identity::unlock(&NewIdentity::generate().unprotected(), never).unwrap();
        assert_eq!(format!("{identity:?}"), "Identity(..)");
        assert_eq!(format!("{:?}", Passphrase::new("CANARY".into())), "Passphrase(..)");
    }
}
