//! PS005: a test with its score in a psychotherapy note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS005",
    name: "test-score",
    level: Level::Warning,
    explanation: "\
## What it finds
The name of a measure with a number behind it, such as a PHQ-9 and its total. A measure named without a number is left alone.
## Why it matters
Results of clinical tests are excluded from psychotherapy notes.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
Scores stand under `[measures]` of the progress note.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

PHQ-9 14, and she laughed.
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

She laughed at the PHQ-9.
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

const TESTS: &[&str] = &[
    "phq-9", "phq9", "gad-7", "gad7", "pcl-5", "pcl5", "bdi", "bdi-ii", "bai", "c-ssrs", "audit",
    "dast", "oq-45", "ors", "srs", "y-bocs", "moca", "whodas", "isi", "ces-d", "edeq", "wsas",
    "core-om", "phq-2",
];

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    for line in subject.text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let words: Vec<&str> =
            lower.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
        let is_score = |word: &str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
        let is_found = words.iter().enumerate().any(|(nth, word)| {
            TESTS.contains(word) && words[nth + 1..].iter().take(3).any(|word| is_score(word))
        });
        if is_found {
            report.at(at, "a test with its score stands here", None);
        }
        at += line.len();
    }
}
