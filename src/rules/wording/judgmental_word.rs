//! WD007: a word that judges.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD007", "judgmental-word", Warning, "judgmental_word.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Judgment) {
        report.at_body(
            subject,
            hit.range().start,
            "this word judges",
            hit.phrase().instead.map(str::to_owned),
        );
    }
}
