//! TX006: a note whose last line has no end.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TX006", "missing-final-newline", Info, "missing_final_newline.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let text = subject.note.text;
    if subject.sections().is_some() && !text.is_empty() && !text.ends_with('\n') {
        report.at(text.len(), "the last line has no end", None);
    }
}
