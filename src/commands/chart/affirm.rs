//! `casenotes sign --again NOTE --reason WHY`: affirms with a key that may sign what was signed with one that may no more.

use crate::domain::amendment::AmendmentKind;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::ChartError;
use crate::record::chart::additions::{Addition, add, look_at_the_clock};
use crate::record::chart::note_files::{NoteFiles, Trust};
use crate::record::chart::signing::{Signing, require_reason};
use crate::record::signature::is_same_person;
use crate::record::signature::verdict::{State, Verdict};
use crate::rules::nameless::require_nameless;

/// A note that is not affirmed.
#[derive(Debug, thiserror::Error)]
enum AffirmError {
    #[error("the note `{0}` is a draft, so there is nothing to affirm")]
    Draft(NoteId),
    #[error("`{id}` was signed by {by}, and nobody affirms it for somebody else")]
    OtherSigner { id: NoteId, by: String },
    #[error("the signature of `{0}` does not hold, for another reason than its key's time")]
    DoesNotHold(NoteId),
}

impl Explain for AffirmError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Draft(id) => format!("Sign it with `casenotes sign {id}`."),
            Self::OtherSigner { by, .. } => {
                format!(
                    "{by} runs this command, or a clinician writes what is known of it with `casenotes new`."
                )
            }
            Self::DoesNotHold(id) => {
                format!("Run `casenotes validate {id}`: it says what is wrong.")
            }
        })
    }
}

/// Affirms what the signer has signed in the notes, and prints the id of each; all are looked at before the
/// first is affirmed.
///
/// # Errors
/// Fails when a note is none of the signer's, or does not hold for another reason.
pub fn affirm(
    notes: &[NoteRef],
    reason: &str,
    mut signing: Signing<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(reason)?;
    let chart = signing.chart;
    let found: Result<Vec<NoteId>, ChartError> =
        notes.iter().map(|note| chart.find(note)).collect();
    let mut ids = found?;
    ids.sort();
    ids.dedup();
    let trust = chart.trust()?;
    let signatory = signing.signatory(&trust)?;
    let mut wanted = Vec::new();
    for id in &ids {
        require_nameless(chart, reason, &id.client)?;
        let note_files = chart.note_files(id)?;
        match to_affirm(&note_files, &signatory.name, &trust)? {
            Some(of) => {
                look_at_the_clock(&note_files, signatory.at, output)?;
                wanted.push((note_files, of));
            }
            None => output.status(format_args!("What you signed of {id} holds.")),
        }
    }
    if wanted.is_empty() {
        return Ok(Outcome::Done);
    }
    let ready = signing.unlocked(signatory, &trust, output)?;
    for (note_files, of) in &wanted {
        let text = format!("Affirmed by {}, as signed: {}.\n", ready.name, of.words.join(", "));
        let (kind, covers) = (AmendmentKind::Affirmation, of.covers.clone());
        let reason = Some(reason.trim());
        let addition = Addition { kind, reason, moved_from: None, covers, text };
        add(chart, note_files, &ready, addition)?;
        output.data(&format!("{}\n", note_files.id))?;
    }
    let count = counted(wanted.len(), "note");
    output.status(format_args!("Affirmed {count} as {}.", ready.name));
    Ok(Outcome::Done)
}

/// What of a note somebody is to affirm.
struct ToAffirm {
    /// What a reader is told of each: the note, or the name of an addition.
    words: Vec<String>,
    /// The digests of the additions.
    covers: Vec<String>,
}

/// Returns what a person has signed of a note with a key that may sign no more; `None` when all of it
/// holds.
fn to_affirm(
    note_files: &NoteFiles,
    name: &str,
    trust: &Trust,
) -> Result<Option<ToAffirm>, AffirmError> {
    let id = || note_files.id.clone();
    let front = ProgressNote::parse(&note_files.note).front;
    let judged = note_files.judge(&front, trust);
    let not_then = State::Signed(Verdict::NotThen);
    let is_own = |by: Option<&str>| by.is_some_and(|by| is_same_person(by, name));
    let mut found = ToAffirm { words: Vec::new(), covers: Vec::new() };
    match judged.state {
        State::Draft => return Err(AffirmError::Draft(id())),
        state if state == not_then && is_own(front.signed_by.as_deref()) => {
            found.words.push("the note".to_owned());
        }
        state if state == not_then => {}
        _ if judged.is_signed() => {}
        _ => return Err(AffirmError::DoesNotHold(id())),
    }
    for added in &judged.amendments {
        if added.state == not_then && is_own(added.amendment.front.signed_by.as_deref()) {
            found.words.push(added.file.name.to_string());
            found.covers.push(bare_sha256(&added.file.bytes));
        }
    }
    let by = front.signed_by.as_deref().filter(|_| judged.state == not_then);
    match (found.words.is_empty(), by) {
        (false, _) => Ok(Some(found)),
        (true, Some(by)) => Err(AffirmError::OtherSigner { id: id(), by: by.to_owned() }),
        (true, None) => Ok(None),
    }
}
