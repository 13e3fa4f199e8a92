//! Whether what is to leave is what it says it is, and signed as it says.

use std::path::{Path, PathBuf};

use crate::commands::chart::export::choice::{Reading, each};
use crate::domain::note_id::NoteId;
use crate::failure::{Explain, Failure};
use crate::note::template::Templates;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::note_files::Trust;
use crate::rules::finding::{Finding, Level};
use crate::rules::practice::Practice;
use crate::rules::report::findings;
use crate::rules::settings::policy;
use crate::rules::signatures::verdicts;
use crate::rules::subject::NoteSubject;
use crate::rules::{self};

/// What keeps a record from leaving as it is.
#[derive(Debug, thiserror::Error)]
enum IdentityError {
    #[error(
        "the identity or the signature of {count} of the notes does not hold; the first is `{first}`"
    )]
    DoesNotHold { count: usize, first: NoteId },
    #[error(
        "{count} of the texts that lie with this record would be missing from it; the first is {first}"
    )]
    Strayed { count: usize, first: String },
}

impl Explain for IdentityError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::DoesNotHold { .. } => {
                "Mend each as `casenotes rules CODE` says, or give `--unverified`, and the record says of each that its signature does not hold.".into()
            }
            Self::Strayed { .. } => {
                "Give each the name and the place it had before, or give `--unverified` to let the record leave without them.".into()
            }
        })
    }
}

/// What notes are checked against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The tree that they are in.
    pub chart: &'a Chart,
    /// Its templates.
    pub templates: &'a Templates,
    /// Who may sign.
    pub trust: &'a Trust,
}

/// Fails when `validate` calls anything about the identity or the signature of a note that leaves, or
/// of an addition to it, an error; each is told with its place.
///
/// A note that was changed after it was signed would look signed, a copy of one would look like
/// another session, and one without an addition that was lost would look whole.
pub fn require_sound(
    reading: &Reading<'_>,
    leave: &[usize],
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let practice = Practice::of(policy(context.chart.settings()).0);
    let found: Vec<Vec<Finding>> = each(leave, |at| {
        let found = findings_of(reading, *at, context, &practice);
        let found = practice.policy.apply(found).into_iter();
        found.filter(|finding| finding.level == Level::Error).collect()
    });
    let unsound = || {
        let notes = leave.iter().zip(&found);
        notes.filter(|(at, found)| !found.is_empty() || !reading.judged[**at].is_sound())
    };
    let Some((first, _)) = unsound().next() else { return Ok(()) };
    for finding in found.iter().flatten() {
        output.status(findings::short(finding, Path::new("")).trim_end());
    }
    let first = reading.files_of_notes[*first].id.clone();
    Err(IdentityError::DoesNotHold { count: unsound().count(), first }.into())
}

fn findings_of(
    reading: &Reading<'_>,
    at: usize,
    context: &Context<'_>,
    practice: &Practice,
) -> Vec<Finding> {
    let Context { chart, templates, trust } = *context;
    let (note_files, note, judged) =
        (&reading.files_of_notes[at], &reading.parsed[at], &reading.judged[at]);
    let id = &note_files.id;
    let mut subject = NoteSubject::new(note, &id.client, Some(&id.stem), templates, practice);
    subject.was_moved = judged.came_from(&note.front);
    let mut found = Vec::new();
    let mut path = || chart.path(id);
    rules::check_identity(&subject, &mut path, &note_files.note, &mut found);
    // A draft has no signature to be wrong, and most records are drafts or sound.
    if !judged.is_draft() || note_files.signature.is_some() || !judged.amendments.is_empty() {
        verdicts::check(note_files, judged, note, trust, &mut path, &mut found);
    }
    found
}

/// Fails when texts of the record lie where they would be missed; each is told. With `--unverified`
/// it says what is left out.
pub fn require_nothing_strayed(
    strayed: &[PathBuf],
    is_unverified: bool,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Some(first) = strayed.first() else { return Ok(()) };
    for path in strayed {
        let told = format!("{}: this text is not in the record", path.display());
        match is_unverified {
            true => output.warning(told),
            false => output.status(told),
        }
    }
    if is_unverified {
        return Ok(());
    }
    Err(IdentityError::Strayed { count: strayed.len(), first: first.display().to_string() }.into())
}
