//! The key that signs notes: from its file, from the agent, or from a hardware token.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cli::session::Session;
use crate::disk::outside::{self, create_folders, unmake, write_new};
use crate::disk::place;
use crate::failure::{Explain, Failure};
use crate::output::Output;
use crate::output::ask::{Ask, NobodyThere, new_secret, tried_again};
use crate::programs::{passphrase, ssh_keygen};
use crate::record::signature::NAMESPACE;
use crate::record::signature::key::{KeyError, KeyFile, PublicKey, Signer, SigningKey};
use crate::record::signature::verdict::is_by;

/// A signing key that cannot be used.
#[derive(Debug, thiserror::Error)]
enum SigningKeyError {
    #[error("there is no signing key at {}", .0.display())]
    Missing(PathBuf),
    #[error("there is a signing key already: {}", .0.display())]
    Exists(PathBuf),
    #[error("`ssh-keygen` signed with another key than {0}")]
    OtherKey(String),
}

impl Explain for SigningKeyError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Missing(_) => "Make one with `casenotes sign --new-key`, or name yours under `[clinician] signing_key` in the configuration.".into(),
            Self::Exists(_) => "It is used as it is: run `casenotes sign` without `--new-key`, or `casenotes signer add` to enter it in the chart's list.".into(),
            Self::OtherKey(_) => "Correct `[clinician] signing_key` in the configuration.".into(),
        })
    }
}

/// A key that signs through `ssh-keygen`: on a token, or held by the agent.
struct Keygen {
    public: PublicKey,
    file: PathBuf,
    // The file is the public half alone, so that the agent must have the other.
    is_held_by_agent: bool,
}

impl Signer for Keygen {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure> {
        let key = ssh_keygen::Key { file: &self.file, is_held_by_agent: self.is_held_by_agent };
        let signature = ssh_keygen::sign(key, NAMESPACE, text)?;
        // What another program says it has signed is checked before it is believed.
        if !is_by(&self.public, text, &signature) {
            return Err(SigningKeyError::OtherKey(self.public.fingerprint()).into());
        }
        Ok(signature)
    }
}

/// Unlocks the clinician's signing key: once a command.
pub fn signer(
    session: &Session,
    ask: &mut dyn Ask,
    output: &mut Output<'_>,
) -> Result<Box<dyn Signer>, Failure> {
    let (file, bytes) = key_file(session)?;
    Ok(match KeyFile::read(&bytes)? {
        KeyFile::Ready(key) => Box::new(key),
        KeyFile::Locked(locked) => Box::new(match session.signing_passphrase_command() {
            Some(command) => locked.unlock(&passphrase::printed_by(command)?)?,
            None => tried_again(
                || Ok(locked.unlock(&ask_passphrase(&file, ask)?)?),
                |failure: &Failure| {
                    matches!(failure.error.downcast_ref(), Some(KeyError::WrongPassphrase))
                },
                output,
            )?,
        }),
        KeyFile::Elsewhere(public) => {
            let is_held_by_agent = !bytes.starts_with(b"-----BEGIN");
            Box::new(Keygen { public, file, is_held_by_agent })
        }
    })
}

/// Reads the public half of the clinician's signing key; asks for nothing.
pub fn public_key(session: &Session) -> Result<PublicKey, Failure> {
    let (_, bytes) = key_file(session)?;
    Ok(KeyFile::read(&bytes)?.public_key())
}

fn key_file(session: &Session) -> Result<(PathBuf, Zeroizing<Vec<u8>>), Failure> {
    let file = session.signing_key();
    let bytes =
        outside::read_if_there(&file)?.ok_or_else(|| SigningKeyError::Missing(file.clone()))?;
    let bytes = Zeroizing::new(bytes);
    if bytes.starts_with(b"-----BEGIN") {
        session.check_signing_key(&file)?;
    }
    Ok((file, bytes))
}

/// Makes a signing key where the configuration says, and its public half beside it.
pub fn make_key(
    session: &Session,
    has_passphrase: bool,
    ask: &mut dyn Ask,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let file = session.signing_key();
    let mut public_file = file.clone().into_os_string();
    public_file.push(".pub");
    let public_file = PathBuf::from(public_file);
    for path in [&file, &public_file] {
        if place::is_there(path)? {
            return Err(SigningKeyError::Exists(path.clone()).into());
        }
    }
    session.check_output(Some(&file))?;
    let passphrase = match session.signing_passphrase_command() {
        _ if !has_passphrase => None,
        Some(command) => Some(passphrase::printed_by(command)?),
        None => {
            let instead = "Set `signing_passphrase_command` under `[clinician]` in the configuration, or give --no-passphrase.";
            Some(new_secret(ask, "New passphrase for your signing key", instead, output)?)
        }
    };
    let key = SigningKey::generate(&session.author().unwrap_or_default());
    create_folders(file.parent().unwrap_or(Path::new(".")))?;
    write_new(&file, key.file(passphrase.as_ref().map(|text| text.as_str())).as_bytes())?;
    let public = format!("{}\n", key.public_key().line());
    if let Err(error) = write_new(&public_file, public.as_bytes()) {
        unmake(&[&file]);
        return Err(error.into());
    }
    output.status(format_args!("Made a signing key: {}.", file.display()));
    if passphrase.is_none() {
        output.warning(
            "your signing key has no passphrase: whoever can read its file can sign as you",
        );
    }
    Ok(())
}

fn ask_passphrase(file: &Path, ask: &mut dyn Ask) -> Result<Zeroizing<String>, Failure> {
    ask.secret(&format!("Passphrase for {}", file.display())).map_err(|_| {
        NobodyThere {
            what: format!("the passphrase of {}", file.display()),
            instead: Some(
                "Set `signing_passphrase_command` under `[clinician]` in the configuration.".into(),
            ),
        }
        .into()
    })
}
