//! What an archive holds, taken into a chart: a client whole or not at all, byte for byte. A client whose id is
//! another person's here gets a new one, and trails that say so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::failure::{Explain, Failure};
use crate::note::amendment::{NewAmendment, compose};
use crate::note::marks::with_client;
use crate::record::chart::Chart;
use crate::record::chart::archive::{ArchivedFile, look};
use crate::record::chart::archive_check::Archive;
use crate::record::chart::discarded;
use crate::record::chart::discarded_papers;
use crate::record::chart::layout::{CLIENT_FILE, Role, SIGNATURE, amendment_name, role_of_file};
use crate::record::chart::moves::{Moved, Trail};
use crate::record::chart::own_id::OwnId;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::part::Part;
use crate::record::chart::signing::ReadySignatory;

/// Why a client has another id here, as it stands in corrections and trails.
const REASON: &str = "taken in from an archive, where the client had another id";

/// The same, as it stands in the trail of what does not say the new one.
const REASON_AS_IT_WAS: &str =
    "taken in from an archive, where the client had another id, which it still names";

/// A client of an archive on the way into a chart.
pub struct Arrival<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The client there.
    pub from: &'a ClientId,
    /// The client's files, by their places in the client's folder.
    pub files: &'a [(&'a str, &'a ArchivedFile)],
    /// The client here.
    pub to: &'a ClientId,
}

/// What of a client is here already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: there is no client of this id.
    Absent,
    /// Every file, byte for byte.
    There,
    /// A part, and nothing else under the names of the others: these places are missing.
    InPart(Vec<String>),
    /// Something else: these places hold other bytes, or what lay there was moved or discarded.
    Another(Vec<String>),
}

/// A client that is not taken in.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error("`{0}` is here already, and not as the archive has it")]
    IsHere(ClientId),
    #[error("`{0}` gets another id here, and nobody signs for that")]
    NobodySigns(ClientId),
}

impl Explain for NotTaken {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::IsHere(_) => "Make the plan anew.".into(),
            Self::NobodySigns(_) => "Run the command as somebody who may sign.".into(),
        })
    }
}

/// A file as it is to lie here: as it is in the archive, or as it was written for its new place.
struct Arriving<'a> {
    place: String,
    bytes: Bytes<'a>,
}

enum Bytes<'a> {
    Same(&'a ArchivedFile),
    Written(Vec<u8>),
}

impl<'a> Arrival<'a> {
    /// Tells whether the client gets another id here; somebody must sign for that.
    pub fn is_renamed(&self) -> bool {
        self.from != self.to
    }

    /// Tells whether a note or an addition is signed.
    fn is_signed(&self, place: &str) -> bool {
        let signature = format!("{place}{SIGNATURE}");
        self.files.iter().any(|(place, _)| *place == signature)
    }

    /// Returns the name of a note, if a place is that of one.
    fn note_at(place: &str) -> Option<NoteStem> {
        match role_of_file(place.strip_prefix("notes/")?) {
            Role::Note(stem) => stem,
            _ => None,
        }
    }

    /// Tells how the client's id stands in the file at a place.
    fn own_id(&self, place: &str) -> OwnId {
        let part = Part::of(&format!("clients/{}/{place}", self.from));
        part.map_or(OwnId::Nowhere, |part| OwnId::of(&part, self.is_signed(place)))
    }

    /// Returns the files as they are to lie here: of a client with a new id, drafts name it.
    fn arriving(&self) -> Result<Vec<Arriving<'a>>, Failure> {
        let mut arriving = Vec::new();
        for (place, file) in self.files {
            let own_id = self.own_id(place);
            let mut bytes = Bytes::Same(file);
            if self.is_renamed() && matches!(own_id, OwnId::Draft | OwnId::Discarded) {
                let there = self.archive.read(file)?;
                // One that cannot be read stays as it is, and `validate` tells it here as there.
                let renamed = match own_id {
                    OwnId::Discarded => discarded::with_client(&there, self.to),
                    _ => renamed_draft(&there, self.to),
                };
                bytes = renamed.map_or(bytes, Bytes::Written);
            }
            arriving.push(Arriving { place: (*place).to_owned(), bytes });
        }
        Ok(arriving)
    }

    /// Returns the signed correction of each signed note that says under which id it was signed.
    fn corrections(
        &self,
        chart: &Chart,
        ready: &ReadySignatory<'_>,
    ) -> Result<Vec<Arriving<'a>>, Failure> {
        let mut corrections = Vec::new();
        for (place, file) in self.files {
            let Some(stem) = Self::note_at(place).filter(|_| self.is_signed(place)) else {
                continue;
            };
            let [was, id] = [self.from, self.to]
                .map(|client| NoteId { client: client.clone(), stem: stem.clone() });
            let sha256 = bare_sha256(&self.archive.read(file)?);
            let new = NewAmendment {
                note: &id,
                sha256: &sha256,
                kind: AmendmentKind::Correction,
                reason: Some(REASON),
                moved_from: Some(&was.to_string()),
                covers: &[],
                author: &ready.name,
                at: ready.at,
            };
            let text = compose(&new, "The client had another id where this was signed.\n");
            let text = text.into_bytes();
            let signature = ready.sign(&text)?;
            let begins = format!("notes/{stem}.");
            let taken = self.files.iter().filter(|(place, _)| place.starts_with(&begins));
            let taken =
                taken.filter_map(|(place, _)| match role_of_file(place.strip_prefix("notes/")?) {
                    Role::Amendment(it) if it.kind == AmendmentKind::Correction => Some(it.number),
                    _ => None,
                });
            let number = chart.numbers().next(taken).next();
            let number = number.ok_or(crate::record::chart::ChartError::Full)?;
            let name = AmendmentName { kind: AmendmentKind::Correction, number };
            let place = format!("notes/{}", amendment_name(stem.as_str(), name));
            let signed = format!("{place}{SIGNATURE}");
            corrections.push(Arriving { place, bytes: Bytes::Written(text) });
            corrections.push(Arriving { place: signed, bytes: Bytes::Written(signature) });
        }
        Ok(corrections)
    }

    /// Says what of the client is here already.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn standing(&self, chart: &Chart) -> Result<Standing, Failure> {
        let folder = chart.client_folder(self.to);
        let Some(folder) = chart.tree().folder(&folder)? else { return Ok(Standing::Absent) };
        let mut gone = BTreeSet::new();
        for trails in ["moved", "discarded"] {
            if let Some(trails) = folder.open_in(trails)? {
                let names =
                    trails.entries()?.into_iter().filter_map(|it| it.name.into_string().ok());
                gone.extend(names);
            }
        }
        let (mut missing, mut others) = (Vec::new(), Vec::new());
        for Arriving { place, bytes } in self.arriving()? {
            let path = chart.client_folder(self.to).join(&place);
            let known = match bytes {
                Bytes::Same(file) => file.sha256.clone(),
                Bytes::Written(bytes) => bare_sha256(&bytes),
            };
            match chart.tree().open_file(&path)? {
                None if is_gone(&place, &gone) => others.push(place),
                None => missing.push(place),
                Some(file) => {
                    let looked = look(&file, &place).map_err(|source| file.failed(source))?;
                    others.extend((looked.sha256 != known).then_some(place));
                }
            }
        }
        Ok(match (others.is_empty(), missing.is_empty()) {
            (false, _) => Standing::Another(others),
            (true, true) => Standing::There,
            // What is added to a client with a new id could be told from what is theirs no more.
            (true, false) if self.is_renamed() => Standing::Another(missing),
            (true, false) => Standing::InPart(missing),
        })
    }

    /// Takes the client in, in one step: a new one, or of one who is here the files that are missing.
    ///
    /// # Errors
    /// Fails when the disk or the key refuses, when a file of the archive is another than when it was opened,
    /// and when the client is here and not as the archive has it; nothing of it is here then.
    pub fn take(&self, chart: &Chart, ready: Option<&ReadySignatory<'_>>) -> Result<(), Failure> {
        match self.standing(chart)? {
            Standing::There => Ok(()),
            Standing::Another(_) => Err(NotTaken::IsHere(self.to.clone()).into()),
            Standing::InPart(missing) => self.add(chart, &missing),
            Standing::Absent => self.make(chart, ready),
        }
    }

    fn make(&self, chart: &Chart, ready: Option<&ReadySignatory<'_>>) -> Result<(), Failure> {
        let mut arriving = self.arriving()?;
        let renaming = match (self.is_renamed(), ready) {
            (false, _) => None,
            (true, None) => return Err(NotTaken::NobodySigns(self.from.clone()).into()),
            (true, Some(ready)) => Some(ready),
        };
        if let Some(ready) = renaming {
            arriving.extend(self.corrections(chart, ready)?);
        }
        arriving.sort_by(|a, b| Path::new(&a.place).cmp(Path::new(&b.place)));
        // The trails come first: with the client, everything is there.
        let trails = match renaming {
            Some(ready) => self.leave_trails(chart, ready)?,
            None => Vec::new(),
        };
        let made = self.file(chart, &arriving);
        made.inspect_err(|_| trails.iter().for_each(|trail| trail.unmake(chart)))
    }

    /// Adds the files that are missing to a client who is here.
    fn add(&self, chart: &Chart, missing: &[String]) -> Result<(), Failure> {
        let missing: BTreeSet<&str> = missing.iter().map(String::as_str).collect();
        let mut arriving = self.arriving()?;
        arriving.retain(|it| missing.contains(it.place.as_str()));
        self.file(chart, &arriving)
    }

    /// Files them in one step.
    fn file(&self, chart: &Chart, arriving: &[Arriving<'_>]) -> Result<(), Failure> {
        chart.add_to_client(self.to, |stage| {
            for Arriving { place, bytes } in arriving {
                match bytes {
                    Bytes::Written(bytes) => {
                        stage.write(place, |writer| writer.write_all(bytes))?;
                    }
                    Bytes::Same(file) => {
                        stage.write(place, |writer| self.archive.copy(file, writer))?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Says under the old id where each note and each paper is, and what was said there before.
    fn leave_trails(
        &self,
        chart: &Chart,
        ready: &ReadySignatory<'_>,
    ) -> Result<Vec<Left>, Failure> {
        let mut left = Vec::new();
        for (place, file) in self.files {
            match self.leave_trail(place, file, chart, ready) {
                Ok(trail) => left.extend(trail),
                Err(error) => {
                    left.iter().for_each(|trail| trail.unmake(chart));
                    return Err(error);
                }
            }
        }
        Ok(left)
    }

    /// Says under the old id where one of the files is; a run that was killed may have said so.
    fn leave_trail(
        &self,
        place: &str,
        file: &ArchivedFile,
        chart: &Chart,
        ready: &ReadySignatory<'_>,
    ) -> Result<Option<Left>, Failure> {
        let own_id = self.own_id(place);
        let of = match own_id {
            OwnId::Nowhere => return Ok(None),
            OwnId::Trail => {
                let name = place.rsplit('/').next().unwrap_or(place);
                let copied = chart.copy_trail(self.from, name, &self.archive.read(file)?)?;
                return Ok(copied.map(Left::Copy));
            }
            OwnId::Draft | OwnId::Signed => Self::note_at(place).map(|stem| self.note(stem)),
            OwnId::Paper => paper_at(place).map(|(kind, name)| self.paper(kind, name)),
            OwnId::Discarded => discarded_papers::read(&self.archive.read(file)?)
                .map(|(kind, name, _)| self.paper(kind, name)),
        };
        let Some(of) = of else { return Ok(None) };
        if of.is_told(chart, self.to)? {
            return Ok(None);
        }
        let reason = if own_id == OwnId::Draft { REASON } else { REASON_AS_IT_WAS };
        let trail = Trail { by: &ready.name, at: ready.at, reason };
        let bytes = self.archive.read(file)?;
        let number = chart.leave_trail(of.moved(), &of.place_with(self.to), &bytes, &trail)?;
        Ok(number.map(|number| Left::Trail(of, number)))
    }

    fn note(&self, stem: NoteStem) -> Own {
        Own::Note(NoteId { client: self.from.clone(), stem })
    }

    fn paper(&self, kind: PaperKind, name: String) -> Own {
        Own::Paper(kind, PaperId { client: self.from.clone(), name })
    }
}

/// Changes whose a draft is, and no other byte of it; `None` for what cannot be read.
fn renamed_draft(draft: &[u8], client: &ClientId) -> Option<Vec<u8>> {
    let draft = std::str::from_utf8(draft).ok()?;
    Some(with_client(draft, client.as_str()).ok()?.into_bytes())
}

/// Returns which paper lies at a place.
fn paper_at(place: &str) -> Option<(PaperKind, String)> {
    let (folder, name) = place.split_once('/')?;
    let kind = PaperKind::ALL.into_iter().find(|kind| kind.folder() == folder)?;
    Some((kind, name.strip_suffix(".toml")?.to_owned()))
}

/// A trail that was left under an old id.
enum Left {
    /// Of something that is here.
    Trail(Own, u16),
    /// What the client had been told to have gone elsewhere before.
    Copy(PathBuf),
}

impl Left {
    fn unmake(&self, chart: &Chart) {
        match self {
            Self::Trail(of, number) => chart.take_trail_back(of.moved(), *number),
            Self::Copy(path) => chart.tree().unmake(path),
        }
    }
}

/// What has a trail under its old id.
enum Own {
    Note(NoteId),
    Paper(PaperKind, PaperId),
}

impl Own {
    fn moved(&self) -> Moved<'_> {
        match self {
            Self::Note(id) => Moved::Note(id),
            Self::Paper(kind, id) => Moved::Paper(*kind, id),
        }
    }

    /// Returns where it is with another client, as a trail says it.
    fn place_with(&self, client: &ClientId) -> String {
        match self {
            Self::Note(id) => format!("{client}/{}", id.stem),
            Self::Paper(kind, id) => format!("{client}/{}/{}", kind.folder(), id.name),
        }
    }

    /// Tells whether a trail says so already: a run that was killed has left it.
    fn is_told(&self, chart: &Chart, to: &ClientId) -> Result<bool, Failure> {
        Ok(match self {
            Self::Note(id) => {
                chart.has_trail(id, &NoteId { client: to.clone(), stem: id.stem.clone() })?
            }
            Self::Paper(kind, id) => {
                let new = PaperId { client: to.clone(), name: id.name.clone() };
                chart.has_paper_trail(*kind, id, &new)?
            }
        })
    }
}

/// Tells whether what a place is of was moved away or discarded here since.
fn is_gone(place: &str, trails: &BTreeSet<String>) -> bool {
    let Some((folder, name)) = place.split_once('/') else { return place == CLIENT_FILE };
    if matches!(folder, "moved" | "discarded") {
        return false;
    }
    let stem = name.split('.').next().unwrap_or(name);
    let of_paper = format!("{folder}.{stem}.");
    let is_of =
        |trail: &String| trail.split('.').next() == Some(stem) || trail.starts_with(&of_paper);
    trails.iter().any(is_of)
}
