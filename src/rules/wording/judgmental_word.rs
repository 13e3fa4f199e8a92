//! WD007: a word that judges.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;
use crate::text::meaning::wording;
use crate::text::reading::Reading;

rule!("WD007", "judgmental-word", Warning, "judgmental_word.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let judged = |reading: &Reading<'_>| wording::judged(reading, Topic::Judgment);
    report.words(subject, judged, "this word judges");
}
