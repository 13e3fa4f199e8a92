//! PS006: a psychotherapy note of a session that the chart does not have.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS006",
    name: "session-without-progress-note",
    level: Level::Info,
    explanation: "\
## What it finds
No progress note of the same client and day.
## Why it matters
A psychotherapy note must not be the only record of a session; payers may not ask for it, and deny what the record does not show.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
File the progress note: `casenotes new CLIENT --at ...`.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.
"),
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
    if subject.has_chart && subject.progress.is_none() {
        report.whole("the chart has no progress note of that day", None);
    }
}
