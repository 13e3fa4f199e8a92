//! SC001: a note without a section of its format.

use crate::domain::nearest::nearest;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC001", "missing-section", Error, "missing_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    let there = sections.iter().fold(Default::default(), |all, section| all | section.stands_for);
    let missing = template.must_have.without(there);
    for (at, title) in template.headings.iter().enumerate().filter(|(at, _)| missing.has(*at)) {
        let others = sections.iter().filter(|section| section.stands_for.is_none());
        // The heading that was meant is text of the note, so only its place is told.
        let near = nearest(title, others.map(|section| &*section.title));
        let near = near.and_then(|near| sections.iter().find(|section| section.title == near));
        let offset = near
            .map_or(subject.note.text.len(), |s| subject.note.body_range.start + s.heading.start);
        let title = &template.headings[at];
        let help = match near {
            Some(_) => format!("This heading looks like it: write `## {title}`."),
            None => format!("Add `## {title}`."),
        };
        report.at(offset, format!("the section `{title}` is missing"), Some(help));
    }
}
