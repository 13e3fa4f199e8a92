//! TX004: guidance of the template that is still in the note.

use crate::note::sections::is_empty;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TX004",
    name: "guidance-left",
    level: Level::Warning,
    explanation: "\
## What it finds
A comment of the template that stands unchanged in the note.
## Why it matters
It is stripped when the record leaves, but the next reader of the file takes it for part of the note, and it hides that the section was written in a hurry.
## How to mend it
Remove the comment once the section is written.
",
    bad: Example::note("+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\n<!-- The facts of the session. What the client reported: symptoms, events, functioning, homework.\n     What you observed: appearance, mood and affect, speech, engagement; scores of measures.\n     Which interventions you used, by name, and how the client took part in them. -->\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

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
