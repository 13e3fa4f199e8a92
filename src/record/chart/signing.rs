//! Who signs, with what and when: what the commands that sign have in common.

use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::note_files::Trust;
use crate::record::signature::allowed_signers::KeyStanding;
use crate::record::signature::key::Signer;
use crate::record::signature::name_of;
use crate::record::signature::verdict::{Verdict, judge};

/// Unlocks a signing key, and says when a passphrase was mistyped.
pub type Unlock<'a> = dyn FnMut(&mut Output<'_>) -> Result<Box<dyn Signer>, Failure> + 'a;

/// What signing needs.
pub struct Signing<'a> {
    /// The tree that the notes are in.
    pub chart: &'a Chart,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Name and credentials of the clinician.
    pub name: Option<String>,
    /// Unlocks the key: once a command.
    pub unlock: &'a mut Unlock<'a>,
}

/// Who signs and when; the key is locked.
pub struct Signatory {
    /// Name and credentials of the clinician.
    pub name: String,
    /// When everything of this run is signed.
    pub at: SessionTime,
}

/// Who signs and when: the key is unlocked, and its owner may sign now.
pub struct ReadySignatory<'t> {
    /// Name and credentials of the clinician.
    pub name: String,
    /// When everything of this run is signed.
    pub at: SessionTime,
    /// Who may sign, and what the practice asks.
    pub trust: &'t Trust,
    signer: Box<dyn Signer>,
}

/// Somebody who cannot sign.
#[derive(Debug, thiserror::Error)]
enum SigningError {
    #[error("nobody is named as the signer")]
    NoName,
    #[error("a reason is empty")]
    EmptyReason,
    #[error("`{name}` may not sign with this key ({fingerprint})")]
    NotAllowed { name: String, fingerprint: String, known: bool },
    #[error("the signature that was made does not hold")]
    BadSignature,
    #[error("the settings `[signing]` of the practice cannot be read: {0}")]
    Settings(String),
}

impl Explain for SigningError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoName => "Set `[clinician] name` and `credentials` in the configuration.".into(),
            Self::EmptyReason => "Say why, in a few words without a client's name.".into(),
            Self::NotAllowed { known: true, .. } => {
                "The chart's `allowed_signers` has it for another person or another time; see `casenotes signer list`.".into()
            }
            Self::NotAllowed { .. } => {
                "Enter your key in the chart's list with `casenotes signer add`.".into()
            }
            Self::BadSignature => "Check that `signing_key` names the key that your agent or token signs with.".into(),
            Self::Settings(_) => "Mend `casenotes.toml` in the chart.".into(),
        })
    }
}

impl Signing<'_> {
    /// Says who is to sign and when; the key stays locked.
    ///
    /// # Errors
    /// Fails when nobody is named, or when what the practice asks of signatures cannot be read.
    pub fn signatory(&self, trust: &Trust) -> Result<Signatory, Failure> {
        if let Some(problem) = trust.policy_problems.first() {
            return Err(SigningError::Settings(problem.message.clone()).into());
        }
        let name = self.name.clone().filter(|name| !name_of(name).is_empty());
        let name = name.ok_or(SigningError::NoName)?;
        Ok(Signatory { name, at: SessionTime::new(self.clock.now()) })
    }

    /// Unlocks the key and makes sure that its owner may sign now.
    ///
    /// # Errors
    /// Fails as [`Signing::signatory`] and [`Signing::unlocked`] do.
    pub fn ready<'t>(
        &mut self,
        trust: &'t Trust,
        output: &mut Output<'_>,
    ) -> Result<ReadySignatory<'t>, Failure> {
        let signatory = self.signatory(trust)?;
        self.unlocked(signatory, trust, output)
    }

    /// Unlocks the key of a signatory and makes sure that it may sign now.
    ///
    /// # Errors
    /// Fails when the key cannot be unlocked, or the practice does not let it sign.
    pub fn unlocked<'t>(
        &mut self,
        Signatory { name, at }: Signatory,
        trust: &'t Trust,
        output: &mut Output<'_>,
    ) -> Result<ReadySignatory<'t>, Failure> {
        let signer = (self.unlock)(output)?;
        let standing = trust.signers.standing_of(signer.public_key(), &name, at);
        if standing != KeyStanding::Allowed {
            let fingerprint = signer.public_key().fingerprint();
            let known = standing != KeyStanding::Unknown;
            let name = name_of(&name).to_owned();
            return Err(SigningError::NotAllowed { name, fingerprint, known }.into());
        }
        Ok(ReadySignatory { name, at, trust, signer })
    }
}

impl ReadySignatory<'_> {
    /// Signs a text that names this signatory and this time, and makes sure that the signature holds.
    ///
    /// # Errors
    /// Fails when the key does not sign, or signs what does not hold.
    pub fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Failure> {
        let signature = self.signer.sign(text)?;
        match judge(text, &signature, &self.name, self.at, &self.trust.signers) {
            Verdict::Good => Ok(signature),
            _ => Err(SigningError::BadSignature.into()),
        }
    }
}

/// Nobody to stand in a trail as the one who does something.
#[derive(Debug, thiserror::Error)]
#[error("nobody is named as the one who {0}")]
pub struct Nobody(pub &'static str);

impl Explain for Nobody {
    fn hint(&self) -> Option<String> {
        Some("Set `[clinician] name` in the configuration.".into())
    }
}

/// Fails when a reason says nothing.
///
/// # Errors
/// Says so.
pub fn require_reason(reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() { Err(SigningError::EmptyReason.into()) } else { Ok(()) }
}
