//! EL006: a note that tells more than the record needs.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::scan::words_up_to;

rule!("EL006", "overlong-note", Info, "overlong_note.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let most = subject.practice.limits.longest_note_words;
    let body = subject.note.body().as_bytes();
    // Gaps are counted many at a time, and there are never fewer of them than words but one.
    let gaps = memchr::memchr_iter(b' ', body).count() + memchr::memchr_iter(b'\n', body).count();
    if gaps as i64 >= most
        && subject.is_session()
        && words_up_to(subject.note.body(), most + 1) > most
    {
        report.at_body(subject, 0, "the note is longer than a record needs", None);
    }
}
