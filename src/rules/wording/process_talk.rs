//! WD003: talk about the process of therapy.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Hit;
use crate::text::meaning::wording;
use crate::text::reading::Reading;

rule!("WD003", "process-talk", Warning, "process_talk.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_family = subject.is_of_family();
    // An enactment is a technique there.
    let is_meant = |hit: &Hit| {
        let word = subject.note.body()[hit.range()].to_lowercase();
        !(is_family && word.starts_with("enactment"))
    };
    let of_process = |reading: &Reading<'_>| -> Vec<Hit> {
        wording::process(reading).into_iter().filter(is_meant).collect()
    };
    report.words(subject, of_process, "this belongs in a psychotherapy note");
}
