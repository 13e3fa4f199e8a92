//! RK005: an answer to the ninth item of the PHQ-9 that nobody took up.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "RK005",
    name: "item-nine-unanswered",
    level: Level::Warning,
    explanation: "\
## What it finds
`phq9_item9` above 0 under `[measures]`, and no word on risk in the note.
## Why it matters
The ninth item asks about thoughts of death and self-harm; any answer above 0 needs a follow-up whatever the total.
Source: https://www.droracle.ai/articles/613084/how-should-patients-with-elevated-patient-health-questionnaire-phq
## How to mend it
Say what you asked and what the client answered.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
[measures]
phq9 = 9
phq9_item9 = 1
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
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
[measures]
phq9 = 9
phq9_item9 = 1
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal. Asked about
the ninth item: denies suicidal ideation, plan and intent.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let answer = subject.note.front.measures.get("phq9_item9").copied().unwrap_or_default();
    let is_taken_up = subject.hits().iter().any(|hit| hit.topic() == Topic::Risk);
    if answer > 0 && subject.kind().is_some() && !is_taken_up {
        report.at_key(
            "measures",
            "`phq9_item9` is above 0, and the text says nothing about risk",
            None,
        );
    }
}
