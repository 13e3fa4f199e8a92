//! WD008: a word that may judge.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD008", "mild-judgment", Info, "mild_judgment.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::MildJudgment) {
        report.at_body(
            subject,
            hit.range().start,
            "this word may judge",
            hit.phrase().instead.map(str::to_owned),
        );
    }
}
