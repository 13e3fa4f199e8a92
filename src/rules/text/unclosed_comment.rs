//! TX005: a comment without an end.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TX005", "unclosed-comment", Error, "unclosed_comment.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    if let Some(at) = subject.comments().unclosed {
        report.at(subject.note.body_range.start + at, "this comment is not closed", None);
    }
}
