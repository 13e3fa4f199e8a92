//! Two copies of a vault: read, opened in memory, and written so that they are the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::disk::write::Replaced;
use crate::domain::digest::sha256;
use crate::domain::note_id::SealedId;
use crate::failure::{Explain, Failure};
use crate::parallel;
use crate::private::opened::{Unopened, Unsealed};
use crate::private::reconcile::{HeldFile, KeptFile, Side};
use crate::private::removal::Removal;
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::OpenError;
use crate::private::vault::kind::Kind;
use crate::private::vault::memory::Sealed;
use crate::private::vault::{Vault, git};

/// The files of both copies, as they were read.
pub struct Copies<'a> {
    here: &'a Vault,
    there: &'a Vault,
    files: BTreeMap<(Side, Kind, SealedId), String>,
    bytes: BTreeMap<String, Vec<u8>>,
    // Versions that a merge of git has left without a choice, and that lie in its index alone.
    unmerged: Vec<(Side, Kind, SealedId, String)>,
}

/// The files of both copies, opened in memory.
#[derive(Default)]
pub struct OpenedCopies {
    /// What each is.
    pub held: Vec<HeldFile>,
    /// Versions that were removed on purpose.
    pub removed: BTreeSet<String>,
    /// What does not open, and is kept as it is.
    pub unopened: BTreeSet<SealedId>,
    /// The digests of what the other copy has for other keys than this machine's: it stays there.
    pub for_others: BTreeSet<String>,
}

/// What was done to a file.
pub struct Deed {
    side: Side,
    what: &'static str,
    kind: Kind,
    id: SealedId,
}

/// A file that is not what it was when it was read.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` changed while it was looked at; what was done so far is whole")]
struct ChangedMeanwhile(SealedId);

/// A sealed file as it lies on one side.
#[derive(Clone, Copy)]
struct Stored<'a> {
    side: Side,
    kind: Kind,
    id: &'a SealedId,
    digest: &'a String,
}

impl Explain for ChangedMeanwhile {
    fn hint(&self) -> Option<String> {
        Some("Run the command again.".into())
    }
}

/// What a file turned out to be.
struct OpenedCopy {
    file: HeldFile,
    removed: Vec<String>,
    is_unopened: bool,
    is_for_others: bool,
}

impl<'a> Copies<'a> {
    /// Reads every sealed file of both copies, and what a merge of git has left in its index.
    ///
    /// # Errors
    /// Fails when a file or folder cannot be read, and when git does.
    pub fn read(here: &'a Vault, there: &'a Vault) -> Result<Self, Failure> {
        let (files, bytes, unmerged) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut copies = Self { here, there, files, bytes, unmerged };
        for (side, vault) in [(Side::Here, here), (Side::There, there)] {
            for (kind, id) in vault.all()? {
                let Some(bytes) = vault.shelf(kind).read_if_there(&id)? else { continue };
                let digest = sha256(&bytes);
                copies.files.insert((side, kind, id), digest.clone());
                copies.bytes.entry(digest).or_insert(bytes);
            }
            for ((kind, id), bytes) in git::unmerged(vault.root())? {
                let digest = sha256(&bytes);
                copies.unmerged.push((side, kind, id, digest.clone()));
                copies.bytes.entry(digest).or_insert(bytes);
            }
        }
        Ok(copies)
    }

    /// Tells whether a merge of git had left versions without a choice.
    pub fn were_unmerged(&self) -> bool {
        !self.unmerged.is_empty()
    }

    /// Opens every file in memory; `today` is the digest of today's recipients.
    pub fn open(&self, identity: &Identity, today: &str) -> OpenedCopies {
        let files = self.files.iter().map(|((side, kind, id), digest)| Stored {
            side: *side,
            kind: *kind,
            id,
            digest,
        });
        let unmerged = self.unmerged.iter().map(|(side, kind, id, digest)| Stored {
            side: *side,
            kind: *kind,
            id,
            digest,
        });
        let files: Vec<Stored<'_>> = files.chain(unmerged).collect();
        let mut opened = OpenedCopies::default();
        let receive = |it: OpenedCopy| {
            if it.is_for_others {
                opened.for_others.insert(it.file.digest.clone());
            } else if it.is_unopened {
                opened.unopened.insert(it.file.id.clone());
            }
            opened.held.push(it.file);
            opened.removed.extend(it.removed);
            Ok::<(), std::convert::Infallible>(())
        };
        let work = |file: &Stored<'_>| self.open_one(*file, identity, today);
        match parallel::in_order(&files, work, receive) {
            Ok(()) => opened,
        }
    }

    fn open_one(&self, file: Stored<'_>, identity: &Identity, today: &str) -> OpenedCopy {
        let Stored { side, kind, id, digest } = file;
        // What does not open, or not as what it lies there for, is nobody's version and stays as it is.
        let opaque = HeldFile {
            side,
            kind,
            id: id.clone(),
            digest: digest.clone(),
            version: digest.clone(),
            follows: Vec::new(),
            says: digest.clone(),
            is_current: true,
        };
        let shut = |is_for_others| {
            let (file, removed) = (opaque.clone(), Vec::new());
            OpenedCopy { file, removed, is_unopened: true, is_for_others }
        };
        let file = match Unsealed::addressed(identity, id, &self.bytes[digest]) {
            Err(Unopened::Seal(OpenError::NotForUs)) => return shut(side == Side::There),
            Err(_) => return shut(false),
            Ok(file) => file,
        };
        let (Some(front), Some(lineage)) = (&file.front, file.lineage()) else {
            return OpenedCopy { is_unopened: false, ..shut(false) };
        };
        let head = format!("{} {} {}", front.client, front.session, front.kind.as_str());
        let removal = (kind == Kind::Removal).then(|| Removal::parse(file.reveal())).flatten();
        let held = HeldFile {
            version: lineage.version,
            follows: lineage.follows,
            says: format!("{} {}", sha256(head.as_bytes()), sha256(file.reveal())),
            is_current: front.sealed_to == today,
            ..opaque
        };
        let removed = removal.map(|it| it.versions).unwrap_or_default();
        OpenedCopy { file: held, removed, is_unopened: false, is_for_others: false }
    }

    /// Makes both copies hold what is kept, and tells what was done; what is for other keys stays where it
    /// is.
    ///
    /// What is missing is written on both sides first, then files are replaced, and only then removed:
    /// whenever it is stopped, each version is whole on one side or the other.
    ///
    /// # Errors
    /// Fails when the disk refuses or a file changed meanwhile.
    pub fn make_one(
        &self,
        kept: &[KeptFile],
        for_others: &BTreeSet<String>,
    ) -> Result<Vec<Deed>, Failure> {
        let mut done = Vec::new();
        let mut tell = |side, what, kind, id: &SealedId| {
            done.push(Deed { side, what, kind, id: id.clone() });
        };
        let sides = [(Side::There, self.there), (Side::Here, self.here)];
        let there_is = |side, file: &KeptFile| self.files.get(&(side, file.kind, file.id.clone()));
        let kept: Vec<(&KeptFile, Sealed)> =
            kept.iter().map(|file| (file, self.sealed(file, for_others))).collect();
        for (side, vault) in sides {
            for (file, sealed) in &kept {
                let stays = side == Side::Here && for_others.contains(&file.digest);
                if !stays && there_is(side, file).is_none() {
                    vault.shelf(file.kind).file_as(&file.id, sealed)?;
                    tell(side, "new", file.kind, &file.id);
                }
            }
        }
        for (side, vault) in sides.into_iter().rev() {
            for (file, sealed) in &kept {
                let Some(old) = there_is(side, file).filter(|old| **old != file.digest) else {
                    continue;
                };
                let replaced =
                    vault.shelf(file.kind).replace(&file.id, &self.bytes[old], sealed)?;
                require(replaced, &file.id)?;
                tell(side, "replaced", file.kind, &file.id);
            }
        }
        let names: BTreeSet<(Kind, &SealedId)> =
            kept.iter().map(|(it, _)| (it.kind, &it.id)).collect();
        for (side, vault) in sides.into_iter().rev() {
            let of_side = self.files.iter().filter(|((of, ..), _)| *of == side);
            for ((_, kind, id), digest) in of_side {
                if names.contains(&(*kind, id)) {
                    continue;
                }
                require(vault.shelf(*kind).remove_if(id, &self.bytes[digest])?, id)?;
                tell(side, "removed", *kind, id);
            }
        }
        // What was the same on both sides is known by its version from now on, too.
        for (file, sealed) in &kept {
            if !for_others.contains(&file.digest) {
                self.here.note_version(&(file.kind, file.id.clone()), sealed);
            }
        }
        Ok(done)
    }

    fn sealed(&self, file: &KeptFile, for_others: &BTreeSet<String>) -> Sealed {
        let version = (!for_others.contains(&file.digest)).then(|| file.version.clone());
        Sealed { bytes: self.bytes[&file.digest].clone(), version }
    }
}

fn require(replaced: Replaced, id: &SealedId) -> Result<(), ChangedMeanwhile> {
    match replaced {
        Replaced::Yes => Ok(()),
        Replaced::ChangedMeanwhile => Err(ChangedMeanwhile(id.clone())),
    }
}

impl std::fmt::Display for Deed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = match self.side {
            Side::Here => "here",
            Side::There => "there",
        };
        write!(f, "{side}: {} ", self.what)?;
        if self.kind != Kind::Note {
            write!(f, "{} ", self.kind.noun())?;
        }
        write!(f, "{}", self.id)
    }
}
