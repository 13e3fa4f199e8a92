//! TM004: a note that was signed at a time that has not come yet.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TM004", "future-signature", Error, "future_signature.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(now), Some(at)) = (subject.practice.now, subject.note.front.signed_at) else {
        return;
    };
    let tomorrow = now.plus_minutes(24 * 60);
    if tomorrow.is_some_and(|tomorrow| tomorrow < at) {
        report.at_key("signed_at", "it was signed at a time that has not come yet", None);
    }
}
