//! What a client has restricted as paid for out of pocket, by note and by day (45 CFR 164.522(a)(1)(vi)).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::fields::{self, Problem, ProblemKind};
use crate::note::progress_note::ProgressNote;
use crate::record::chart::note_files::NoteFiles;
use crate::record::chart::{Chart, ChartError};
use crate::record::client::ClientFile;

/// Tells whether a note is restricted in a way that cannot be read: a restriction all the same. So is
/// one behind the head of a table, where TOML takes it for a key of the table.
fn is_restricted_unclearly(note: &ProgressNote<'_>) -> bool {
    let is_meant = |found: &Problem| {
        found.is_about("self_pay_restricted")
            || found.kind == ProblemKind::UnknownKey && found.key.iter().any(|key| names_it(key))
    };
    let front = &note.text[note.front_range.clone()];
    // A key in quotes may be spelled with escapes, and does not show in the text then.
    let may_name_it = names_it(front) || front.contains('\\');
    note.problems.iter().any(is_meant)
        || may_name_it && fields::keys_below(front).iter().any(|(_, key)| names_it(key))
}

/// Tells whether a text has the words self and pay behind each other, however they are joined.
fn names_it(text: &str) -> bool {
    const LETTERS: &[u8] = b"selfpay";
    let mut met = 0;
    text.bytes().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).any(|byte| {
        let byte = byte.to_ascii_lowercase();
        // No letter but the first begins it.
        met = if byte == LETTERS[met] { met + 1 } else { usize::from(byte == LETTERS[0]) };
        let is_met = met == LETTERS.len();
        met %= LETTERS.len();
        is_met
    })
}

/// Tells of each note whether it is restricted as paid for out of pocket: by itself or by the client file,
/// which names it by its name or by what it says itself.
pub fn restricted(
    file: &ClientFile,
    files_of_notes: &[NoteFiles],
    parsed: &[ProgressNote<'_>],
) -> Vec<bool> {
    let is_one = |(note_files, note): (&NoteFiles, &ProgressNote<'_>)| {
        let start = note.front.start.map(|start| start.to_the_minute().local());
        is_restricted_unclearly(note)
            || note.front.self_pay_restricted == Some(true)
            || file.restricts(note_files.id.stem.minute())
            || start.is_some_and(|start| file.restricts(start))
    };
    files_of_notes.iter().zip(parsed).map(is_one).collect()
}

impl Chart {
    /// Returns those of some days of which a session is restricted as paid for out of pocket: by the client
    /// file, or by a note of that day, whether it is asked for or not.
    ///
    /// # Errors
    /// Fails when a folder or a note cannot be read.
    pub fn restricted_days(
        &self,
        client: &ClientId,
        days: impl Iterator<Item = NaiveDate>,
        file: &ClientFile,
    ) -> Result<BTreeSet<NaiveDate>, ChartError> {
        let days: BTreeSet<NaiveDate> = days.collect();
        if days.is_empty() {
            return Ok(days);
        }
        let stems = self.stems(client)?.into_iter();
        let of_them = stems.filter(|stem| days.contains(&stem.date()));
        let ids: Vec<NoteId> =
            of_them.map(|stem| NoteId { client: client.clone(), stem }).collect();
        let files_of_notes = self.files_of_notes(&ids)?;
        let parsed: Vec<ProgressNote<'_>> =
            files_of_notes.iter().map(|files| ProgressNote::parse(&files.note)).collect();
        let restricted = restricted(file, &files_of_notes, &parsed).into_iter().zip(&ids);
        let by_notes = restricted.filter(|(is_one, _)| *is_one).map(|(_, id)| id.stem.date());
        let by_file = days.iter().copied().filter(|day| file.restricts_day(*day));
        Ok(by_notes.chain(by_file).collect())
    }
}
