//! EL005: a billed note with next to nothing in it.

use crate::note::guidance;
use crate::note::sections::same_title;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::{NoteSubject, words_up_to};

pub(super) const RULE: Rule = Rule {
    code: "EL005",
    name: "thin-note",
    level: Level::Warning,
    explanation: "\
## What it finds
In a note with a service code, a section of fewer than five words or a body of fewer than forty (`section_words` and `note_words` in casenotes.toml).
## Why it matters
A few words do not support the minutes that are billed.
Source: https://www.ngsmedicare.com/web/ngs/documentation?selectedArticleId=1459133
## How to mend it
Say what an outsider needs to see why this session was needed and what happened in it.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90837\"]
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Next week as usual.
"),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90837\"]
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

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
        if !template.required.iter().any(|title| same_title(title, &section.title)) {
            continue;
        }
        let count = words(&body[subject.extent(sections, at)], limits.section_words);
        // An empty section is said elsewhere.
        if count > 0 && count < limits.section_words {
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
