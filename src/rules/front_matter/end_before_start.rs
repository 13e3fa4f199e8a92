//! FM005: a session that ends before it begins.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM005", "end-before-start", Error, "end_before_start.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let (Some(start), Some(end)) = (subject.note.front.start, subject.note.front.end)
        && end <= start
    {
        report.at_key("end", "the session ends before it begins", None);
    }
}
