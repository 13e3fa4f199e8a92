//! TX004: guidance of the template that is still in the note.

use crate::note::sections::is_empty;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("TX004", "guidance-left", Warning, "guidance_left.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    if subject.comments().closed.is_empty() {
        return;
    }
    let body = subject.note.body();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let known: Vec<String> = template.guidance.iter().map(|known| words(known)).collect();
    let mut last: Option<(usize, bool)> = None;
    for comment in &subject.comments().closed {
        // In a section that is still to be written, guidance is where it belongs.
        let next = sections.partition_point(|section| section.text.end <= comment.start);
        let around = sections.get(next).filter(|section| section.text.contains(&comment.start));
        if around.is_some() && last.is_none_or(|(at, _)| at != next) {
            last = Some((next, is_empty(body, sections, next)));
        }
        if around.is_some() && last.is_some_and(|(_, is_empty)| is_empty) {
            continue;
        }
        if known.contains(&words(&body[comment.clone()])) {
            let offset = subject.note.body_range.start + comment.start;
            report.at(offset, "the guidance of the template is still here", None);
        }
    }
}
