//! Psychotherapy notes in the open, in memory alone: what opens a sealed file and what seals a text.
//!
//! Here the words of a note (`note`), its seal (`private::seal`) and its place (`private::vault`) come
//! together. What names this module can read psychotherapy notes.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{SealedId, names_minute};
use crate::domain::note_kind::NoteKind;
use crate::domain::recipient_list::Changes;
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;
use crate::note::sealed_note::{self, Lineage, Replaces, SealedFront};
use crate::parallel;
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::{
    LockedOut, OpenError, OpenNote, SealError, open, prove, seal,
};
use crate::private::seal::recipients::{Recipients, RecipientsError};
use crate::private::vault::agreement::ListStanding;
use crate::private::vault::drafts::Drafts;
use crate::private::vault::memory::Sealed;
use crate::private::vault::shelf::Shelf;
use crate::private::vault::{Vault, VaultError};

/// A sealed file that was opened.
#[derive(Debug)]
pub struct Unsealed {
    plaintext: OpenNote,
    /// What its front matter says; `None` when another program has sealed it.
    pub front: Option<SealedFront>,
    body: usize,
}

/// A sealed file that was not opened.
#[derive(Debug, thiserror::Error)]
pub enum Unopened {
    /// It could not be read.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// It does not open.
    #[error(transparent)]
    Seal(#[from] OpenError),
    /// It lies where another belongs.
    #[error("the note says it is of `{0}`: it was moved to the folder of another client")]
    WronglyAddressed(ClientId),
}

/// A text that was not filed.
#[derive(Debug, thiserror::Error)]
pub enum Unfiled {
    /// Nothing can be sealed to the recipients.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The seal does not open again.
    #[error("what was sealed does not open again; nothing was written")]
    NotProven,
    /// The vault or its disk refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Explain for Unopened {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Disk(error) => error.hint(),
            Self::Seal(error) => error.hint(),
            Self::WronglyAddressed(_) => {
                Some("Move the file back to the folder of its client.".into())
            }
        }
    }
}

impl Explain for Unfiled {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Seal(error) => error.hint(),
            Self::NotProven => None,
            Self::Vault(error) => error.hint(),
        }
    }
}

impl Unsealed {
    /// Opens sealed bytes, in memory and to their end.
    ///
    /// # Errors
    /// Fails when no key fits or a byte is not as it was sealed.
    pub fn open(identity: &Identity, sealed: &[u8]) -> Result<Self, OpenError> {
        let plaintext = open(identity, sealed)?;
        let (front, body) = match sealed_note::read(plaintext.reveal()) {
            Some((front, body)) => (Some(front), body),
            None => (None, 0),
        };
        Ok(Self { plaintext, front, body })
    }

    /// Reads and opens a file that must be of the client in whose folder it lies.
    ///
    /// # Errors
    /// Fails when it cannot be read, does not open, or is of another client.
    pub fn read(identity: &Identity, shelf: &Shelf, id: &SealedId) -> Result<Self, Unopened> {
        Self::addressed(identity, id, &shelf.read(id)?)
    }

    /// Opens the bytes of a file that must be of the client in whose folder it lies.
    ///
    /// # Errors
    /// As [`Unsealed::read`].
    pub fn addressed(identity: &Identity, id: &SealedId, sealed: &[u8]) -> Result<Self, Unopened> {
        let unsealed = Self::open(identity, sealed)?;
        match &unsealed.front {
            Some(front) if front.client != id.client => {
                Err(Unopened::WronglyAddressed(front.client.clone()))
            }
            _ => Ok(unsealed),
        }
    }

    /// Lends the text to the one caller that shows it.
    pub fn reveal(&self) -> &[u8] {
        &self.plaintext.reveal()[self.body..]
    }

    /// Lends everything that was sealed, front matter and all.
    pub fn reveal_whole(&self) -> &[u8] {
        self.plaintext.reveal()
    }

    /// Returns which version of its note it is; of what another program has sealed, nobody knows.
    pub fn lineage(&self) -> Option<Lineage> {
        let front = self.front.as_ref()?;
        let of_format_1 = || Lineage::of_format_1(front, self.reveal());
        Some(front.lineage.clone().unwrap_or_else(of_format_1))
    }

    /// Tells whether the file lies where its front matter says: its client's folder, under the name
    /// of its session.
    pub fn lies_right(&self, id: &SealedId) -> bool {
        self.front.as_ref().is_none_or(|front| {
            front.client == id.client && names_minute(id.stem.minute(), front.session)
        })
    }
}

/// Tells whether sealed bytes open and say that they are sealed to the list of a digest.
pub fn is_sealed_to(identity: &Identity, sealed: &[u8], digest: &str) -> bool {
    let front = Unsealed::open(identity, sealed).ok().and_then(|file| file.front);
    front.is_some_and(|front| front.sealed_to == digest)
}

/// Opens each file of a shelf on all cores and hands the results over in the order of `ids`.
///
/// # Errors
/// Stops at the first error of the receiver.
pub fn open_each<T: Send, E>(
    identity: &Identity,
    shelf: &Shelf,
    ids: &[SealedId],
    work: impl Fn(&SealedId, Result<Unsealed, Unopened>) -> T + Sync,
    receive: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    parallel::in_order(ids, |id| work(id, Unsealed::read(identity, shelf, id)), receive)
}

/// The recipients that the owner has agreed to on this machine: nothing is sealed to others.
#[derive(Debug)]
pub struct Agreed {
    recipients: Recipients,
    list: Vec<u8>,
}

/// A list of recipients that nothing is sealed to.
#[derive(Debug, thiserror::Error)]
pub enum NotAgreed {
    /// It was never agreed to.
    #[error("the list of recipients was never agreed to on this machine: {0}")]
    Never(String),
    /// It is not the one that was agreed to.
    #[error("the list of recipients is not the one that was agreed to on this machine: {0}")]
    Changed(Changes),
    /// It cannot be used.
    #[error(transparent)]
    Unsound(#[from] RecipientsError),
    /// It cannot be read.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Explain for NotAgreed {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Never(_) | Self::Changed(_) => Some(
                "Nothing is sealed until you have agreed: run `casenotes vault keys accept`, which shows whose keys they are and asks."
                    .into(),
            ),
            Self::Unsound(error) => error.hint(),
            Self::Vault(error) => error.hint(),
        }
    }
}

impl Agreed {
    /// Reads the vault's list, which must be of the keys that were agreed to; what they are called
    /// does not count.
    ///
    /// # Errors
    /// Fails when it is of others, was never agreed to, or has a line that is not understood.
    pub fn of(vault: &Vault) -> Result<Self, NotAgreed> {
        Self::read(vault, Changes::alters_keys)
    }

    /// Reads the vault's list, which must be the one that was agreed to, by its labels as well.
    ///
    /// # Errors
    /// As [`Agreed::of`].
    pub fn to_the_letter(vault: &Vault) -> Result<Self, NotAgreed> {
        Self::read(vault, |changes| !changes.is_empty())
    }

    fn read(vault: &Vault, is_refused: impl Fn(&Changes) -> bool) -> Result<Self, NotAgreed> {
        let list = vault.recipients().map_err(VaultError::from)?;
        let recipients = Recipients::parse(&list)?;
        match vault.standing(&list)? {
            ListStanding::Changed(changes) if is_refused(&changes) => {
                Err(NotAgreed::Changed(changes))
            }
            ListStanding::Never => {
                let entries: Vec<String> = recipients.entries().map(ToString::to_string).collect();
                Err(NotAgreed::Never(entries.join(", ")))
            }
            ListStanding::Agreed | ListStanding::Changed(_) => Ok(Self { recipients, list }),
        }
    }

    /// Returns the recipients.
    pub fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Returns the list as it was read.
    pub fn list(&self) -> &[u8] {
        &self.list
    }
}

/// What a sealed text is about: the session, and what kind of note it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// When the session was.
    pub session: SessionTime,
    /// What the note is.
    pub kind: NoteKind,
}

impl From<&SealedFront> for About {
    fn from(front: &SealedFront) -> Self {
        Self { session: front.session, kind: front.kind }
    }
}

impl About {
    /// Says that a text is of a time and no note of a session.
    pub fn at(session: SessionTime) -> Self {
        Self { session, kind: NoteKind::default() }
    }
}

/// What seals a text: today's recipients, and the key that proves the seal.
#[derive(Debug)]
pub struct Sealer {
    identity: Identity,
    recipients: Recipients,
    digest: String,
}

impl Sealer {
    /// Takes key and recipients once a trial has shown that what is sealed today opens today.
    ///
    /// # Errors
    /// Fails when it does not.
    pub fn proven(identity: Identity, agreed: Agreed) -> Result<Self, LockedOut> {
        let recipients = agreed.recipients;
        prove(&recipients, &identity)?;
        let digest = recipients.digest();
        Ok(Self { identity, recipients, digest })
    }

    /// Returns the key.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Returns the key, when nothing more is to be sealed.
    pub fn into_identity(self) -> Identity {
        self.identity
    }

    /// Seals a text and files it under the first free name for its time.
    ///
    /// # Errors
    /// Fails when it is not sealed or the disk refuses; nothing half-written stays.
    pub fn file(
        &self,
        shelf: &Shelf,
        client: &ClientId,
        about: About,
        body: &[u8],
    ) -> Result<SealedId, Unfiled> {
        let time = about.session;
        let sealed = self.seal(self.front(client, about, first()), body)?;
        Ok(shelf.file_new(client, time, &sealed)?)
    }

    /// Tells whether a text is sealed already: one of some notes says just this.
    ///
    /// # Errors
    /// Fails when one of them cannot be read.
    pub fn finds(&self, shelf: &Shelf, among: &[SealedId], body: &[u8]) -> Result<bool, Unopened> {
        for id in among {
            if Unsealed::read(&self.identity, shelf, id)?.reveal() == body {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Seals a text over a file that still holds `before`. If it does not, the text is filed beside
    /// it, and the id of that is returned.
    ///
    /// # Errors
    /// As [`Sealer::file`]; the old file is whole then.
    pub fn file_over(
        &self,
        shelf: &Shelf,
        id: &SealedId,
        before: &[u8],
        about: About,
        body: &[u8],
    ) -> Result<Option<SealedId>, Unfiled> {
        let time = about.session;
        // What is there may have been exchanged by somebody else for what does not open.
        let old = Unsealed::open(&self.identity, before).ok().and_then(|file| file.lineage());
        let lineage = old.map_or_else(first, |old| old.next(rand::random()));
        let sealed = self.seal(self.front(&id.client, about, lineage), body)?;
        match shelf.replace(id, before, &sealed).map_err(VaultError::from)? {
            Replaced::Yes => Ok(None),
            Replaced::ChangedMeanwhile => Ok(Some(shelf.file_new(&id.client, time, &sealed)?)),
        }
    }

    /// Seals a text that could not be filed and keeps it as a draft.
    ///
    /// # Errors
    /// Fails when no place takes it.
    pub fn keep(
        &self,
        drafts: &Drafts,
        client: &ClientId,
        about: About,
        replaces: Option<Replaces>,
        body: &[u8],
    ) -> Result<(SealedId, PathBuf), Unfiled> {
        let front = SealedFront { replaces, ..self.front(client, about, first()) };
        let sealed = self.seal(front, body)?;
        Ok(drafts.keep(client, about.session, &sealed)?)
    }

    /// Returns the digest of today's recipients.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Tells whether a file was sealed to today's recipients, by its own word.
    pub fn is_current(&self, front: &SealedFront) -> bool {
        front.sealed_to == self.digest
    }

    /// Seals a text and proves that it opens again before it replaces or becomes anything.
    ///
    /// # Errors
    /// Fails when nothing can be sealed to the recipients, or the seal does not open again.
    pub fn seal(&self, front: SealedFront, body: &[u8]) -> Result<Sealed, Unfiled> {
        let front = SealedFront { sealed_to: self.digest.clone(), ..front };
        let plaintext = OpenNote::new(sealed_note::write(&front, body));
        let sealed = seal(&self.recipients, &plaintext)?;
        match open(&self.identity, &sealed) {
            Ok(opened) if opened.reveal() == plaintext.reveal() => {
                let version = front.lineage.map(|lineage| lineage.version);
                Ok(Sealed { bytes: sealed, version })
            }
            _ => Err(Unfiled::NotProven),
        }
    }

    /// Returns the front matter of a text that is sealed today.
    pub fn front(&self, client: &ClientId, about: About, lineage: Lineage) -> SealedFront {
        let About { session, kind } = about;
        SealedFront {
            client: client.clone(),
            session,
            kind,
            sealed_to: self.digest.clone(),
            lineage: Some(lineage),
            moved_from: None,
            replaces: None,
        }
    }
}

/// Names the version of a text that follows none.
fn first() -> Lineage {
    Lineage::first(rand::random())
}
