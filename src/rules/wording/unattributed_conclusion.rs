//! WD012: a conclusion of fact or law without a source.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD012", "unattributed-conclusion", Info, "unattributed_conclusion.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Conclusion) {
        let at = hit.range().start;
        if !subject.sentence_has(Topic::Attribution, at) {
            report.at_body(
                subject,
                at,
                "this stands as a fact, and nobody is said to have told it",
                None,
            );
        }
    }
}
