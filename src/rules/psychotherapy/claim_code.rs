//! PS003: a code of a claim in a psychotherapy note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS003",
    name: "claim-code",
    level: Level::Warning,
    explanation: "\
## What it finds
A procedure code 907xx or 908xx, or a diagnosis code of chapter F.
## Why it matters
What is excluded by 45 CFR 164.501 is not protected by lying here, and the record lacks it.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
Codes stand in the front matter of the progress note.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

Still F43.10 to me.
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
    let text = subject.text;
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    for word in text.split(|c| !is_part(c)).filter(|word| word.len() >= 5) {
        let bare = word.trim_end_matches('.');
        let is_service = bare.len() == 5
            && bare.bytes().all(|b| b.is_ascii_digit())
            && (bare.starts_with("907") || bare.starts_with("908"));
        let is_diagnosis = bare.len() >= 5
            && bare.starts_with('F')
            && bare.as_bytes()[1..3].iter().all(u8::is_ascii_digit)
            && bare.as_bytes()[3] == b'.';
        if is_service || is_diagnosis {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            report.at(at, "a code of a claim stands here", None);
        }
    }
}
