//! What a signature is worth: for this text, by this person, at that time.

use ssh_key::{Algorithm, SshSig};

use crate::domain::session_time::SessionTime;
use crate::record::signature::NAMESPACE;
use crate::record::signature::allowed_signers::{AllowedSigners, KeyStanding};
use crate::record::signature::key::PublicKey;

/// What a signature turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is by the one who is named, over this text, by a key that was allowed then.
    Good,
    /// It is not a signature of OpenSSH.
    Unreadable,
    /// It is of a kind of key that is not checked here.
    UnknownKind,
    /// It was made for another purpose.
    OtherPurpose,
    /// It is not for this text: the text was changed, or the signature is another's.
    NotForThisText,
    /// Nobody is known by the key.
    UnknownKey,
    /// The key is of somebody else than the one who is named.
    OtherPerson,
    /// The key was not allowed then.
    NotThen,
}

/// How far the signing of a text has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is not signed and does not say so.
    Draft,
    /// It says that it is signed and has no signature.
    MarkAlone,
    /// It has a signature and does not say by whom and when.
    SignatureAlone,
    /// It has both.
    Signed(Verdict),
}

/// What a text is to somebody who takes it along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not signed.
    Draft,
    /// It is, and the signature holds.
    Signed,
    /// It says so, or has a signature, and that does not hold.
    Unsound,
}

impl State {
    /// Tells what a text is to somebody who takes it along.
    pub fn standing(self) -> Standing {
        match self {
            Self::Draft => Standing::Draft,
            Self::Signed(Verdict::Good) => Standing::Signed,
            _ => Standing::Unsound,
        }
    }
}

/// Says how far the signing of a text has come, by what the text says of itself.
pub fn state(
    text: &[u8],
    signature: Option<&[u8]>,
    signed_by: Option<&str>,
    signed_at: Option<SessionTime>,
    signers: &AllowedSigners,
) -> State {
    match (signature, signed_by, signed_at) {
        (Some(signature), Some(by), Some(at)) => {
            State::Signed(judge(text, signature, by, at, signers))
        }
        (Some(_), ..) => State::SignatureAlone,
        (None, None, None) => State::Draft,
        (None, ..) => State::MarkAlone,
    }
}

/// How the file of a signature begins.
const BEGIN: &[u8] = b"-----BEGIN SSH SIGNATURE-----";

/// Says what a signature is worth.
///
/// `signed_by` is who is named as the signer, with credentials or without.
pub fn judge(
    text: &[u8],
    signature: &[u8],
    signed_by: &str,
    signed_at: SessionTime,
    signers: &AllowedSigners,
) -> Verdict {
    let Some(signature) = read(signature) else { return Verdict::Unreadable };
    let algorithms = (signature.algorithm(), signature.public_key().algorithm());
    if !matches!(
        algorithms,
        (Algorithm::Ed25519, Algorithm::Ed25519) | (Algorithm::SkEd25519, Algorithm::SkEd25519)
    ) {
        return Verdict::UnknownKind;
    }
    if signature.namespace() != NAMESPACE {
        return Verdict::OtherPurpose;
    }
    let key = ssh_key::PublicKey::from(signature.public_key().clone());
    if key.verify(NAMESPACE, text, &signature).is_err() {
        return Verdict::NotForThisText;
    }
    match signers.standing(key.key_data(), signed_by, signed_at) {
        KeyStanding::Allowed => Verdict::Good,
        KeyStanding::NotThen => Verdict::NotThen,
        KeyStanding::OtherPerson => Verdict::OtherPerson,
        KeyStanding::Unknown => Verdict::UnknownKey,
    }
}

/// Tells whether a signature is by a key over a text, whoever may use the key.
pub fn is_by(key: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
    read(signature).is_some_and(|signature| {
        signature.public_key() == key.data()
            && ssh_key::PublicKey::from(key.data().clone())
                .verify(NAMESPACE, text, &signature)
                .is_ok()
    })
}

/// Tells whether a signature is over a text, by whomever.
pub fn is_over(text: &[u8], signature: &[u8]) -> bool {
    read(signature).is_some_and(|signature| {
        let key = ssh_key::PublicKey::from(signature.public_key().clone());
        key.verify(NAMESPACE, text, &signature).is_ok()
    })
}

fn read(signature: &[u8]) -> Option<SshSig> {
    // The parser would let any text stand in front.
    let signature = signature.starts_with(BEGIN).then_some(signature)?;
    SshSig::from_pem(signature).ok().filter(|signature| signature.version() == SshSig::VERSION)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::record::signature::key::{Signer, SigningKey};

    const TEXT: &[u8] = b"+++\nsigned_by = \"Dana Okafor, LCSW\"\n+++\n\nText.\n";

    fn time(text: &str) -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339(text).unwrap())
    }

    fn world() -> (SigningKey, AllowedSigners) {
        let key = SigningKey::generate("Dana Okafor");
        let list = format!(
            "\"Dana Okafor\" namespaces=\"{NAMESPACE}\",valid-before=\"20270101Z\" {}\n",
            key.public_key().bare()
        );
        (key, AllowedSigners::read(&list))
    }

    #[test]
    fn a_signature_is_good_for_its_text_its_person_and_its_time_alone() {
        let (key, signers) = world();
        let signature = key.sign(TEXT).unwrap();
        let at = time("2026-11-24T15:00:00-05:00");
        let judge =
            |text: &[u8], signature: &[u8], by, at| judge(text, signature, by, at, &signers);
        assert_eq!(judge(TEXT, &signature, "Dana Okafor, LCSW", at), Verdict::Good);
        assert_eq!(judge(b"Text.\n", &signature, "Dana Okafor", at), Verdict::NotForThisText);
        assert_eq!(judge(TEXT, &signature, "Eli Sample, PhD", at), Verdict::OtherPerson);
        let later = time("2027-03-01T15:00:00-05:00");
        assert_eq!(judge(TEXT, &signature, "Dana Okafor, LCSW", later), Verdict::NotThen);
        assert_eq!(judge(TEXT, b"text", "Dana Okafor", at), Verdict::Unreadable);
        let prefixed = [b"x\n".as_slice(), &signature].concat();
        assert_eq!(judge(TEXT, &prefixed, "Dana Okafor", at), Verdict::Unreadable);
        let other = SigningKey::generate("x").sign(TEXT).unwrap();
        assert_eq!(judge(TEXT, &other, "Dana Okafor", at), Verdict::UnknownKey);
        assert!(is_by(key.public_key(), TEXT, &signature));
        assert!(!is_by(key.public_key(), TEXT, &other));
    }

    #[test]
    fn a_signature_for_another_purpose_counts_for_nothing() {
        let key = ssh_key::PrivateKey::random(&mut rand::rngs::OsRng, Algorithm::Ed25519).unwrap();
        let signature = key.sign("file", ssh_key::HashAlg::Sha512, TEXT).unwrap().to_string();
        let at = time("2026-11-24T15:00:00-05:00");
        let signers = AllowedSigners::read(&format!(
            "\"Dana Okafor\" {}\n",
            key.public_key().to_openssh().unwrap()
        ));
        let found = judge(TEXT, signature.as_bytes(), "Dana Okafor", at, &signers);
        assert_eq!(found, Verdict::OtherPurpose);
    }

    #[test]
    fn the_signature_of_a_hardware_token_is_checked() {
        use ssh_key::public::{KeyData, SkEd25519};
        use ssh_key::{HashAlg, Signature};
        let pair = ssh_key::private::Ed25519Keypair::from_seed(&[7; 32]);
        let public = KeyData::SkEd25519(SkEd25519::new(pair.public, "ssh:"));
        let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, TEXT).unwrap();
        // What a token signs (PROTOCOL.u2f): digests of application and message around its state.
        let mut signed = sha2_of(b"ssh:");
        signed.extend([1, 0, 0, 0, 9]);
        signed.extend(sha2_of(&data));
        let raw: Signature = signature_of(&pair, &signed);
        let bytes = [raw.as_bytes(), &[1, 0, 0, 0, 9]].concat();
        let signature = Signature::new(Algorithm::SkEd25519, bytes).unwrap();
        let signature =
            SshSig::new(public.clone(), NAMESPACE, HashAlg::Sha512, signature).unwrap().to_string();
        let line = ssh_key::PublicKey::new(public, "").to_openssh().unwrap();
        let signers = AllowedSigners::read(&format!("\"Dana Okafor\" {line}\n"));
        let at = time("2026-11-24T15:00:00-05:00");
        let judge = |text| judge(text, signature.as_bytes(), "Dana Okafor", at, &signers);
        assert_eq!(judge(TEXT), Verdict::Good);
        assert_eq!(judge(b"Text."), Verdict::NotForThisText);
    }

    fn sha2_of(bytes: &[u8]) -> Vec<u8> {
        use sha2::Digest as _;
        sha2::Sha256::digest(bytes).to_vec()
    }

    fn signature_of(pair: &ssh_key::private::Ed25519Keypair, bytes: &[u8]) -> ssh_key::Signature {
        // Of the crates in reach only ssh-key's own trait signs bytes as they are.
        let key = ssh_key::PrivateKey::from(pair.clone());
        <dyn ssh_key::SigningKey>::try_sign(&key, bytes).unwrap()
    }

    proptest! {
        #[test]
        fn no_other_text_passes_for_the_one_that_was_signed(at in 0..TEXT.len(), byte in any::<u8>(), cut in any::<bool>()) {
            let (key, signers) = world();
            let signature = key.sign(TEXT).unwrap();
            let mut text = TEXT.to_vec();
            match cut {
                true => text.truncate(at),
                false => text[at] = byte,
            }
            let time = time("2026-11-24T15:00:00-05:00");
            let verdict = judge(&text, &signature, "Dana Okafor", time, &signers);
            prop_assert_eq!(verdict == Verdict::Good, text == TEXT);
        }

        #[test]
        fn no_bytes_make_the_judge_stumble(signature in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (_, signers) = world();
            let at = time("2026-11-24T15:00:00-05:00");
            prop_assert_ne!(judge(TEXT, &signature, "Dana Okafor", at, &signers), Verdict::Good);
            let dressed = [BEGIN, b"\n", &signature, b"\n-----END SSH SIGNATURE-----\n"].concat();
            prop_assert_ne!(judge(TEXT, &dressed, "Dana Okafor", at, &signers), Verdict::Good);
        }
    }
}
