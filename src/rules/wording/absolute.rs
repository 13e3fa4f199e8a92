//! WD013: a word without exception. Off unless the practice turns it on.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;
use crate::text::meaning::wording;
use crate::text::reading::Reading;

rule!("WD013", "absolute", Info, "absolute.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let judged = |reading: &Reading<'_>| wording::judged(reading, Topic::Absolute);
    report.words(subject, judged, "this word has no exception");
}
