//! What leaves may be sealed for its recipient: bytes in, an age file out, and no way back.
//!
//! The record is exported by code that must never reach a key. So this module names the half of the
//! age crate that seals and nothing that opens; `private::seal` has the other half and takes its
//! recipients from here.

use std::io::Write;
use std::str::FromStr;

use age::{Encryptor, tag, tagpq, x25519};

use crate::failure::Explain;

/// A key that can be sealed to, as the age crate takes it.
pub type Key = Box<dyn age::Recipient + Send + Sync>;

/// Those who can open what is sealed.
pub struct Addressees {
    texts: Vec<String>,
    keys: Vec<Key>,
}

/// Why a text is no key that can be sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// It is not a recipient of age.
    NotARecipient,
    /// It is one of a plugin that cannot be used.
    NeedsPlugin,
}

/// Something that could not be sealed. Nothing was sealed to anybody.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// A text is not a recipient.
    #[error("recipient {0} of `--encrypt-to` is not an age recipient such as `age1...`")]
    NotARecipient(usize),
    /// A recipient wants a plugin that cannot be used.
    #[error("recipient {0} of `--encrypt-to` needs an age plugin")]
    NeedsPlugin(usize),
    /// The recipients cannot stand in one file.
    #[error(
        "the recipients cannot all be of one file: a post-quantum key stands alone or beside its like"
    )]
    Incompatible,
    /// A plugin did not do its work.
    #[error("a plugin of a hardware key failed: {0}")]
    Plugin(String),
}

impl Explain for SealingError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotARecipient(_) => {
                "Ask the recipient for the key that `age-keygen -y IDENTITY` prints.".into()
            }
            Self::NeedsPlugin(_) => {
                "Install `age-plugin-NAME`, and casenotes with `--features plugin`.".into()
            }
            Self::Incompatible => "Export once for each sort of key.".into(),
            Self::Plugin(_) => "Plug the key in and try again.".into(),
        })
    }
}

impl Addressees {
    /// Reads recipients; `None` when there are none, because then nothing is sealed.
    ///
    /// # Errors
    /// Refuses the first that is not one.
    pub fn parse(texts: &[String]) -> Result<Option<Self>, SealingError> {
        let keys = texts
            .iter()
            .enumerate()
            .map(|(at, text)| {
                parse_key(text.trim()).map_err(|error| match error {
                    NoKey::NotARecipient => SealingError::NotARecipient(at + 1),
                    NoKey::NeedsPlugin => SealingError::NeedsPlugin(at + 1),
                })
            })
            .collect::<Result<Vec<Key>, _>>()?;
        let texts = texts.iter().map(|text| text.trim().to_owned()).collect();
        Ok((!keys.is_empty()).then_some(Self { texts, keys }))
    }

    /// Returns the recipients as age writes them.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Seals bytes for all of them, as they are made.
    ///
    /// # Errors
    /// Fails when they cannot stand in one file, or the plugin of one fails.
    pub fn seal(
        &self,
        make: &dyn Fn(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Vec<u8>, SealingError> {
        let keys = self.keys.iter().map(|key| &**key as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(keys).map_err(|error| match error {
            age::EncryptError::IncompatibleRecipients { .. } => SealingError::Incompatible,
            other => SealingError::Plugin(other.to_string()),
        })?;
        Ok(encrypt_as_made(encryptor, 0, make))
    }
}

/// Seals bytes in memory.
pub fn encrypt_to_memory(encryptor: Encryptor, plaintext: &[u8]) -> Vec<u8> {
    encrypt_as_made(encryptor, plaintext.len(), &|writer| writer.write_all(plaintext))
}

fn encrypt_as_made(
    encryptor: Encryptor,
    length: usize,
    make: &dyn Fn(&mut dyn Write) -> std::io::Result<()>,
) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(length + length / 4096 + 1024);
    let write = |sealed: &mut Vec<u8>| -> std::io::Result<()> {
        let mut writer = encryptor.wrap_output(sealed)?;
        make(&mut writer)?;
        writer.finish()?;
        Ok(())
    };
    write(&mut sealed).expect("writing to memory cannot fail");
    sealed
}

/// Reads a recipient as age writes it.
///
/// # Errors
/// Refuses what is none.
// Post-quantum and hardware recipients seal here; to open with them is a plugin's work.
pub fn parse_key(text: &str) -> Result<Key, NoKey> {
    if let Ok(key) = x25519::Recipient::from_str(text) {
        return Ok(Box::new(key));
    }
    if let Ok(key) = tag::Recipient::from_str(text) {
        return Ok(Box::new(key));
    }
    if let Ok(key) = tagpq::Recipient::from_str(text) {
        return Ok(Box::new(key));
    }
    parse_plugin_key(text)
}

#[cfg(feature = "plugin")]
fn parse_plugin_key(text: &str) -> Result<Key, NoKey> {
    use age::cli_common::UiCallbacks;
    let key = age::plugin::Recipient::from_str(text).map_err(|_| NoKey::NotARecipient)?;
    let name = key.plugin().to_owned();
    match age::plugin::RecipientPluginV1::new(&name, &[key], &[], UiCallbacks) {
        Ok(key) => Ok(Box::new(key)),
        Err(_) => Err(NoKey::NeedsPlugin),
    }
}

#[cfg(not(feature = "plugin"))]
fn parse_plugin_key(text: &str) -> Result<Key, NoKey> {
    // age1NAME1... with letters and digits of Bech32 is how a plugin writes its recipients.
    let is_plugins = text.strip_prefix("age1").is_some_and(|rest| {
        rest.rsplit_once('1').is_some_and(|(name, data)| {
            !name.is_empty() && data.len() >= 6 && data.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    });
    Err(if is_plugins { NoKey::NeedsPlugin } else { NoKey::NotARecipient })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_each_recipient_and_for_nobody_else() {
        let [one, two, other] = [(); 3].map(|()| x25519::Identity::generate());
        let texts = [&one, &two].map(|identity| format!(" {} ", identity.to_public()));
        let addressees = Addressees::parse(&texts).unwrap().unwrap();
        assert_eq!(addressees.texts()[0], one.to_public().to_string());
        let sealed = addressees.seal(&|writer| writer.write_all(b"The record")).unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"record"));
        for identity in [&one, &two] {
            assert_eq!(age::decrypt(identity, &sealed).unwrap(), b"The record");
        }
        assert!(age::decrypt(&other, &sealed).is_err());
    }

    #[test]
    fn nobody_is_left_out_in_silence() {
        assert!(Addressees::parse(&[]).unwrap().is_none());
        let own = x25519::Identity::generate().to_public().to_string();
        let error = Addressees::parse(&[own, "age1nobody".into()]).err().unwrap();
        assert!(matches!(error, SealingError::NotARecipient(2)), "{error:?}");
    }
}
