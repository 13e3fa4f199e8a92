//! WD009: a term that the field has dropped.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD009", "outdated-term", Warning, "outdated_term.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Outdated) {
        report.at_body(
            subject,
            hit.range().start,
            "the field has dropped this term",
            hit.phrase().instead.map(str::to_owned),
        );
    }
}
