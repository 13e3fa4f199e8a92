//! WD013: a word without exception. Off unless the practice turns it on.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD013", "absolute", Info, "absolute.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Absolute) {
        report.at_body(subject, hit.range().start, "this word has no exception", None);
    }
}
