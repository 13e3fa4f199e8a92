//! TM001: a note that is not signed in time.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TM001", "unsigned-overdue", Warning, "unsigned_overdue.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let (Some(now), Some(end)) = (subject.practice.now, front.end.or(front.start)) else { return };
    let limits = &subject.practice.limits;
    if front.signed_by.is_none() && subject.template.is_some() && limits.sign_by(end) < now {
        report.whole(format!("the note is not signed within {} hours", limits.sign_hours), None);
    }
}
