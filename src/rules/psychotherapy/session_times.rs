//! PS002: start and stop times in a psychotherapy note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS002",
    name: "session-times",
    level: Level::Warning,
    explanation: "\
## What it finds
A range of clock times such as 2:00-2:50, or \"session began\" and the like with a time. Single times in what is told are left alone.
## Why it matters
What is excluded by 45 CFR 164.501 is not protected by lying here, and the record lacks it.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
The times stand in the front matter of the progress note.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

Session began 14:03.
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
        let says_so = [
            "session began",
            "session started",
            "session ended",
            "start time",
            "stop time",
            "end time",
        ]
        .iter()
        .any(|phrase| lower.contains(phrase));
        let clocks = clocks(&lower);
        let is_range = clocks.windows(2).any(|pair| {
            // Of `14:03:22` each colon has its clock, and the second begins inside the first.
            let between = lower.get(pair[0].1..pair[1].0).unwrap_or_default().trim();
            matches!(
                between,
                "-" | "\u{2013}" | "to" | "until" | "pm -" | "am -" | "pm to" | "am to"
            )
        });
        if is_range || (says_so && !clocks.is_empty()) {
            report.at(at, "the times of the session stand here", None);
        }
        at += line.len();
    }
}

/// Finds `14:03` and the like: where each begins and ends.
fn clocks(line: &str) -> Vec<(usize, usize)> {
    let bytes = line.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    for colon in memchr::memchr_iter(b':', bytes) {
        let hour = (colon.saturating_sub(2)..colon).rev().take_while(|at| digit(*at)).count();
        if (1..=2).contains(&hour) && digit(colon + 1) && digit(colon + 2) && !digit(colon + 3) {
            found.push((colon - hour, colon + 3));
        }
    }
    found
}
