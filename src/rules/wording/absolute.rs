//! WD013: a word without exception. Off unless the practice turns it on.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD013", "absolute", Info, "absolute.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.own_words(subject, Topic::Absolute, "this word has no exception", |_| true);
}
