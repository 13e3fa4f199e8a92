//! SC003: a section that stands twice.

use crate::note::sections::same_title;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC003", "repeated-section", Error, "repeated_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for title in template.required.iter().chain(&template.optional) {
        let same = sections.iter().filter(|section| same_title(title, &section.title));
        for section in same.skip(1) {
            let offset = subject.note.body_range.start + section.heading.start;
            report.at(offset, format!("the section `{title}` stands here again"), None);
        }
    }
}
