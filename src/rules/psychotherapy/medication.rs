//! PS004: medication with its dose in a psychotherapy note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS004",
    name: "medication",
    level: Level::Warning,
    explanation: "\
## What it finds
A number with \"mg\" or \"mcg\", or a word for a change of medication: refill, titrate, taper. A drug alone is left alone.
## Why it matters
Prescription and monitoring of medication is the first of the excluded items; the record needs it for safety.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
Move it into the progress note.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

Sertraline 50 mg since May.
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

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    for line in subject.text.split_inclusive('\n') {
        let lower = line.to_ascii_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let is_dose =
            words.windows(2).any(|pair| is_number(pair[0]) && matches!(pair[1], "mg" | "mcg"))
                || words.iter().any(|word| word.strip_suffix("mg").is_some_and(is_number));
        let is_change = words.iter().any(|word| {
            matches!(
                *word,
                "refill"
                    | "refills"
                    | "refilled"
                    | "titrate"
                    | "titrated"
                    | "titrating"
                    | "tapering"
                    | "tapered"
            )
        });
        if is_dose || is_change {
            report.at(at, "medication with its dose or change stands here", None);
        }
        at += line.len();
    }
}
