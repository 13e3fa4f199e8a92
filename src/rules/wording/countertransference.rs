//! WD002: the clinician's own feelings.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD002", "countertransference", Warning, "countertransference.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Countertransference) {
        report.at_body(
            subject,
            hit.range().start,
            "this is about the clinician, not about the client",
            None,
        );
    }
}
