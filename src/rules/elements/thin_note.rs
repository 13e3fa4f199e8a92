//! EL005: a billed note with next to nothing in it.

use std::ops::Range;

use crate::note::guidance;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::session::{self, Place};
use crate::text::reading::Reading;
use crate::text::scan::words_up_to;

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
        if count > 0
            && count < limits.section_words
            && !says_what_it_is_for(subject, &subject.extent(sections, at))
        {
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

/// Tells whether a section has the element that it is for: "RTC 2 wks." is a plan, and "SUDS 75 > 40" how it went.
fn says_what_it_is_for(subject: &NoteSubject<'_>, section: &Range<usize>) -> bool {
    let has = |element: &'static str, is_told: fn(&Reading<'_>, &Place) -> bool| {
        let places = subject.is_session().then(|| subject.places_of(element)).flatten();
        let mut inside = places.into_iter().flatten().filter(|place| place.is_only);
        inside.any(|place| {
            section.start <= place.range.start
                && place.range.end <= section.end
                && is_told(subject.reading(), &place)
        })
    };
    has("interventions", session::has_intervention)
        || has("response", session::has_response)
        || has("next_steps", session::has_next_step)
}
