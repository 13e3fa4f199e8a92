//! The therapist's own key: made, protected by a passphrase, and unlocked once a command.

use std::fmt;

use age::secrecy::{ExposeSecret, SecretString};
use age::{Decryptor, Encryptor, IdentityFile, scrypt, x25519};
use zeroize::Zeroizing;

use crate::failure::{Explain, Failure};
use crate::private::seal::memory::is_header_bounded;
use crate::sealing::encrypt_to_memory;

/// The work factor of age itself. Set by hand, because the crate would otherwise choose one by the
/// speed of this machine, which another machine may refuse.
const WORK_FACTOR: u8 = 18;

/// What we accept from other programs, whatever the load of this machine.
const HIGHEST_WORK_FACTOR: u8 = 22;

/// The keys of an identity file, ready to open notes.
pub struct Identity {
    keys: Keys,
    // Tried last: each asks a process, and perhaps a person, anew for each note.
    in_hardware: Keys,
    passed_over: Vec<BadLine>,
}

type Keys = Vec<Box<dyn age::Identity + Send + Sync>>;

/// The text of an identity file, opened; it is erased from memory when dropped.
pub struct IdentityText(Zeroizing<Vec<u8>>);

/// A new key that has not been written anywhere yet.
pub struct NewIdentity(x25519::Identity);

/// A passphrase; it cannot be printed and is erased from memory when dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

/// A line of an identity file that is no key which can be used here. It says nothing of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the identity {fault}")]
pub struct BadLine {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a line of an identity file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A key that was typed from paper, with a letter that no key has.
    #[error("is mistyped: character {0} is none that a key has")]
    Letter(usize),
    /// A key that was typed from paper, with something left out or doubled.
    #[error("is mistyped: it has {0} characters, and a key has {KEY_LENGTH}")]
    Length(usize),
    /// A key that was typed from paper, with one letter for another.
    #[error("is mistyped: its letters do not add up")]
    Checksum,
    /// A key of a kind that is not opened with.
    #[error("is a post-quantum key, which casenotes cannot open with")]
    PostQuantum,
    /// A hardware key whose plugin cannot be used.
    #[error("needs an age plugin")]
    NeedsPlugin,
    /// Anything else.
    #[error("is not an age identity")]
    NotAKey,
}

/// How a key begins, and how long it is: from the age specification, 32 bytes in Bech32.
const KEY_BEGINNING: &str = "AGE-SECRET-KEY-1";
const KEY_LENGTH: usize = 74;

/// The letters of Bech32 (BIP 173), in capitals.
const KEY_LETTERS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// An identity file that does not open.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The passphrase is wrong.
    #[error("the passphrase does not open the identity")]
    WrongPassphrase,
    /// The file is neither an identity file nor one protected by a passphrase.
    #[error("the file is not an age identity")]
    NotAnIdentity,
    /// The file is sealed to a key that was not there to open it.
    #[error("the identity is sealed to another key, and none that comes before it opens it")]
    SealedToAnother,
    /// The key is a hardware key, and its plugin cannot be used.
    #[error("the identity needs an age plugin")]
    NeedsPlugin,
    /// No line of it is a key that can be used, and this is the first that should be one.
    #[error(transparent)]
    BadLine(#[from] BadLine),
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
            Self::SealedToAnother => {
                "Name the key that opens it in front of it under `[vault] identities`.".into()
            }
            Self::NeedsPlugin => {
                "Install `age-plugin-NAME`, and casenotes with `--features plugin`.".into()
            }
            Self::BadLine(bad) => bad.fault.help().into(),
            Self::TooMuchWork => {
                "Protect it again with `age -p`, which uses a work factor of 18.".into()
            }
        })
    }
}

impl Fault {
    /// Says what to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Letter(_) | Self::Length(_) | Self::Checksum => {
                "Compare the line with the paper, letter by letter: a key has no B, I, O and 1 behind its beginning."
            }
            Self::PostQuantum => {
                "Name an identity that `age-keygen` makes without `-pq`, and whose recipient is on the list."
            }
            Self::NeedsPlugin => {
                "Install `age-plugin-NAME`, and casenotes with `--features plugin`."
            }
            Self::NotAKey => "Begin a remark with `#`.",
        }
    }
}

/// Tells whether a command stopped because of a wrong passphrase.
pub fn is_wrong_passphrase(failure: &Failure) -> bool {
    matches!(failure.error.downcast_ref(), Some(IdentityError::WrongPassphrase))
}

impl Passphrase {
    /// Takes a passphrase into custody.
    pub fn new(text: String) -> Self {
        Self(text.into())
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
        protect(self.file_text().as_bytes(), passphrase)
    }

    /// Returns the bytes of an identity file that anyone who can read it can use.
    pub fn unprotected(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.file_text().as_bytes().to_vec())
    }

    /// Returns the key as it is written on paper: `AGE-SECRET-KEY-1...`.
    pub fn on_paper(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    fn file_text(&self) -> Zeroizing<String> {
        let secret = self.0.to_string();
        Zeroizing::new(format!("# public key: {}\n{}\n", self.recipient(), secret.expose_secret()))
    }
}

impl IdentityText {
    /// Opens an identity file; `passphrase` is asked only if the file is protected, and `earlier`
    /// opens a file that is sealed to another key, such as one in hardware.
    ///
    /// # Errors
    /// Fails when the file is not an identity or does not open; the error of `passphrase` is passed
    /// on.
    pub fn open<E: From<IdentityError>>(
        file: &[u8],
        passphrase: impl FnOnce() -> Result<Passphrase, E>,
        earlier: Option<&Identity>,
    ) -> Result<Self, E> {
        let as_it_is = || Ok(Self(Zeroizing::new(file.to_vec())));
        // What is no age file is the text itself, and says then what is wrong with it.
        if !is_header_bounded(file) {
            return as_it_is();
        }
        let decryptor = match Decryptor::new_buffered(age::armor::ArmoredReader::new(file)) {
            Ok(decryptor) => decryptor,
            Err(_) => return as_it_is(),
        };
        if !decryptor.is_scrypt() {
            let earlier = earlier.ok_or(IdentityError::SealedToAnother)?;
            let text = crate::private::seal::memory::decrypt_to_memory(decryptor, earlier.as_age());
            return Ok(Self(text.map_err(|_| IdentityError::SealedToAnother)?));
        }
        let mut key = scrypt::Identity::new(passphrase()?.0);
        key.set_max_work_factor(HIGHEST_WORK_FACTOR);
        let text =
            crate::private::seal::memory::decrypt_to_memory(decryptor, std::iter::once(&key as _));
        Ok(Self(text.map_err(|error| match error {
            age::DecryptError::ExcessiveWork { .. } => IdentityError::TooMuchWork,
            age::DecryptError::KeyDecryptionFailed
            | age::DecryptError::DecryptionFailed
            | age::DecryptError::NoMatchingKeys => IdentityError::WrongPassphrase,
            _ => IdentityError::NotAnIdentity,
        })?))
    }

    /// Reads the keys. A line that is no key is passed over while another is; see
    /// [`Identity::passed_over`].
    ///
    /// # Errors
    /// Fails when the text holds no key that can be used, and names the line that should be one.
    pub fn identity(&self) -> Result<Identity, IdentityError> {
        let text = std::str::from_utf8(&self.0).map_err(|_| IdentityError::NotAnIdentity)?;
        let (mut keys, mut in_hardware, mut passed_over) = (Vec::new(), Vec::new(), Vec::new());
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match keys_of_line(line) {
                Ok(found) if line.starts_with("AGE-PLUGIN-") => in_hardware.extend(found),
                Ok(found) => keys.extend(found),
                Err(fault) => passed_over.push(BadLine { line: at + 1, fault }),
            }
        }
        if keys.is_empty() && in_hardware.is_empty() {
            let mut bad = passed_over.into_iter();
            return Err(match bad.find(|bad| bad.fault != Fault::NotAKey) {
                Some(BadLine { fault: Fault::NeedsPlugin, .. }) => IdentityError::NeedsPlugin,
                Some(bad) => bad.into(),
                None => IdentityError::NotAnIdentity,
            });
        }
        Ok(Identity { keys, in_hardware, passed_over })
    }

    /// Returns the bytes of an identity file with the same text, protected by a passphrase.
    pub fn protected_by(&self, passphrase: &Passphrase) -> Vec<u8> {
        protect(&self.0, passphrase)
    }

    /// Tells whether two identity files say the same.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Identity {
    /// Opens an identity file and reads its keys.
    ///
    /// # Errors
    /// As [`IdentityText::open`] and [`IdentityText::identity`].
    pub fn unlock<E: From<IdentityError>>(
        file: &[u8],
        passphrase: impl FnOnce() -> Result<Passphrase, E>,
        earlier: Option<&Self>,
    ) -> Result<Self, E> {
        Ok(IdentityText::open(file, passphrase, earlier)?.identity()?)
    }

    /// Adds the keys of another file, to be tried after these; those in hardware come last.
    pub fn and(mut self, other: Self) -> Self {
        self.keys.extend(other.keys);
        self.in_hardware.extend(other.in_hardware);
        self.passed_over.extend(other.passed_over);
        self
    }

    /// Returns the lines of its file that are no keys.
    pub fn passed_over(&self) -> &[BadLine] {
        &self.passed_over
    }

    /// Lends the keys to the age crate.
    pub(super) fn as_age(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.keys.iter().chain(&self.in_hardware).map(|key| &**key as &dyn age::Identity)
    }
}

/// Reads the key of one line.
fn keys_of_line(line: &str) -> Result<Keys, Fault> {
    // A key is in capitals; typed in small letters it is the same.
    let capitals = Zeroizing::new(line.to_ascii_uppercase());
    if capitals.starts_with("AGE-SECRET-KEY-PQ") {
        return Err(Fault::PostQuantum);
    }
    let (key, fault) = if capitals.starts_with("AGE-SECRET") {
        (capitals.as_str(), slip(&capitals))
    } else if line.starts_with("AGE-PLUGIN-") {
        (line, Fault::NeedsPlugin)
    } else {
        return Err(Fault::NotAKey);
    };
    let file = IdentityFile::from_buffer(key.as_bytes()).map_err(|_| fault)?;
    file.with_callbacks(TALK).into_identities().map_err(|_| fault)
}

/// Says how a key was mistyped.
fn slip(key: &str) -> Fault {
    let beginning = key.chars().zip(KEY_BEGINNING.chars()).position(|(is, wanted)| is != wanted);
    let letters = key.chars().skip(KEY_BEGINNING.len());
    let other = letters.enumerate().find(|(_, letter)| !KEY_LETTERS.contains(*letter));
    match (beginning, other, key.chars().count()) {
        (Some(at), _, _) => Fault::Letter(at + 1),
        (None, Some((at, _)), _) => Fault::Letter(KEY_BEGINNING.len() + at + 1),
        (None, None, KEY_LENGTH) => Fault::Checksum,
        (None, None, length) => Fault::Length(length),
    }
}

fn protect(text: &[u8], passphrase: &Passphrase) -> Vec<u8> {
    let mut recipient = scrypt::Recipient::new(passphrase.0.clone());
    recipient.set_work_factor(WORK_FACTOR);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as _))
        .expect("one passphrase is a sound list of recipients");
    encrypt_to_memory(encryptor, text)
}

/// How a hardware key asks for a touch or a PIN: by age's own prompts.
#[cfg(feature = "plugin")]
const TALK: age::cli_common::UiCallbacks = age::cli_common::UiCallbacks;

/// Without plugins nothing is asked but the passphrase, and that prompt is ours.
#[cfg(not(feature = "plugin"))]
const TALK: Silent = Silent;

/// Says and asks nothing.
#[cfg(not(feature = "plugin"))]
#[derive(Clone)]
struct Silent;

#[cfg(not(feature = "plugin"))]
impl age::Callbacks for Silent {
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

impl fmt::Debug for IdentityText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityText(..)")
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
    assert_not_impl_any!(IdentityText: fmt::Display, serde::Serialize, Clone, AsRef<[u8]>);
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
        assert!(Identity::unlock::<IdentityError>(&file, right, None).is_ok());
        let error = Identity::unlock::<IdentityError>(&file, wrong, None).unwrap_err();
        assert!(matches!(error, IdentityError::WrongPassphrase), "{error:?}");
    }

    #[test]
    fn a_plain_identity_asks_for_nothing() {
        let file = NewIdentity::generate().unprotected();
        assert!(Identity::unlock(&file, never, None).is_ok());
        assert!(matches!(
            Identity::unlock(b"nonsense", never, None),
            Err(IdentityError::NotAnIdentity)
        ));
        assert!(matches!(
            Identity::unlock(b"# nothing\n", never, None),
            Err(IdentityError::NotAnIdentity)
        ));
    }

    #[test]
    fn a_mistyped_key_is_told_by_its_line_and_a_good_one_beside_it_is_used() {
        let key = NewIdentity::generate();
        let paper = key.on_paper();
        let unlock = |text: String| Identity::unlock::<IdentityError>(text.as_bytes(), never, None);
        let fault = |text: String| match unlock(text) {
            Err(IdentityError::BadLine(bad)) => bad,
            other => panic!("{other:?}"),
        };
        let last = if paper.ends_with('Q') { "P" } else { "Q" };
        for (line, expected) in [
            (format!("{}B{}", &paper[..20], &paper[21..]), Fault::Letter(21)),
            (format!("AGE-SECRET_KEY-1{}", &paper[16..]), Fault::Letter(11)),
            (paper[..73].to_owned(), Fault::Length(73)),
            (format!("{}{last}", &paper[..73]), Fault::Checksum),
            ("AGE-SECRET-KEY-PQ-1QQQQ".to_owned(), Fault::PostQuantum),
        ] {
            let bad = fault(format!("# paper key\n\n{line}\n"));
            assert_eq!(bad, BadLine { line: 3, fault: expected });
            assert!(!bad.to_string().contains(&paper[16..40]));
            for text in [format!("{line}\n{}\n", *paper), format!("{}\r\n{line}\r\n", *paper)] {
                let used = unlock(text).unwrap();
                assert_eq!((used.keys.len(), used.passed_over()[0].fault), (1, expected));
            }
        }
        assert!(unlock(paper.to_lowercase()).unwrap().passed_over().is_empty());
    }

    #[test]
    fn an_identity_may_be_sealed_to_one_that_comes_before_it() {
        use crate::private::seal::open_note::{OpenNote, seal};
        use crate::private::seal::recipients::Recipients;
        let (hardware, daily) = (NewIdentity::generate(), NewIdentity::generate());
        let recipients = Recipients::parse(hardware.recipient().as_bytes()).unwrap();
        let file = seal(&recipients, &OpenNote::new(daily.unprotected().to_vec())).unwrap();
        let earlier = Identity::unlock(&hardware.unprotected(), never, None).unwrap();
        let chained = Identity::unlock(&file, never, Some(&earlier)).unwrap();
        let note = OpenNote::new(b"text".to_vec());
        let sealed = seal(&Recipients::parse(daily.recipient().as_bytes()).unwrap(), &note);
        assert!(crate::private::seal::open_note::open(&chained, &sealed.unwrap()).is_ok());
        for earlier in [None, Some(&chained)] {
            assert!(matches!(
                Identity::unlock(&file, never, earlier),
                Err(IdentityError::SealedToAnother)
            ));
        }
    }

    #[test]
    fn a_new_passphrase_keeps_every_byte_of_the_identity() {
        let text = b"# laptop, 2026\r\nAGE-SECRET-KEY-no-matter".to_vec();
        let old = IdentityText::open(&text, never, None).unwrap();
        let file = old.protected_by(&Passphrase::new("new".into()));
        let new =
            IdentityText::open::<IdentityError>(&file, || Ok(Passphrase::new("new".into())), None);
        assert!(new.unwrap().is_same_as(&old));
    }

    #[test]
    fn debug_output_hides_every_secret() {
        let identity =
            Identity::unlock(&NewIdentity::generate().unprotected(), never, None).unwrap();
        assert_eq!(format!("{identity:?}"), "Identity(..)");
        assert_eq!(format!("{:?}", Passphrase::new("CANARY".into())), "Passphrase(..)");
    }
}
