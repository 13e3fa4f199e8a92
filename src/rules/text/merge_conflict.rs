//! TX002: a merge that was left half done.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TX002", "merge-conflict", Error, "merge_conflict.md", Note(check));

// `=======` alone may underline a heading, so it is left to its neighbours.
const MARKERS: &[&[u8]] = &[b"<<<<<<< ", b"||||||| ", b">>>>>>> "];

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let bytes = subject.note.text.as_bytes();
    for at in memchr::memchr3_iter(b'<', b'|', b'>', bytes) {
        let begins_line = at == 0 || bytes[at - 1] == b'\n';
        if begins_line && MARKERS.iter().any(|marker| bytes[at..].starts_with(marker)) {
            report.at(at, "a merge conflict is not resolved", None);
        }
    }
}
