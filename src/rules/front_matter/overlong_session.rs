//! FM009: a session that lasts longer than a working day.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM009", "overlong-session", Error, "overlong_session.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let longest = subject.practice.limits.longest_session_hours;
    if subject.note.front.minutes().is_some_and(|minutes| minutes > longest * 60) {
        report.at_key("end", format!("the session lasts longer than {longest} hours"), None);
    }
}
