//! CT002: a second note of one session and format.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("CT002", "repeated-session", Warning, "repeated_session.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.stem.is_some_and(|stem| stem.number() > 1) {
        report.whole("the client has another note of this time and format", None);
    }
}
