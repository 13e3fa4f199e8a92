//! Keys that sign: read, unlocked, made; and the public halves by which signatures are checked.

use std::fmt;

use rand::rngs::OsRng;
use ssh_key::private::KeypairData;
use ssh_key::{Algorithm, Cipher, HashAlg, LineEnding, PrivateKey};
use zeroize::Zeroizing;

use crate::failure::{Explain, Failure};
use crate::record::signature::NAMESPACE;

/// Somebody or something that signs.
pub trait Signer {
    /// Returns the key by which its signatures are checked.
    fn public_key(&self) -> &PublicKey;

    /// Signs a text and returns the signature as the text of a `.sig` file.
    ///
    /// # Errors
    /// Fails when the key is elsewhere and cannot be reached.
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure>;
}

/// What the file of a signing key turned out to be.
pub enum KeyFile {
    /// A key that is ready to sign.
    Ready(SigningKey),
    /// A key behind a passphrase.
    Locked(LockedKey),
    /// The public half alone, or a key on a hardware token: something else must sign.
    Elsewhere(PublicKey),
}

/// A key that is ready to sign; it cannot be printed and is erased from memory when dropped.
pub struct SigningKey {
    private: PrivateKey,
    public: PublicKey,
}

/// A key behind a passphrase.
pub struct LockedKey(PrivateKey);

/// The public half of a key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(ssh_key::PublicKey);

/// A key that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The file is no key.
    #[error("the file is not a key in OpenSSH's form")]
    NotAKey,
    /// The key is of a kind that is not checked here.
    #[error("the key is not an Ed25519 key")]
    OtherKind,
    /// The key is in the form of before OpenSSH 6.5.
    #[error("the key is in an older form (PEM), which casenotes does not read")]
    OlderForm,
    /// The key is behind a cipher that is not known here.
    #[error("the key is protected by a cipher that casenotes does not support")]
    Cipher,
    /// The passphrase is wrong.
    #[error("the passphrase does not open the signing key")]
    WrongPassphrase,
}

impl Explain for KeyError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAKey => {
                "Name a key of `ssh-keygen -t ed25519` under `[clinician] signing_key`, or the `.pub` file of one that your agent holds.".into()
            }
            Self::OtherKind => {
                "Make one with `ssh-keygen -t ed25519` or `-t ed25519-sk`; other kinds are not checked by casenotes.".into()
            }
            Self::OlderForm => {
                "`ssh-keygen -p -f KEY` writes it anew in OpenSSH's form; it must be an Ed25519 key.".into()
            }
            Self::Cipher => {
                "`ssh-keygen -p -f KEY` protects it anew, with a cipher of today.".into()
            }
            Self::WrongPassphrase => "Try again; capital letters count.".into(),
        })
    }
}

impl KeyFile {
    /// Reads the bytes of a key file, private or public.
    ///
    /// # Errors
    /// Fails when it is no key, or one of a kind that casenotes cannot check.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyError> {
        let text = std::str::from_utf8(bytes).map_err(|_| KeyError::NotAKey)?;
        if !text.starts_with("-----BEGIN") {
            return Ok(Self::Elsewhere(PublicKey::read(text)?));
        }
        let private = PrivateKey::from_openssh(text).map_err(|_| match is_pem(text) {
            true => KeyError::OlderForm,
            false => KeyError::NotAKey,
        })?;
        // The one cipher that the crate names and, as we build it, does not open.
        if private.cipher() == Cipher::TDesCbc {
            return Err(KeyError::Cipher);
        }
        let public = PublicKey::checked(private.public_key().clone())?;
        Ok(match private.algorithm() {
            _ if private.is_encrypted() && public.is_plain() => Self::Locked(LockedKey(private)),
            Algorithm::Ed25519 => Self::Ready(SigningKey { private, public }),
            _ => Self::Elsewhere(public),
        })
    }
}

/// Tells whether a private key is in one of the forms of PEM: `RSA PRIVATE KEY` and the like.
fn is_pem(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.ends_with("PRIVATE KEY-----") && !first.contains("OPENSSH")
}

impl KeyFile {
    /// Returns the public half; no passphrase is needed for it.
    pub fn public_key(&self) -> PublicKey {
        match self {
            Self::Ready(key) => key.public.clone(),
            Self::Locked(locked) => PublicKey(locked.0.public_key().clone()),
            Self::Elsewhere(public) => public.clone(),
        }
    }
}

impl LockedKey {
    /// Unlocks the key.
    ///
    /// # Errors
    /// Fails when the passphrase is wrong.
    pub fn unlock(&self, passphrase: &str) -> Result<SigningKey, KeyError> {
        let private = self.0.decrypt(passphrase).map_err(|_| KeyError::WrongPassphrase)?;
        let public = PublicKey::checked(private.public_key().clone())?;
        match private.key_data() {
            KeypairData::Ed25519(_) => Ok(SigningKey { private, public }),
            _ => Err(KeyError::OtherKind),
        }
    }
}

impl SigningKey {
    /// Makes a key; `comment` says whose it is.
    pub fn generate(comment: &str) -> Self {
        let mut private = PrivateKey::random(&mut OsRng, Algorithm::Ed25519)
            .expect("the crate is built with Ed25519");
        private.set_comment(comment);
        let public = PublicKey(private.public_key().clone());
        Self { private, public }
    }

    /// Returns the text of the key's file, protected by a passphrase if there is one.
    pub fn file(&self, passphrase: Option<&str>) -> Zeroizing<String> {
        let written = match passphrase {
            None => self.private.to_openssh(LineEnding::LF),
            Some(passphrase) => self
                .private
                .encrypt(&mut OsRng, passphrase)
                .and_then(|locked| locked.to_openssh(LineEnding::LF)),
        };
        written.expect("a key that was made can be written")
    }
}

impl Signer for SigningKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure> {
        let signature = self
            .private
            .sign(NAMESPACE, HashAlg::Sha512, text)
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .expect("an Ed25519 key in memory can sign");
        Ok(signature.into_bytes())
    }
}

impl PublicKey {
    /// Reads the line of a `.pub` file.
    ///
    /// # Errors
    /// Fails when it is no key, or one of a kind that casenotes cannot check.
    pub fn read(line: &str) -> Result<Self, KeyError> {
        let key = ssh_key::PublicKey::from_openssh(line.trim()).map_err(|_| KeyError::NotAKey)?;
        Self::checked(key)
    }

    fn checked(key: ssh_key::PublicKey) -> Result<Self, KeyError> {
        match key.algorithm() {
            Algorithm::Ed25519 | Algorithm::SkEd25519 => Ok(Self(key)),
            _ => Err(KeyError::OtherKind),
        }
    }

    /// Returns the key as it stands in a `.pub` file, with its comment.
    pub fn line(&self) -> String {
        self.0.to_openssh().expect("a key that was read can be written")
    }

    /// Returns the key as it stands in a list, without a comment.
    pub fn bare(&self) -> String {
        ssh_key::PublicKey::new(self.0.key_data().clone(), "")
            .to_openssh()
            .map(|line| line.trim_end().to_owned())
            .expect("a key that was read can be written")
    }

    /// Returns the digest by which people compare keys: `SHA256:...`.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Tells whether the key is a plain one, not one on a hardware token.
    pub fn is_plain(&self) -> bool {
        self.0.algorithm() == Algorithm::Ed25519
    }

    pub(super) fn data(&self) -> &ssh_key::public::KeyData {
        self.0.key_data()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A derive that would let a key out stops the build.
    static_assertions::assert_not_impl_any!(SigningKey: fmt::Debug, fmt::Display, serde::Serialize);
    static_assertions::assert_not_impl_any!(LockedKey: fmt::Debug, fmt::Display, serde::Serialize);

    #[test]
    fn a_key_comes_back_from_its_file_with_and_without_a_passphrase() {
        let key = SigningKey::generate("Dana Okafor");
        let KeyFile::Ready(plain) = KeyFile::read(key.file(None).as_bytes()).unwrap() else {
            panic!("not ready");
        };
        assert_eq!(plain.public, key.public);
        let file = key.file(Some("a long one"));
        let KeyFile::Locked(locked) = KeyFile::read(file.as_bytes()).unwrap() else {
            panic!("not locked");
        };
        assert_eq!(locked.unlock("another").err(), Some(KeyError::WrongPassphrase));
        assert_eq!(locked.unlock("a long one").unwrap().public, key.public);
        assert!(key.public.line().ends_with(" Dana Okafor"));
        let KeyFile::Elsewhere(public) = KeyFile::read(key.public.line().as_bytes()).unwrap()
        else {
            panic!("a public key signs nothing");
        };
        assert_eq!(public.bare(), key.public.bare());
    }

    const TRIPLE_DES: &str = "\
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACDNkZXMtY2JjAAAABmJjcnlwdAAAABgAAAAQ0qJRce59VB
/LhLG+UhNZwwAAABAAAAABAAAAMwAAAAtzc2gtZWQyNTUxOQAAACArzdcQCwYu7r/VhgrT
f474bdAfWsigL4eMUwqdaVajFgAAAJBUtUUTPPWXV8viaj7V1+EeFxQiJnldKNyM+6kX7X
6iLf7K7GYc5peGno+U4t83+tFoQr0ILMbJSB835MSmPYEspAP334QjsU/K5piTiAD0gnQy
ghdfq1fe9RuRjsCrSrXk9lXHAbMtdCPTAv9d69xVCax0EzaVSzzsD8R2c5ZFr55GmVZrWC
E4CcqBPFaoKao=
-----END OPENSSH PRIVATE KEY-----
";

    #[test]
    fn a_key_behind_an_old_cipher_or_in_an_old_form_is_called_so() {
        // Made by `ssh-keygen -t ed25519 -Z 3des-cbc`; its passphrase is "a long one".
        assert_eq!(KeyFile::read(TRIPLE_DES.as_bytes()).err(), Some(KeyError::Cipher));
        for name in ["RSA", "EC", "DSA", "ENCRYPTED"] {
            let pem = format!(
                "-----BEGIN {name} PRIVATE KEY-----\nMIIB\n-----END {name} PRIVATE KEY-----\n"
            );
            assert_eq!(KeyFile::read(pem.as_bytes()).err(), Some(KeyError::OlderForm), "{name}");
        }
    }

    #[test]
    fn what_is_no_key_or_of_another_kind_is_refused() {
        for text in ["", "text", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\n"] {
            assert_eq!(KeyFile::read(text.as_bytes()).err(), Some(KeyError::NotAKey), "{text}");
        }
        let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOPGvnzvs5FeZ+D+gxEI5pEjbhX07E/tBumttKaEpHW/YcLtF9+4SvzV9EH/w3LRLMZAH12CFz8Nv9gHL83BCdw= x";
        let refused = PublicKey::read(ecdsa).err();
        assert!(matches!(refused, Some(KeyError::OtherKind | KeyError::NotAKey)), "{refused:?}");
    }
}
