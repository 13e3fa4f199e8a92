//! WD006: a line that says nothing.

use crate::note::sections::same_title;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::wording::is_vague_line;

rule!("WD006", "vague-line", Warning, "vague_line.md", Note(check));

/// Sections in which "none" and "no change" are an answer.
const ANSWERED: &[&str] = &["Risk", "Measures", "Telehealth"];

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (true, Some(sections)) = (subject.is_session(), subject.sections()) else { return };
    let body = subject.note.body();
    let mut above = "";
    let mut lines = body.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let text = line.trim();
        let before = std::mem::replace(&mut above, line);
        // Most lines are long.
        if text.is_empty() || text.len() > LONGEST || text.starts_with('#') {
            continue;
        }
        let is_item = text.starts_with(['-', '*', '+']);
        let is_free =
            |other: &str| other.trim().is_empty() || other.starts_with(['#', '-', '*', '+']);
        // The line stands for itself: neither the one above nor the one below goes on with it.
        let below = lines.peek().copied().unwrap_or_default();
        let stands_alone = is_item || (is_free(before) && is_free(below));
        if !stands_alone {
            continue;
        }
        let at = line.as_ptr() as usize - body.as_ptr() as usize;
        let next = sections.partition_point(|section| section.heading.start <= at);
        let section = next.checked_sub(1).map(|at| &sections[at].title);
        let is_answer =
            section.is_some_and(|title| ANSWERED.iter().any(|it| same_title(it, title)));
        if !is_answer && is_vague_line(text) && !subject.is_in_comment(at) && !subject.is_spoken(at)
        {
            let message = "this line says nothing that others would not say";
            report.at_body(subject, at, message, None);
        }
    }
}

/// How many bytes a line may have that says nothing.
const LONGEST: usize = 100;
