//! WD007: a word that judges.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD007", "judgmental-word", Warning, "judgmental_word.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.own_words(subject, Topic::Judgment, "this word judges", |_| true);
}
