//! `casenotes cosign`: a supervisor's signature beside the author's.

use crate::domain::amendment::AmendmentKind;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::guard::doubt;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::ChartError;
use crate::record::chart::additions::{Addition, add, signed};
use crate::record::chart::signing::Signing;
use crate::record::signature::is_same_person;

/// Sign beside the author, as the supervisor
///
/// The note must be signed by its author. The signature is a file of its own, with date, name and
/// credentials; what the supervisor wants to add is added with `casenotes amend`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes cosign c-7f3k/2026-11-20")]
pub struct Args {
    /// Which notes: CLIENT for the latest, CLIENT/2026-11-24, or a path
    #[arg(value_name = "NOTE", required = true)]
    notes: Vec<NoteRef>,
}

/// A note that is not co-signed.
#[derive(Debug, thiserror::Error)]
enum CosignError {
    #[error("`{0}` is signed by yourself, and nobody supervises himself")]
    OwnNote(NoteId),
    #[error("`{0}` wants a supervisor's signature on notes of its own, and so cannot give one")]
    Supervised(String),
    #[error("`{0}` is none of the supervisors of the practice")]
    NoSupervisor(String),
}

impl Explain for CosignError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::OwnNote(_) => "The supervisor runs `casenotes cosign`.".into(),
            Self::Supervised(_) => {
                "See `cosign_required` under `[signing]` in the chart's `casenotes.toml`.".into()
            }
            Self::NoSupervisor(_) => {
                "See `supervisors` under `[signing]` in the chart's `casenotes.toml`.".into()
            }
        })
    }
}

/// Co-signs the notes and prints the id of each; all are checked before the first is.
pub fn run(
    args: &Args,
    mut signing: Signing<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = signing.chart;
    let found: Result<Vec<NoteId>, ChartError> =
        args.notes.iter().map(|note| chart.find(note)).collect();
    let mut ids = found?;
    ids.sort();
    ids.dedup();
    let trust = chart.trust()?;
    let ready = signing.ready(&trust, output)?;
    if trust.policy.wants_cosignature(&ready.name) {
        return Err(CosignError::Supervised(ready.name.clone()).into());
    }
    if !trust.policy.may_cosign(&ready.name) {
        return Err(CosignError::NoSupervisor(ready.name.clone()).into());
    }
    let mut wanted = Vec::new();
    for id in &ids {
        doubt::require_none(chart, signing.clock, &[&id.client])?;
        let note_files = signed(chart, id, ready.at, output)?;
        let note = ProgressNote::parse(&note_files.note);
        let by = note.front.signed_by.as_deref().unwrap_or_default();
        if is_same_person(by, &ready.name) {
            return Err(CosignError::OwnNote(id.clone()).into());
        }
        let has_signed = |by: &str| is_same_person(by, &ready.name);
        let judged = note_files.judge(&note.front, &trust);
        let is_done = judged.amendments.iter().any(|found| {
            found.file.name.kind == AmendmentKind::Cosignature
                && found.holds()
                && found.amendment.front.signed_by.as_deref().is_some_and(has_signed)
        });
        match is_done && !judged.awaits_cosignature(&note.front, &trust.policy) {
            true => output.status(format_args!("{id} is co-signed by you already.")),
            false => {
                let covers = judged.digests_of_additions();
                wanted.push((note_files, covers));
            }
        }
    }
    for (note_files, covers) in &wanted {
        let text = format!("Co-signed by {}.\n", ready.name);
        let kind = AmendmentKind::Cosignature;
        let covers = covers.clone();
        let addition = Addition { kind, reason: None, moved_from: None, covers, text };
        add(chart, note_files, &ready, addition)?;
        output.data(&format!("{}\n", note_files.id))?;
    }
    if !wanted.is_empty() {
        output.status(format_args!(
            "Co-signed {} as {}.",
            counted(wanted.len(), "note"),
            ready.name
        ));
    }
    Ok(Outcome::Done)
}
