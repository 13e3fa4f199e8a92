//! PS001: a heading for what never belongs in a psychotherapy note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS001",
    name: "excluded-heading",
    level: Level::Warning,
    explanation: "\
## What it finds
A heading or front-matter key that equals an excluded item: diagnosis, treatment plan, symptoms, functional status, prognosis, progress, medication, modality, frequency, test results.
## Why it matters
What is excluded by 45 CFR 164.501 is not protected by lying here, and the record lacks it.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
Move what stands below it into the progress note.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

## Treatment plan

Something.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-1400-dap.md", text: "\
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
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
" },
    ]),
    good: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-1400-dap.md", text: "\
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
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
" },
    ]),
    check: Check::Psychotherapy(check),
};

const EXCLUDED: &[&str] = &[
    "diagnosis",
    "diagnoses",
    "treatment plan",
    "plan of treatment",
    "symptoms",
    "functional status",
    "functioning",
    "prognosis",
    "progress",
    "progress to date",
    "medication",
    "medications",
    "modality",
    "modalities",
    "frequency",
    "modality and frequency",
    "modalities and frequencies",
    "test results",
    "clinical tests",
    "session times",
    "start and stop times",
];

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    let mut in_front = subject.text.starts_with("+++");
    for line in subject.text.split_inclusive('\n') {
        in_front &= at == 0 || line.trim_end() != "+++";
        let name = match line.strip_prefix('#') {
            Some(heading) => Some(heading.trim_start_matches('#')),
            None if in_front => line.split_once('=').map(|(key, _)| key),
            None => None,
        };
        let name =
            name.map(|name| name.trim().trim_end_matches(':').replace('_', " ").to_lowercase());
        if name.is_some_and(|name| EXCLUDED.contains(&name.as_str())) {
            report.at(at, "what stands below this is excluded from psychotherapy notes", None);
        }
        at += line.len();
    }
}
