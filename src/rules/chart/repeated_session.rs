//! CT002: a second note of one session and format.

use crate::domain::note_id::NoteStem;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("CT002", "repeated-session", Warning, "repeated_session.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.stem.is_some_and(NoteStem::is_repeated) {
        report.whole("the client has another note of this time and format", None);
    }
}
