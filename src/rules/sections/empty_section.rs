//! SC002: a section that says nothing.

use crate::note::sections::{is_empty, same_title};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC002", "empty-section", Error, "empty_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for (at, section) in sections.iter().enumerate() {
        let required = template.required.iter().find(|title| same_title(title, &section.title));
        if let Some(title) = required
            && is_empty(subject.note.body(), sections, at)
        {
            let offset = subject.note.body_range.start + section.heading.start;
            report.at(offset, format!("the section `{title}` is empty"), None);
        }
    }
}
