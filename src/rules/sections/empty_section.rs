//! SC002: a section that says nothing.

use crate::note::sections::is_empty;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC002", "empty-section", Error, "empty_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    let body = subject.note.body();
    for (at, section) in sections.iter().enumerate() {
        let stands_for = section.stands_for.both(template.must_have);
        let Some(first) = stands_for.first() else { continue };
        // Medications may stand under a heading of their own beside medical history.
        let goes_on = |other: usize| {
            let other_title = &sections[other].title;
            other != at
                && *other_title != section.title
                && sections[other].stands_for.both(stands_for) == stands_for
                && !is_empty(body, sections, other)
        };
        if is_empty(body, sections, at) && !(0..sections.len()).any(goes_on) {
            let offset = subject.note.body_range.start + section.heading.start;
            let title = &template.headings[first];
            report.at(offset, format!("the section `{title}` is empty"), None);
        }
    }
}
