//! EL005: a billed note with next to nothing in it.

use crate::note::guidance;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::{NoteSubject, words_up_to};

rule!("EL005", "thin-note", Warning, "thin_note.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections), Some(_)) =
        (subject.template, subject.sections(), subject.kind())
    else {
        return;
    };
    if subject.note.front.service.is_empty() {
        return;
    }
    let limits = &subject.practice.limits;
    let body = subject.note.body();
    let words = |text: &str, most| words_up_to(&guidance::strip(text), most);
    for (at, section) in sections.iter().enumerate() {
        if section.stands_for.both(template.must_have).is_none() {
            continue;
        }
        let count = words(&body[subject.extent(sections, at)], limits.section_words);
        // An empty section is said elsewhere.
        if count > 0 && count < limits.section_words {
            let start = section.heading.start;
            report.at_body(subject, start, "the section has only a few words", None);
        }
    }
    let parts = sections.iter().map(|section| &body[section.text.clone()]);
    let parts: Vec<&str> = if sections.is_empty() { vec![body] } else { parts.collect() };
    let mut count = 0;
    for part in parts {
        count += words(part, limits.note_words);
        if count >= limits.note_words {
            return;
        }
    }
    report.at_body(subject, 0, "the note has only a few words for a billed session", None);
}
