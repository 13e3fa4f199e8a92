//! PS010: a psychotherapy note that is the progress note once more.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;
use crate::text::similarity::{Print, Words};

pub(super) const RULE: Rule = Rule {
    code: "PS010",
    name: "merged-notes",
    level: Level::Warning,
    explanation: "\
## What it finds
A text that is alike by 0.60 or more to the progress note of that day.
## Why it matters
A copy of the record is part of the record; kept here it makes the two one, and the protection doubtful.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
Keep what is yours alone, and leave the record to the chart.
",
    bad: Example::sealed("\
Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.

And the father again.
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

/// From which similarity on two notes are one.
const MERGED: f64 = 0.60;

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let print = |text: &str| {
        let mut words = Words::default();
        words.add(text);
        Print::of(words)
    };
    let Some(progress) = subject.progress else { return };
    if print(subject.text).similarity(&print(progress), MERGED).is_some() {
        report.whole("the text is mostly that of the progress note", None);
    }
}
