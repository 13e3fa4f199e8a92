//! TM004: a note that was signed at a time that has not come yet.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TM004", "future-signature", Error, "future_signature.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(now), Some(at)) = (subject.practice.now, subject.note.front.signed_at) else {
        return;
    };
    if now.is_surely_before(at) {
        report.at_key("signed_at", "it was signed at a time that has not come yet", None);
    }
}
