//! SC001: a note without a section of its format.

use crate::domain::nearest::nearest;
use crate::note::sections::same_title;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC001", "missing-section", Error, "missing_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    for title in &template.required {
        if sections.iter().any(|section| same_title(&section.title, title)) {
            continue;
        }
        let others = sections.iter().map(|section| &*section.title);
        let unlike = |other: &&str| !template.required.iter().any(|known| same_title(known, other));
        // The heading that was meant is text of the note, so only its place is told.
        let near = nearest(title, others.filter(unlike));
        let near = near.and_then(|near| sections.iter().find(|section| section.title == near));
        let offset = near
            .map_or(subject.note.text.len(), |s| subject.note.body_range.start + s.heading.start);
        let help = match near {
            Some(_) => format!("This heading looks like it: write `## {title}`."),
            None => format!("Add `## {title}`."),
        };
        report.at(offset, format!("the section `{title}` is missing"), Some(help));
    }
}
