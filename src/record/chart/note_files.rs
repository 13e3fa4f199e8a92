//! A note with all that belongs to it: its signature, its later additions and their signatures, and
//! what each of them is worth.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::ops::{Deref, Range};
use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::DiskError;
use crate::domain::amendment::{AmendmentKind, AmendmentName, Target};
use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::numbers::Numbers;
use crate::fields::Problem;
use crate::note::amendment::Amendment;
use crate::note::front_matter::FrontMatter;
use crate::parallel;
use crate::record::chart::layout::{SIGNATURE, amendment_name};
use crate::record::chart::listing::{Listed, Listing};
use crate::record::chart::settings::Settings;
use crate::record::chart::signing_policy::SigningPolicy;
use crate::record::chart::{Chart, ChartError};
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::record::signature::is_same_person;
use crate::record::signature::verdict::{State, Verdict, state as state_of};

/// The file that says who may sign.
pub const ALLOWED_SIGNERS: &str = "allowed_signers";

/// How many notes lie in one piece of memory, and how much room each is expected to need.
const PIECE: usize = 16;
const ROOM_A_NOTE: usize = 4096;

/// Who may sign in a practice, and what it asks of signatures.
pub struct Trust {
    /// Who may sign.
    pub signers: AllowedSigners,
    /// What the practice asks.
    pub policy: SigningPolicy,
    /// What is wrong with what it asks.
    pub policy_problems: Vec<Problem>,
}

/// The files of one note.
#[derive(Debug)]
pub struct NoteFiles {
    /// Which note it is.
    pub id: NoteId,
    /// The note.
    pub note: NoteBytes,
    /// Its signature.
    pub signature: Option<Vec<u8>>,
    /// The later additions to it, sorted by name.
    pub amendments: Vec<AmendmentFile>,
    /// The numbers of the notes that have this minute and format as well, and a lower number. Two that were
    /// signed in one minute on two machines have one name, and the second is filed under another.
    pub beside: Vec<u16>,
}

/// The bytes of a note. Those of several lie in one piece of memory: a record may be 20,000 notes, and
/// a piece for each is slow to get.
#[derive(Clone)]
pub struct NoteBytes {
    piece: Arc<Vec<u8>>,
    range: Range<usize>,
}

impl Deref for NoteBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.piece[self.range.clone()]
    }
}

impl From<Vec<u8>> for NoteBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self { range: 0..bytes.len(), piece: Arc::new(bytes) }
    }
}

impl fmt::Debug for NoteBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.range.len())
    }
}

/// The files of one later addition.
#[derive(Debug)]
pub struct AmendmentFile {
    /// Its name within the note.
    pub name: AmendmentName,
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its signature.
    pub signature: Option<Vec<u8>>,
}

/// The files of a note, of which everything was checked.
#[derive(Debug)]
pub struct CheckedFiles<'a> {
    /// How far the note is signed.
    pub state: State,
    /// Whether its key may sign no more, and the same person has affirmed it with another since.
    pub is_affirmed: bool,
    /// Whether it was signed as another note than the one it is filed as.
    pub is_of_another: bool,
    /// The later additions, by the time they were written.
    pub amendments: Vec<CheckedAmendment<'a>>,
    /// The ids under which the note was filed with somebody else, by corrections that hold.
    pub moved_from: Vec<&'a str>,
}

/// A later addition that was checked.
#[derive(Debug)]
pub struct CheckedAmendment<'a> {
    /// Its files.
    pub file: &'a AmendmentFile,
    /// What it says.
    pub amendment: Amendment<'a>,
    /// How far it is signed.
    pub state: State,
    /// Whether its key may sign no more, and the same person has affirmed it with another since.
    pub is_affirmed: bool,
    /// Whether it is of this note, and of the text that the note has now.
    pub target: Target,
}

impl Trust {
    /// Reads the list of those who may sign in a practice.
    pub fn read(list: &[u8], settings: &Settings) -> Self {
        Self {
            signers: AllowedSigners::read(&String::from_utf8_lossy(list)),
            policy: settings.signing.clone(),
            policy_problems: settings.problems_at("signing").cloned().collect(),
        }
    }
}

impl CheckedAmendment<'_> {
    /// Tells whether it counts: sound, signed, and of this note.
    pub fn holds(&self) -> bool {
        self.amendment.problems.is_empty()
            && self.state == State::Signed(Verdict::Good)
            && self.target == Target::This
            && self.amendment.front.kind == Some(self.file.name.kind)
    }
}

impl CheckedFiles<'_> {
    /// Tells whether the note is signed as the note that it is filed as, and the signature holds.
    pub fn is_signed(&self) -> bool {
        self.state == State::Signed(Verdict::Good) && !self.is_of_another
    }

    /// Tells whether nothing of the note says or shows that it is signed.
    pub fn is_draft(&self) -> bool {
        self.state == State::Draft
    }

    /// Tells whether everything that says it is signed is, and every addition counts.
    pub fn is_sound(&self) -> bool {
        (self.is_signed() || self.is_draft() && self.amendments.is_empty())
            && self.amendments.iter().all(CheckedAmendment::holds)
    }

    /// Tells whether a signed correction says that the note was filed with the client it names, by
    /// mistake.
    pub fn came_from(&self, front: &FrontMatter<'_>) -> bool {
        let Some(client) = front.client.as_ref().filter(|_| self.is_signed()) else { return false };
        let is_of = |id: &str| id.split_once('/').is_some_and(|(of, _)| of == client.as_str());
        self.moved_from.iter().any(|id| is_of(id))
    }

    /// Tells whether a supervisor's signature is wanted, on the note or on what somebody who is supervised
    /// has added, and none that holds is for it.
    pub fn awaits_cosignature(&self, front: &FrontMatter<'_>, policy: &SigningPolicy) -> bool {
        let by = |found: &CheckedAmendment<'_>| {
            found.amendment.front.signed_by.as_deref().map(str::to_owned)
        };
        let is_by = |found: &CheckedAmendment<'_>, name: Option<&str>| {
            by(found).as_deref().zip(name).is_some_and(|(a, b)| is_same_person(a, b))
        };
        let is_cosignature = |found: &&CheckedAmendment<'_>| {
            found.file.name.kind == AmendmentKind::Cosignature && found.holds()
        };
        let counts = |found: &&CheckedAmendment<'_>, of: Option<&str>| {
            !is_by(found, of) && by(found).is_none_or(|name| policy.may_cosign(&name))
        };
        let cosignatures: Vec<&CheckedAmendment<'_>> =
            self.amendments.iter().filter(is_cosignature).collect();
        let (wanted, signer) = (front.cosign_required == Some(true), front.signed_by.as_deref());
        if wanted && !cosignatures.iter().any(|it| counts(it, signer)) {
            return true;
        }
        let is_supervised = |found: &&CheckedAmendment<'_>| {
            wanted && is_by(found, signer)
                || by(found).is_some_and(|name| policy.wants_cosignature(&name))
        };
        let added = self
            .amendments
            .iter()
            .filter(|it| !it.file.name.kind.only_signs() && it.holds() && is_supervised(it));
        added.into_iter().any(|added| {
            let digest = bare_sha256(&added.file.bytes);
            let (name, written) = (by(added), added.amendment.front.written);
            !cosignatures.iter().any(|it| {
                counts(it, name.as_deref()) && it.amendment.front.is_for(&digest, written)
            })
        })
    }

    /// Returns the digest of each addition that holds and says something of the session.
    pub fn digests_of_additions(&self) -> Vec<String> {
        let added = self
            .amendments
            .iter()
            .filter(|found| !found.file.name.kind.only_signs() && found.holds());
        added.map(|found| bare_sha256(&found.file.bytes)).collect()
    }

    /// Returns the client of whom a note says that it is, or as whose it was signed, where that is another
    /// than the one with whom it lies and no signed correction says that it was filed there by mistake.
    pub fn stranger(&self, front: &FrontMatter<'_>, client: &ClientId) -> Option<ClientId> {
        let says = front.client.clone().filter(|says| says != client && !self.came_from(front));
        let signed = front.signed_as.as_deref().filter(|id| !self.moved_from.contains(id));
        let signed = signed.and_then(|id| id.parse::<NoteId>().ok()).map(|id| id.client);
        says.or(signed.filter(|signed| signed != client))
    }

    /// Tells whether an addition of a kind holds.
    pub fn has(&self, kind: AmendmentKind) -> bool {
        self.amendments.iter().any(|found| found.file.name.kind == kind && found.holds())
    }
}

impl NoteFiles {
    /// Tells whether an id is one that the note may have been signed under: of the same client, minute and
    /// format, with a lower number that another note has.
    fn was_called(&self, id: &str) -> bool {
        let Ok(named) = id.parse::<NoteId>() else { return false };
        let NoteId { client, stem } = &self.id;
        named.client == *client
            && (named.stem.minute(), named.stem.format()) == (stem.minute(), stem.format())
            && self.beside.contains(&named.stem.number())
    }

    /// Checks every signature of the note.
    pub fn judge<'a>(&'a self, front: &FrontMatter<'_>, trust: &Trust) -> CheckedFiles<'a> {
        self.judge_as(&self.id, front, trust)
    }

    /// Checks every signature of the note as if it lay in another place.
    pub fn judge_as<'a>(
        &'a self,
        id: &NoteId,
        front: &FrontMatter<'_>,
        trust: &Trust,
    ) -> CheckedFiles<'a> {
        let signers = &trust.signers;
        let mut state = state_of(
            &self.note,
            self.signature.as_deref(),
            front.signed_by.as_deref(),
            front.signed_at,
            signers,
        );
        let mut is_affirmed = false;
        let id = id.to_string();
        let is_of_another = |moved_from: &[&str]| {
            let is_other = |named: &str| {
                named != id && !moved_from.contains(&named) && !self.was_called(named)
            };
            front.signed_as.as_deref().is_some_and(is_other)
        };
        if self.amendments.is_empty() {
            let (amendments, moved_from) = (Vec::new(), Vec::new());
            let is_of_another = is_of_another(&[]);
            return CheckedFiles { state, is_affirmed, is_of_another, amendments, moved_from };
        }
        let digest = bare_sha256(&self.note);
        let mut judged: Vec<CheckedAmendment<'a>> = self
            .amendments
            .iter()
            .map(|file| {
                let amendment = Amendment::parse(&file.bytes);
                let (by, at) = (amendment.front.signed_by.as_deref(), amendment.front.signed_at);
                let state = state_of(&file.bytes, file.signature.as_deref(), by, at, signers);
                let target = Target::OtherNote;
                CheckedAmendment { file, amendment, state, is_affirmed: false, target }
            })
            .collect();
        let signed_by = front.signed_by.as_deref();
        // What was affirmed may be the correction that says where the note was, and the affirmation may
        // name the note as it was called there.
        let moved_from = loop {
            let moved_from = settle_targets(&mut judged, self, &id, &digest);
            let is_note_affirmed = affirm_note(signed_by, &mut state, &judged);
            is_affirmed |= is_note_affirmed;
            if !affirm_additions(&mut judged) && !is_note_affirmed {
                break moved_from;
            }
        };
        judged.sort_by_key(|found| (found.amendment.front.written, found.file.name));
        let is_of_another = is_of_another(&moved_from);
        CheckedFiles { state, is_affirmed, is_of_another, amendments: judged, moved_from }
    }
}

/// Says what each addition adds to, and returns the ids that the note has had before.
///
/// What was added before a note was moved names it as it was called then, so each correction that
/// holds and says where the note was lets others hold in turn.
fn settle_targets<'a>(
    judged: &mut [CheckedAmendment<'a>],
    of: &NoteFiles,
    id: &str,
    digest: &str,
) -> Vec<&'a str> {
    let mut moved_from: Vec<&'a str> = Vec::new();
    loop {
        let known = moved_from.len();
        for found in judged.iter() {
            if let Some(Cow::Borrowed(was)) = found.amendment.front.moved_from
                && found.file.name.kind == AmendmentKind::Correction
                && found.holds()
                && !moved_from.contains(&was)
            {
                moved_from.push(was);
            }
        }
        let mut changed = false;
        for found in judged.iter_mut().filter(|found| found.target == Target::OtherNote) {
            let target = target_of(&found.amendment);
            let is_text = found.amendment.front.sha256.as_deref() == Some(digest);
            // Under a name that two notes had, the text tells which of them is meant.
            let is_it = |target: &str| {
                target == id || moved_from.contains(&target) || is_text && of.was_called(target)
            };
            if !target.is_some_and(|target| is_it(&target)) {
                continue;
            }
            found.target = if is_text { Target::This } else { Target::OtherText };
            changed = true;
        }
        if !changed && moved_from.len() == known {
            return moved_from;
        }
    }
}

/// What people have affirmed of a note and its additions: who, and the digests of the additions.
struct Affirmed(Vec<(String, Vec<String>)>);

impl Affirmed {
    fn of(judged: &[CheckedAmendment<'_>]) -> Self {
        let is_affirmation = |found: &&CheckedAmendment<'_>| {
            found.file.name.kind == AmendmentKind::Affirmation && found.holds()
        };
        let said = judged.iter().filter(is_affirmation).filter_map(|it| {
            let front = &it.amendment.front;
            Some((front.signed_by.as_deref()?.to_owned(), front.covers.clone()))
        });
        Self(said.collect())
    }

    /// Tells whether a person has affirmed something of it.
    fn is_by(&self, signed_by: Option<&str>, covers: impl Fn(&[String]) -> bool) -> bool {
        let mut said = self.0.iter();
        signed_by.is_some_and(|signed_by| {
            said.any(|(by, covered)| is_same_person(signed_by, by) && covers(covered))
        })
    }
}

const NOT_THEN: State = State::Signed(Verdict::NotThen);

/// Lets a note that was signed by a key that may sign no more hold where the same person has affirmed it
/// since, and tells whether it is so. The first signature is over the very text all the same.
fn affirm_note(
    signed_by: Option<&str>,
    state: &mut State,
    judged: &[CheckedAmendment<'_>],
) -> bool {
    let is_one = *state == NOT_THEN && Affirmed::of(judged).is_by(signed_by, |_| true);
    if is_one {
        *state = State::Signed(Verdict::Good);
    }
    is_one
}

/// The same for its additions; tells whether there was any.
fn affirm_additions(judged: &mut [CheckedAmendment<'_>]) -> bool {
    if judged.iter().all(|found| found.state != NOT_THEN) {
        return false;
    }
    let affirmed = Affirmed::of(judged);
    let mut changed = false;
    for found in judged.iter_mut().filter(|found| found.state == NOT_THEN) {
        let digest = bare_sha256(&found.file.bytes);
        let signed_by = found.amendment.front.signed_by.as_deref();
        if affirmed.is_by(signed_by, |covered| covered.contains(&digest)) {
            found.state = State::Signed(Verdict::Good);
            found.is_affirmed = true;
            changed = true;
        }
    }
    changed
}

fn target_of(amendment: &Amendment<'_>) -> Option<String> {
    let front = &amendment.front;
    Some(format!("{}/{}", front.client.as_ref()?, front.note.as_deref()?))
}

/// Returns which lower numbers of the same mark other notes of a minute and format have.
///
/// # Errors
/// Passes on those of `is_another`, which tells whether there is another note of a name.
pub fn lower_numbers<E>(
    stem: &NoteStem,
    mut is_another: impl FnMut(&NoteStem) -> Result<bool, E>,
) -> Result<Vec<u16>, E> {
    let mut numbers = Vec::new();
    for number in Numbers::beside(stem.number()).each().take_while(|it| *it < stem.number()) {
        if is_another(&stem.numbered(number))? {
            numbers.push(number);
        }
    }
    Ok(numbers)
}

impl Listing {
    /// Reads all that belongs to a note; `note` is the note itself, which was read already.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn note_files(
        &self,
        id: NoteId,
        listed: &Listed<'_>,
        note: impl Into<NoteBytes>,
    ) -> Result<NoteFiles, DiskError> {
        let signature_of = |name: &OsString, is_there: bool| {
            let mut signed = name.clone();
            signed.push(SIGNATURE);
            let mut bytes = Vec::new();
            is_there.then(|| self.read_whole(&signed, &mut bytes).map(|()| bytes)).transpose()
        };
        let signature = signature_of(&listed.file_name.to_owned(), listed.has_signature)?;
        let mut amendments = Vec::with_capacity(listed.amendments.len());
        for addition in &listed.amendments {
            let name = OsString::from(amendment_name(id.stem.as_str(), addition.name));
            let mut bytes = Vec::new();
            self.read_whole(&name, &mut bytes)?;
            let signature = signature_of(&name, addition.has_signature)?;
            let path = self.path_of(&name);
            amendments.push(AmendmentFile { name: addition.name, path, bytes, signature });
        }
        let note = note.into();
        let mut others = Vec::new();
        // A copy of the very note is no other note.
        let is_another = |stem: &NoteStem| -> Result<bool, DiskError> {
            if !self.has_note(stem) {
                return Ok(false);
            }
            self.read_whole(format!("{stem}.md").as_ref(), &mut others)?;
            Ok(others != *note)
        };
        let beside = lower_numbers(&id.stem, is_another)?;
        Ok(NoteFiles { id, note, signature, amendments, beside })
    }
}

impl Chart {
    /// Reads a note with all that belongs to it.
    ///
    /// # Errors
    /// Fails when there is no such note or a file cannot be read.
    pub fn note_files(&self, id: &NoteId) -> Result<NoteFiles, ChartError> {
        let mut found = self.files_of_notes(std::slice::from_ref(id))?;
        Ok(found.remove(0))
    }

    /// Reads notes of one client, each with all that belongs to it, in their own order.
    ///
    /// # Errors
    /// Fails when there is no such note or a file cannot be read.
    pub fn files_of_notes(&self, ids: &[NoteId]) -> Result<Vec<NoteFiles>, ChartError> {
        let Some(first) = ids.first() else { return Ok(Vec::new()) };
        let missing = |id: &NoteId| ChartError::NoSuchNote { name: id.to_string(), meant: None };
        let listing = self.listing(&first.client)?.ok_or_else(|| missing(first))?;
        let listed: BTreeMap<&NoteStem, Listed<'_>> =
            listing.notes().filter_map(|note| Some((note.stem?, note))).collect();
        let read = |ids: &&[NoteId]| -> Result<Vec<NoteFiles>, ChartError> {
            let listed: Vec<&Listed<'_>> = ids
                .iter()
                .map(|id| listed.get(&id.stem).ok_or_else(|| missing(id)))
                .collect::<Result<_, _>>()?;
            let mut piece = Vec::with_capacity(ids.len() * ROOM_A_NOTE);
            let (mut room, mut ranges) = (Vec::new(), Vec::with_capacity(ids.len()));
            for listed in &listed {
                listing.read_whole(listed.file_name, &mut room)?;
                ranges.push(piece.len()..piece.len() + room.len());
                piece.extend_from_slice(&room);
            }
            let piece = Arc::new(piece);
            let files_of_notes = ids.iter().zip(listed).zip(ranges).map(|((id, listed), range)| {
                let note = NoteBytes { piece: Arc::clone(&piece), range };
                Ok(listing.note_files(id.clone(), listed, note)?)
            });
            files_of_notes.collect()
        };
        let mut files_of_notes = Vec::with_capacity(ids.len());
        let pieces: Vec<&[NoteId]> = ids.chunks(PIECE).collect();
        parallel::in_order(&pieces, read, |piece| {
            files_of_notes.extend(piece?);
            Ok::<(), ChartError>(())
        })?;
        Ok(files_of_notes)
    }

    /// Reads the additions to a note that is not there.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn additions_alone(&self, id: &NoteId) -> Result<Vec<AmendmentFile>, DiskError> {
        let Some(listing) = self.listing(&id.client)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for name in listing.additions_of(&id.stem) {
            let path = self.amendment_path(id, name);
            let bytes = self.tree().read(&path)?;
            let signature = self.tree().read_if_there(&Self::signature_path(&path))?;
            found.push(AmendmentFile { name, path, bytes, signature });
        }
        Ok(found)
    }

    /// Reads who may sign, beside what the practice asks of signatures.
    ///
    /// # Errors
    /// Fails when the list cannot be read.
    pub fn trust(&self) -> Result<Trust, DiskError> {
        let list = self.tree().read_if_there(ALLOWED_SIGNERS.as_ref())?.unwrap_or_default();
        Ok(Trust::read(&list, self.settings()))
    }

    /// Returns where it is written who may sign.
    pub fn allowed_signers(&self) -> PathBuf {
        self.root().join(ALLOWED_SIGNERS)
    }

    /// Returns where a later addition to a note lies.
    pub fn amendment_path(&self, id: &NoteId, name: AmendmentName) -> PathBuf {
        self.notes_folder(&id.client).join(amendment_name(id.stem.as_str(), name))
    }

    /// Returns where the signature of a file lies.
    pub fn signature_path(path: &std::path::Path) -> PathBuf {
        let mut path = path.as_os_str().to_owned();
        path.push(SIGNATURE);
        path.into()
    }
}
