//! Additions to a signed note: each is a file of its own with a signature of its own.

use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::NoteId;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::note::amendment::{NewAmendment, compose};
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::record::chart::filing::{Filing, FilingError, file_all};
use crate::record::chart::note_files::NoteFiles;
use crate::record::chart::signing::ReadySignatory;
use crate::record::chart::{Chart, ChartError};

/// What is to be added to a note.
pub struct Addition<'a> {
    /// Which sort of addition it is.
    pub kind: AmendmentKind,
    /// Why.
    pub reason: Option<&'a str>,
    /// The id under which the note was filed with somebody else.
    pub moved_from: Option<&'a str>,
    /// The digest of each addition that a co-signature is for as well.
    pub covers: Vec<String>,
    /// What it says.
    pub text: String,
}

/// A note to which nothing is added.
#[derive(Debug, thiserror::Error)]
enum AdditionError {
    #[error("the note `{0}` is a draft")]
    NotSigned(NoteId),
    #[error("the signature of `{0}` does not hold")]
    DoesNotHold(NoteId),
    #[error(transparent)]
    Clock(#[from] ClockBehind),
}

/// A clock that is behind the one by which a note was signed.
#[derive(Debug, thiserror::Error)]
#[error("your clock says {}, and `{id}` was signed at {}", now.plain(), signed_at.plain())]
struct ClockBehind {
    id: NoteId,
    now: SessionTime,
    signed_at: SessionTime,
}

impl Explain for AdditionError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotSigned(id) => format!(
                "Its author changes it with `casenotes edit {id}`, and signs it with `casenotes sign {id}`."
            ),
            Self::DoesNotHold(id) => format!(
                "Run `casenotes validate {id}`: nothing is added to a text that was not signed."
            ),
            Self::Clock(_) => "Set the clock of this machine, if it is that one which is wrong: what is older than its note by more than a day is no addition to it. If the signer's was, nothing can be added until that time has come.".into(),
        })
    }
}

/// Reads a note that is signed, with all that belongs to it, for an addition that is made now.
///
/// # Errors
/// Fails when it cannot be read, when its author has not signed it as it is, and as
/// [`look_at_the_clock`] does.
pub fn signed(
    chart: &Chart,
    id: &NoteId,
    now: SessionTime,
    output: &mut Output<'_>,
) -> Result<NoteFiles, Failure> {
    let note_files = chart.note_files(id)?;
    let trust = chart.trust()?;
    let front = ProgressNote::parse(&note_files.note).front;
    if note_files.signature.is_none() {
        return Err(AdditionError::NotSigned(id.clone()).into());
    }
    if !note_files.judge(&front, &trust).is_signed() {
        return Err(AdditionError::DoesNotHold(id.clone()).into());
    }
    look_at_the_clock(&note_files, now, output)?;
    Ok(note_files)
}

/// Says when the clock of this machine is behind the one by which a note was signed.
///
/// # Errors
/// Fails when it is so by more than clocks differ: what is added would be an error for ever (SG017).
pub fn look_at_the_clock(
    note_files: &NoteFiles,
    now: SessionTime,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    match behind(note_files, now) {
        Some(clock) if clock.is_too_far() => Err(AdditionError::Clock(clock).into()),
        Some(clock) => {
            output.warning(format_args!(
                "{clock}: one of the two clocks is wrong, and the addition will seem older than the note"
            ));
            Ok(())
        }
        None => Ok(()),
    }
}

fn behind(note_files: &NoteFiles, now: SessionTime) -> Option<ClockBehind> {
    let signed_at = ProgressNote::parse(&note_files.note).front.signed_at?;
    (now < signed_at).then(|| ClockBehind { id: note_files.id.clone(), now, signed_at })
}

impl ClockBehind {
    fn is_too_far(&self) -> bool {
        self.now.is_surely_before(self.signed_at)
    }
}

/// Files an addition with its signature under the number after the last; its name is returned. A gap is
/// never filled: it shows that something was removed.
///
/// # Errors
/// Fails when it cannot be signed, now or at all, or the disk refuses; nothing half-written stays.
pub fn add(
    chart: &Chart,
    note_files: &NoteFiles,
    signatory: &ReadySignatory<'_>,
    addition: Addition<'_>,
) -> Result<AmendmentName, Failure> {
    if let Some(clock) = behind(note_files, signatory.at).filter(ClockBehind::is_too_far) {
        return Err(AdditionError::Clock(clock).into());
    }
    let sha256 = bare_sha256(&note_files.note);
    let new = NewAmendment {
        note: &note_files.id,
        sha256: &sha256,
        kind: addition.kind,
        reason: addition.reason,
        moved_from: addition.moved_from,
        covers: &addition.covers,
        author: &signatory.name,
        at: signatory.at,
    };
    let after = compose(&new, &addition.text).into_bytes();
    let signature = signatory.sign(&after)?;
    let of_its_kind = note_files.amendments.iter().filter(|file| file.name.kind == addition.kind);
    for number in chart.numbers().next(of_its_kind.map(|file| file.name.number)) {
        let name = AmendmentName { kind: addition.kind, number };
        let path = chart.amendment_path(&note_files.id, name);
        // A signature without its text would otherwise be taken over by the new one.
        if chart.tree().has(&path)? || chart.tree().has(&Chart::signature_path(&path))? {
            continue;
        }
        let filing =
            Filing { path, before: None, after: after.clone(), signature: signature.clone() };
        match file_all(chart.tree(), &[filing]) {
            Ok(()) => return Ok(name),
            Err(FilingError::Disk(error))
                if error.reason() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ChartError::Full.into())
}
