//! WD003: talk about the process of therapy.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD003", "process-talk", Warning, "process_talk.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_family = subject.note.front.format.as_ref().is_some_and(|it| it.as_str() == "family");
    report.own_words(subject, Topic::Process, "this belongs in a psychotherapy note", |hit| {
        let word = subject.note.body()[hit.range()].to_lowercase();
        !(is_family && word.starts_with("enactment"))
    });
}
