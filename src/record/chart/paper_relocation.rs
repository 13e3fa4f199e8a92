//! How a paper goes from one client to another: byte for byte, with a trail where it lay. No word of it is
//! changed, so it goes on naming the client it was filed with, and the trail says why. The bytes of a document
//! and its signature go with what is said of it.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder};
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::chart::layout::{
    DocumentPart, SIGNATURE, part_of_document, part_of_questionnaire,
};
use crate::record::chart::moves::{Moved, Trail};
use crate::record::chart::papers::{PaperId, PaperKind, client_named_in};
use crate::record::signature::verdict::is_over;

/// A paper that is not moved.
#[derive(Debug, thiserror::Error)]
enum PaperError {
    #[error("the {noun} `{id}` does not say that it is of that client", noun = kind.noun())]
    NotOfTheClient { id: PaperId, kind: PaperKind },
    #[error("the client has too many papers of that name")]
    Full,
    #[error("{} changed meanwhile; it is in both places now", .0.display())]
    ChangedMeanwhile(PathBuf),
}

impl Explain for PaperError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotOfTheClient { id, .. } => {
                format!("Run `casenotes validate {}` and mend it first.", id.client)
            }
            Self::Full => return None,
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Fails when a paper does not say whose it is: moved, it could not be told from another client's.
///
/// # Errors
/// Says so, or that it cannot be read.
pub fn require_movable(chart: &Chart, id: &PaperId, kind: PaperKind) -> Result<(), Failure> {
    let paper = chart.read_paper(id, kind)?;
    match client_named_in(&paper.bytes) {
        Some(named) if named == paper.of => Ok(()),
        _ => Err(PaperError::NotOfTheClient { id: id.clone(), kind }.into()),
    }
}

/// Moves a paper that can be moved and returns its new id.
///
/// First it is written where it belongs, then the trail, and only then is the old place cleared: a run
/// that is killed in between is completed by the same command.
///
/// # Errors
/// Fails when the disk refuses or the paper changed meanwhile; it is whole in one of the places then.
pub fn relocate(
    chart: &Chart,
    old: &PaperId,
    kind: PaperKind,
    to: &ClientId,
    trail: &Trail<'_>,
) -> Result<PaperId, Failure> {
    let bytes = chart.read_paper(old, kind)?.bytes;
    if kind.is_signed() {
        chart.link_companions(old, kind, to)?;
    }
    let new = place(chart, old, kind, to, &bytes)?;
    if !chart.has_paper_trail(kind, old, &new)? {
        let to = format!("{}/{}/{}", new.client, kind.folder(), new.name);
        let left = chart.leave_trail(Moved::Paper(kind, old), &to, &bytes, trail)?;
        left.ok_or(PaperError::Full)?;
    }
    if kind.is_signed() {
        chart.remove_companions(old, kind)?;
    }
    let path = chart.paper_path(old, kind);
    match chart.tree().remove_if(&path, &bytes)? {
        Replaced::Yes => Ok(new),
        Replaced::ChangedMeanwhile => Err(PaperError::ChangedMeanwhile(path).into()),
    }
}

/// Takes the signature of a paper along that came late to where the paper was; tells whether it has.
///
/// # Errors
/// Fails when the disk refuses; the signature is whole in one of the places then.
pub fn take_signature_along(
    chart: &Chart,
    old: &PaperId,
    new: &PaperId,
    kind: PaperKind,
) -> Result<bool, Failure> {
    let [from, to] = [old, new].map(|id| {
        let mut path = chart.paper_path(id, kind).into_os_string();
        path.push(SIGNATURE);
        PathBuf::from(path)
    });
    let Some(signature) = chart.tree().read_if_there(&from)? else { return Ok(false) };
    let (text, there) = (chart.read_paper(new, kind)?.bytes, chart.tree().read_if_there(&to)?);
    let is_of_it = is_over(&text, &signature);
    if !is_of_it || there.as_ref().is_some_and(|there| *there != signature) {
        return Ok(false);
    }
    if there.is_none() {
        chart.tree().write_new(&to, &signature)?;
    }
    chart.tree().remove_if(&from, &signature)?;
    Ok(true)
}

impl Chart {
    /// Gives what lies beside a paper under its name, its signature and the bytes of a document, a place with
    /// another client as well.
    fn link_companions(
        &self,
        old: &PaperId,
        kind: PaperKind,
        to: &ClientId,
    ) -> Result<(), DiskError> {
        let Some(from) = self.open_in_client(&old.client, kind.folder())? else { return Ok(()) };
        let folder = self.tree().create_folders(&self.client_folder(to).join(kind.folder()))?;
        for name in companions(&from, kind, &old.name)? {
            folder.link_from(name.as_ref(), &from, name.as_ref())?;
        }
        Ok(())
    }

    /// Removes what lies beside a paper from where it was.
    fn remove_companions(&self, old: &PaperId, kind: PaperKind) -> Result<(), DiskError> {
        let Some(from) = self.open_in_client(&old.client, kind.folder())? else { return Ok(()) };
        companions(&from, kind, &old.name)?.iter().try_for_each(|name| from.remove(name.as_ref()))
    }
}

/// Returns the names of what lies beside a paper.
fn companions(folder: &Folder, kind: PaperKind, name: &str) -> Result<Vec<String>, DiskError> {
    let is_of = |file: &str| match kind {
        PaperKind::Document => {
            part_of_document(file).filter(|(of, _)| of.as_str() == name).map(|(_, part)| part)
        }
        _ => {
            part_of_questionnaire(file).filter(|(of, _)| of.as_str() == name).map(|(_, part)| part)
        }
    };
    let files = folder.entries()?.into_iter().filter(|entry| entry.kind == EntryKind::File);
    let files = files.filter_map(|entry| entry.name.into_string().ok());
    Ok(files
        .filter(|file| is_of(file).is_some_and(|part| part != DocumentPart::Description))
        .collect())
}

/// Writes the paper under the first name that is free with the other client; one that a killed run has
/// written there is taken for it.
fn place(
    chart: &Chart,
    old: &PaperId,
    kind: PaperKind,
    to: &ClientId,
    bytes: &[u8],
) -> Result<PaperId, Failure> {
    // The files of a document have one name, which no two documents have, and so have questionnaires.
    let numbers = if kind.is_signed() { 1..=1 } else { chart.numbers().each() };
    for number in numbers {
        let name = match number {
            1 => old.name.clone(),
            number => format!("{}-{number}", old.name),
        };
        let new = PaperId { client: to.clone(), name };
        let path = chart.paper_path(&new, kind);
        match chart.tree().read_if_there(&path)? {
            None => {
                chart.tree().write_new(&path, bytes)?;
                return Ok(new);
            }
            // Two papers may say the same, word for word, and each keeps a place of its own.
            Some(there) if there == bytes && !chart.is_place_of_another(kind, old, &new)? => {
                return Ok(new);
            }
            Some(_) => {}
        }
    }
    Err(PaperError::Full.into())
}
