//! TX001: a note that is not UTF-8 text.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TX001", "not-text", Error, "not_text.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(at) = subject.note.invalid_byte {
        report.at(at, "this byte is not UTF-8", None);
    }
}
