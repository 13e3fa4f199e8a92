//! WD003: talk about the process of therapy.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD003", "process-talk", Warning, "process_talk.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Process).filter(|hit| {
        let is_technique = subject.note.body()[hit.range()].to_lowercase().starts_with("enactment")
            && subject.note.front.format.as_ref().is_some_and(|format| format.as_str() == "family");
        !is_technique
    }) {
        report.at_body(subject, hit.range().start, "this belongs in a psychotherapy note", None);
    }
}
