//! SC002: a section that says nothing.

use crate::note::heading_set::Headings;
use crate::note::sections::{Section, is_empty};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("SC002", "empty-section", Error, "empty_section.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    let body = subject.note.body();
    let is_empty: Vec<bool> = (0..sections.len()).map(|at| is_empty(body, sections, at)).collect();
    let filled = Filled::of(sections.iter().zip(&is_empty).filter(|it| !it.1).map(|it| it.0));
    for (section, _) in sections.iter().zip(&is_empty).filter(|it| *it.1) {
        let stands_for = section.stands_for.both(template.must_have);
        let Some(first) = stands_for.first() else { continue };
        if !filled.goes_on(stands_for, &section.title) {
            let offset = subject.note.body_range.start + section.heading.start;
            let title = &template.headings[first];
            report.at(offset, format!("the section `{title}` is empty"), None);
        }
    }
}

/// Sections that say something: what they stand for, and under how many titles. However many sections a
/// note has, these are no more than what a template can ask for.
struct Filled<'a>(Vec<(Headings, &'a str, bool)>);

impl<'a> Filled<'a> {
    fn of(sections: impl Iterator<Item = &'a Section<'a>>) -> Self {
        let mut all: Vec<(Headings, &str, bool)> = Vec::new();
        for section in sections {
            match all.iter_mut().find(|known| known.0 == section.stands_for) {
                Some((_, title, has_another)) => *has_another |= *title != &*section.title,
                None => all.push((section.stands_for, &section.title, false)),
            }
        }
        Self(all)
    }

    /// Tells whether what a section stands for is told under another title: medications may stand under a
    /// heading of their own beside medical history.
    fn goes_on(&self, stands_for: Headings, title: &str) -> bool {
        self.0.iter().any(|(told, other, has_another)| {
            told.both(stands_for) == stands_for && (*has_another || *other != title)
        })
    }
}
