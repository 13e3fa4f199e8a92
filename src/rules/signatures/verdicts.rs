//! What is wrong with the signatures of a note and of its additions, for every command that asks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::numbers::is_first;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::Chart;
use crate::record::chart::note_files::{CheckedAmendment, CheckedFiles, NoteFiles, Trust};
use crate::rules::finding::Finding;
use crate::rules::signatures::subject::{
    SignedAmendment, SignedNote, SignedText, SignerListSubject, SigningSettingsSubject,
    SigningSubject,
};
use crate::rules::{self};

/// Checks the signature of a note and each of its additions.
pub fn check(
    note_files: &NoteFiles,
    judged: &CheckedFiles<'_>,
    note: &ProgressNote<'_>,
    trust: &Trust,
    path: &mut dyn FnMut() -> PathBuf,
    found: &mut Vec<Finding>,
) {
    let front = &note.front;
    let before = found.len();
    let signed = SignedNote {
        front,
        is_of_another: judged.is_of_another,
        late_after_days: trust.policy.late_after_days,
        has_late_entry: judged.has(AmendmentKind::LateEntry),
        awaits_cosignature: judged.awaits_cosignature(front, &trust.policy),
        missing: missing(note_files),
        repeated: repeated(note_files),
    };
    let subject = SigningSubject {
        state: judged.state,
        is_affirmed: judged.is_affirmed,
        author: front.author.as_deref(),
        signed_by: front.signed_by.as_deref(),
        signed_at: front.signed_at,
        text: SignedText::Note(signed),
    };
    let nowhere = PathBuf::new();
    rules::check_signing(&subject, &nowhere, &note_files.note, note.front_range.clone(), found);
    if found.len() > before {
        let path = path();
        found[before..].iter_mut().for_each(|finding| finding.path.clone_from(&path));
    }
    for amendment in &judged.amendments {
        check_amendment(amendment, judged, note, found);
    }
}

/// Returns the first gap in each kind of additions; those of one mark are numbered without one.
fn missing(note_files: &NoteFiles) -> Vec<AmendmentName> {
    let mut next: BTreeMap<AmendmentKind, u16> = BTreeMap::new();
    let mut missing = Vec::new();
    let mut names: Vec<AmendmentName> =
        note_files.amendments.iter().map(|file| file.name).collect();
    names.sort();
    for AmendmentName { kind, number } in names {
        let expected = next.entry(kind).or_insert(1);
        if is_first(number) && *expected < number {
            *expected = number;
        }
        if number > *expected {
            missing.push(AmendmentName { kind, number: *expected });
            // The other gaps of this kind show when this one is mended.
            *expected = u16::MAX;
        }
        *expected = expected.saturating_add(1);
    }
    missing
}

fn repeated(note_files: &NoteFiles) -> Vec<(AmendmentName, AmendmentName)> {
    let mut first: BTreeMap<&[u8], AmendmentName> = BTreeMap::new();
    let mut found = Vec::new();
    for file in &note_files.amendments {
        match first.get(file.bytes.as_slice()) {
            Some(first) => found.push((*first, file.name)),
            None => {
                first.insert(&file.bytes, file.name);
            }
        }
    }
    found
}

fn check_amendment(
    judged: &CheckedAmendment<'_>,
    of: &CheckedFiles<'_>,
    note: &ProgressNote<'_>,
    found: &mut Vec<Finding>,
) {
    let (file, amendment) = (judged.file, &judged.amendment);
    if rules::check_conflict(&file.bytes, &file.path, found) {
        return;
    }
    let front = &amendment.front;
    let signed = SignedAmendment {
        amendment,
        name: file.name,
        target: judged.target,
        note_state: of.state,
        note_signed: (note.front.signed_by.as_deref(), note.front.signed_at),
    };
    let subject = SigningSubject {
        state: judged.state,
        is_affirmed: judged.is_affirmed,
        author: front.author.as_deref(),
        signed_by: front.signed_by.as_deref(),
        signed_at: front.signed_at,
        text: SignedText::Amendment(signed),
    };
    rules::check_signing(&subject, &file.path, &file.bytes, amendment.front_range.clone(), found);
}

/// Checks the list of those who may sign, and what the practice asks of signatures.
pub fn check_trust(chart: &Chart, trust: &Trust, settings: &[u8], found: &mut Vec<Finding>) {
    let list = SignerListSubject { problems: trust.signers.problems() };
    rules::check(&list, &chart.allowed_signers(), found);
    if trust.policy_problems.is_empty() {
        return;
    }
    let subject = SigningSettingsSubject { problems: &trust.policy_problems };
    let path = chart.root().join(crate::record::chart::MARKER);
    rules::check_bytes(&subject, &path, settings, found);
}
