//! WD008: a word that may judge.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;
use crate::text::meaning::wording;
use crate::text::reading::Reading;

rule!("WD008", "mild-judgment", Info, "mild_judgment.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let judged = |reading: &Reading<'_>| wording::judged(reading, Topic::MildJudgment);
    report.words(subject, judged, "this word may judge");
}
