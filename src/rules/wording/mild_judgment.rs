//! WD008: a word that may judge.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD008", "mild-judgment", Info, "mild_judgment.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.own_words(subject, Topic::MildJudgment, "this word may judge", |_| true);
}
