//! WD003: talk about the process of therapy.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD003",
    name: "process-talk",
    level: Level::Warning,
    explanation: "\
## What it finds
\"Transference\", \"enactment\", \"unconscious wish\", \"bring to supervision\", \"note to self\", \"dream interpretation\" and the like. In a couple or family note an enactment is a technique.
## Why it matters
It is analysis of the conversation, which is what psychotherapy notes are for (45 CFR 164.501).
Source: https://notudocs.com/pt/blog/guides/what-to-document-and-what-to-leave-out-therapy-notes-risk-management
## How to mend it
Keep it for a psychotherapy note: `casenotes vault new`.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal. Bring to supervision.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal. Psychodynamic therapy
remains the modality.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Process).filter(|hit| {
        let is_technique = subject.note.body()[hit.range()].to_lowercase().starts_with("enactment")
            && subject.note.front.format.as_ref().is_some_and(|format| format.as_str() == "family");
        !is_technique
    }) {
        report.at_body(subject, hit.range().start, "this belongs in a psychotherapy note", None);
    }
}
