//! CF001: a section that is nearly that of an earlier note.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("CF001", "copied-section", Warning, "copied_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let limits = &subject.practice.limits;
    for copy in subject.copies().iter().filter(|copy| copy.similarity < limits.cloned) {
        report.copied(subject, copy);
    }
}
