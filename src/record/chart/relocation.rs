//! How a note goes from one client to another, whole, with a trail where it lay.

use std::path::{Path, PathBuf};

use crate::disk::write::Replaced;
use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::failure::{Explain, Failure};
use crate::note::compose::SetError;
use crate::note::marks::with_client;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::additions::{Addition, add};
use crate::record::chart::moves::{Moved, Trail};
use crate::record::chart::note_files::{NoteFiles, Trust};
use crate::record::chart::signing::ReadySignatory;
use crate::record::chart::{Chart, ChartError};

/// A note that is not moved.
#[derive(Debug, thiserror::Error)]
enum RelocationError {
    #[error("`{0}` is with that client already")]
    SameClient(NoteId),
    #[error("`{0}` cannot be moved: its signature, or that of an addition, does not hold")]
    NotSound(NoteId),
    #[error("`{0}` cannot be moved: it cannot be read")]
    Broken(NoteId),
    #[error("the client has too many notes of that minute")]
    Full,
    #[error("{} changed meanwhile; it is in both places now", .0.display())]
    ChangedMeanwhile(PathBuf),
}

impl Explain for RelocationError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::SameClient(_) => "Name another client.".into(),
            Self::NotSound(id) | Self::Broken(id) => {
                format!("Run `casenotes validate {id}` and mend it first.")
            }
            Self::Full => return None,
            Self::ChangedMeanwhile(_) => {
                "Compare the two and remove one; what was moved is whole.".into()
            }
        })
    }
}

/// Fails when a note cannot be moved as a whole.
///
/// # Errors
/// Says why, or that a file cannot be read.
pub fn require_movable(
    chart: &Chart,
    note_files: &NoteFiles,
    to: &ClientId,
    trust: &Trust,
) -> Result<(), Failure> {
    let id = &note_files.id;
    if id.client == *to {
        return Err(RelocationError::SameClient(id.clone()).into());
    }
    let note = ProgressNote::parse(&note_files.note);
    if note.is_broken() {
        return Err(RelocationError::Broken(id.clone()).into());
    }
    if moved_already(chart, note_files, to, trust)?.is_some()
        || home_of(chart, note_files, to, trust)?.is_some()
    {
        return Ok(());
    }
    if !note_files.judge(&note.front, trust).is_sound() {
        return Err(RelocationError::NotSound(id.clone()).into());
    }
    if note_files.signature.is_none() {
        moved_text(note_files, to)?;
    }
    Ok(())
}

fn moved_text(note_files: &NoteFiles, to: &ClientId) -> Result<Vec<u8>, SetError> {
    let text = std::str::from_utf8(&note_files.note).map_err(|_| SetError::Unreadable)?;
    Ok(with_client(text, to.as_str())?.into_bytes())
}

/// Moves a note that can be moved; a signed one needs somebody who signs the correction.
///
/// First everything is written where it belongs, then the trail, and only then is the old place
/// cleared: a run that is killed in between is completed by the same command.
///
/// # Errors
/// Fails when the disk refuses or a file changed meanwhile; the note is whole in one of the places then.
pub fn relocate(
    chart: &Chart,
    note_files: &NoteFiles,
    to: &ClientId,
    trail: &Trail<'_>,
    signatory: Option<&ReadySignatory<'_>>,
) -> Result<NoteId, Failure> {
    relocate_after(chart, note_files, to, trail, signatory, |_| Ok(()))
}

/// Moves a note as [`relocate`] does, after something else was done that must know its new id.
///
/// # Errors
/// Fails as [`relocate`] does; when what comes first fails, nothing was moved.
pub fn relocate_after(
    chart: &Chart,
    note_files: &NoteFiles,
    to: &ClientId,
    trail: &Trail<'_>,
    signatory: Option<&ReadySignatory<'_>>,
    first: impl FnOnce(&NoteId) -> Result<(), Failure>,
) -> Result<NoteId, Failure> {
    let old = &note_files.id;
    if let Some(signatory) = signatory
        && let Some(new) = moved_already(chart, note_files, to, signatory.trust)?
    {
        first(&new)?;
        // Since it was interrupted, more may have been added to what was left behind.
        let files = files(chart, note_files, &new, &note_files.note);
        for file in &files {
            put(chart, &file.to, file.after)?;
        }
        if !chart.has_trail(old, &new)? {
            leave_trail(chart, note_files, &new, trail)?;
        }
        clear(chart, &files)?;
        return Ok(new);
    }
    if let Some(signatory) = signatory
        && let Some(home) = home_of(chart, note_files, to, signatory.trust)?
    {
        first(&home)?;
        let files = files(chart, note_files, &home, &note_files.note);
        for file in &files {
            put(chart, &file.to, file.after)?;
        }
        leave_trail(chart, note_files, &home, trail)?;
        clear(chart, &files)?;
        return Ok(home);
    }
    let text = match note_files.signature {
        Some(_) => note_files.note.to_vec(),
        None => moved_text(note_files, to)?,
    };
    let new = free_id(chart, old, to, &text)?;
    first(&new)?;
    let files = files(chart, note_files, &new, &text);
    for file in &files {
        put(chart, &file.to, file.after)?;
    }
    if let Some(signatory) = signatory {
        let (kind, reason) = (AmendmentKind::Correction, Some(trail.reason));
        let text = "Filed with another client by mistake, and moved here.\n".to_owned();
        let was = old.to_string();
        let addition = Addition { kind, reason, moved_from: Some(&was), covers: Vec::new(), text };
        add(chart, &chart.note_files(&new)?, signatory, addition)?;
    }
    leave_trail(chart, note_files, &new, trail)?;
    clear(chart, &files)?;
    Ok(new)
}

/// A file that goes from one place to another.
struct Moving<'a> {
    from: PathBuf,
    before: &'a [u8],
    to: PathBuf,
    after: &'a [u8],
}

/// Returns the files of a note, itself first.
fn files<'a>(
    chart: &Chart,
    note_files: &'a NoteFiles,
    new: &NoteId,
    text: &'a [u8],
) -> Vec<Moving<'a>> {
    let (from, to) = (chart.path(&note_files.id), chart.path(new));
    let sealed = |from: &Path, to: &Path, bytes: &'a [u8]| Moving {
        from: Chart::signature_path(from),
        before: bytes,
        to: Chart::signature_path(to),
        after: bytes,
    };
    let signature = note_files.signature.as_ref().map(|bytes| sealed(&from, &to, bytes));
    let mut files = vec![Moving { from, before: &note_files.note, to, after: text }];
    files.extend(signature);
    for file in &note_files.amendments {
        let to = chart.amendment_path(new, file.name);
        let signature = file.signature.as_ref().map(|bytes| sealed(&file.path, &to, bytes));
        let (from, bytes) = (file.path.clone(), &file.bytes);
        files.push(Moving { from, before: bytes, to, after: bytes });
        files.extend(signature);
    }
    files
}

/// Removes the files where they were, the note itself last.
fn clear(chart: &Chart, files: &[Moving<'_>]) -> Result<(), Failure> {
    for file in files.iter().rev() {
        if chart.tree().remove_if(&file.from, file.before)? == Replaced::ChangedMeanwhile {
            return Err(RelocationError::ChangedMeanwhile(file.from.clone()).into());
        }
    }
    Ok(())
}

/// Finds the place that a killed run has moved a signed note to.
fn moved_already(
    chart: &Chart,
    note_files: &NoteFiles,
    to: &ClientId,
    trust: &Trust,
) -> Result<Option<NoteId>, Failure> {
    let (old, front) = (&note_files.id, ProgressNote::parse(&note_files.note).front);
    if !front.is_marked() {
        return Ok(None);
    }
    let was = old.to_string();
    for stem in chart.stems(to)? {
        if stem.minute() != old.stem.minute() || stem.format() != old.stem.format() {
            continue;
        }
        let there = chart.note_files(&NoteId { client: to.clone(), stem })?;
        let is_it = *there.note == *note_files.note;
        if is_it && there.judge(&front, trust).moved_from.contains(&was.as_str()) {
            return Ok(Some(there.id));
        }
    }
    Ok(None)
}

/// Returns the place where a signed note belongs by its own words, if that is with the client and free:
/// git may take a folder for renamed and carry somebody's note into it, and nobody filed it there.
fn home_of(
    chart: &Chart,
    note_files: &NoteFiles,
    to: &ClientId,
    trust: &Trust,
) -> Result<Option<NoteId>, Failure> {
    let front = ProgressNote::parse(&note_files.note).front;
    let home: Option<NoteId> = front.signed_as.as_deref().and_then(|id| id.parse().ok());
    let Some(home) = home.filter(|home| home.client == *to) else { return Ok(None) };
    if !note_files.judge_as(&home, &front, trust).is_sound() {
        return Ok(None);
    }
    let is_free = match chart.tree().read_if_there(&chart.path(&home))? {
        Some(there) => there == *note_files.note,
        None => !chart.has_signature(&home)?,
    };
    Ok(is_free.then_some(home))
}

/// Takes what was added to a note in the place from which it had been moved, such as by a colleague who
/// did not know yet, to where the note is; returns the names that the additions have there.
///
/// # Errors
/// Fails when the disk refuses or a file changed meanwhile; each is whole in one of the places then.
pub fn take_along(
    chart: &Chart,
    old: &NoteId,
    new: &NoteId,
) -> Result<Vec<AmendmentName>, Failure> {
    let there = chart.note_files(new)?;
    let mut taken: Vec<(AmendmentName, Vec<u8>)> =
        there.amendments.into_iter().map(|file| (file.name, file.bytes)).collect();
    let mut names = Vec::new();
    for late in chart.additions_alone(old)? {
        let same =
            taken.iter().find(|(name, bytes)| name.kind == late.name.kind && *bytes == late.bytes);
        let name = same.map(|(name, _)| *name);
        let name = name.or_else(|| next_of(chart, late.name.kind, &taken));
        let name = name.ok_or(ChartError::Full)?;
        let (from, to) = (late.path, chart.amendment_path(new, name));
        put(chart, &to, &late.bytes)?;
        let mut files = vec![Moving {
            from: from.clone(),
            before: &late.bytes,
            to: to.clone(),
            after: &late.bytes,
        }];
        if let Some(signature) = &late.signature {
            let to = Chart::signature_path(&to);
            put(chart, &to, signature)?;
            files.push(Moving {
                from: Chart::signature_path(&from),
                before: signature,
                to,
                after: signature,
            });
        }
        clear(chart, &files)?;
        names.push(name);
        taken.push((name, late.bytes.clone()));
    }
    let (signature, path) = (there.signature, Chart::signature_path(&chart.path(old)));
    if let (Some(signature), false) = (signature, chart.tree().has(&chart.path(old))?)
        && chart.tree().read_if_there(&path)?.is_some_and(|left| left == signature)
    {
        chart.tree().remove_if(&path, &signature)?;
    }
    Ok(names)
}

/// Returns the name of an addition after the last of its kind that was given here.
fn next_of(
    chart: &Chart,
    kind: AmendmentKind,
    taken: &[(AmendmentName, Vec<u8>)],
) -> Option<AmendmentName> {
    let of_its_kind = taken.iter().filter(|(name, _)| name.kind == kind);
    let number = chart.numbers().next(of_its_kind.map(|(name, _)| name.number)).next()?;
    Some(AmendmentName { kind, number })
}

/// Returns the first name that is free with the other client, or that a killed run has taken for
/// this very note.
fn free_id(chart: &Chart, old: &NoteId, to: &ClientId, text: &[u8]) -> Result<NoteId, Failure> {
    for number in chart.numbers().each() {
        let id = NoteId { client: to.clone(), stem: old.stem.numbered(number) };
        let path = chart.path(&id);
        match chart.tree().read_if_there(&path)? {
            None if !chart.has_signature(&id)? => return Ok(id),
            Some(there) if there == text => return Ok(id),
            _ => {}
        }
    }
    Err(RelocationError::Full.into())
}

/// Writes a file, unless it is there already as it should be.
fn put(chart: &Chart, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    match chart.tree().read_if_there(path)? {
        Some(there) if there == bytes => Ok(()),
        _ => Ok(chart.tree().write_new(path, bytes)?),
    }
}

/// Says in the folder where the note lay where it is now, since when and why.
fn leave_trail(
    chart: &Chart,
    note_files: &NoteFiles,
    new: &NoteId,
    trail: &Trail<'_>,
) -> Result<(), Failure> {
    let moved = Moved::Note(&note_files.id);
    let left = chart.leave_trail(moved, &new.to_string(), &note_files.note, trail)?;
    left.ok_or(RelocationError::Full)?;
    Ok(())
}
