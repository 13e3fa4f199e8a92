//! GT005: a diagnosis that the plan in force does not have.

use crate::rules::example::{Companion, Example, NO_DEADLINE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "GT005",
    name: "diagnosis-outside-plan",
    level: Level::Info,
    explanation: "\
## What it finds
A code in `diagnoses` of a session that is not among those of the plan.
## Why it matters
Either the plan or the note is not up to date; a reviewer compares them.
Source: https://clinicaldocslibrary.com/guides/golden-thread
## How to mend it
Correct the note, or bring the plan up to date with a review.
",
    bad: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.0\"]
goals = [\"G1\"]
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
",
    )
    .beside(&[
        NO_DEADLINE,
        Companion::File {
            path: "clients/c-7f3k/notes/2026-10-26-0900-plan.md",
            text: "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-10-26T09:00:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-10-26
review_due = 2027-01-25
client_signed = 2026-10-26
[[goal]]
id = \"G1\"
statement = \"Ride the bus to work on most days\"
[[goal.objective]]
id = \"O1\"
statement = \"Three rides a week\"
target = 2026-12-20
[[goal]]
id = \"G2\"
statement = \"Sleep seven hours\"
status = \"met\"
+++

# Treatment plan

## Diagnosis

Generalized anxiety disorder: worry on most days, restless, poor sleep for a year.

## Problems

Worry about the ride to work; short sleep.

## Goals and objectives

Two goals, measured by rides a week and by the GAD-7.

## Interventions

Cognitive behavioral therapy with exposure.

## Frequency and duration

Weekly, 53 minutes, for twenty weeks.

## Discharge criteria

Rides on five days a week and a GAD-7 below five, for a month.

## Client participation

Client chose the goals and agrees.
",
        },
    ]),
    good: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
goals = [\"G1\"]
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
",
    )
    .beside(&[
        NO_DEADLINE,
        Companion::File {
            path: "clients/c-7f3k/notes/2026-10-26-0900-plan.md",
            text: "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-10-26T09:00:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-10-26
review_due = 2027-01-25
client_signed = 2026-10-26
[[goal]]
id = \"G1\"
statement = \"Ride the bus to work on most days\"
[[goal.objective]]
id = \"O1\"
statement = \"Three rides a week\"
target = 2026-12-20
[[goal]]
id = \"G2\"
statement = \"Sleep seven hours\"
status = \"met\"
+++

# Treatment plan

## Diagnosis

Generalized anxiety disorder: worry on most days, restless, poor sleep for a year.

## Problems

Worry about the ride to work; short sleep.

## Goals and objectives

Two goals, measured by rides a week and by the GAD-7.

## Interventions

Cognitive behavioral therapy with exposure.

## Frequency and duration

Weekly, 53 minutes, for twenty weeks.

## Discharge criteria

Rides on five days a week and a GAD-7 below five, for a month.

## Client participation

Client chose the goals and agrees.
",
        },
    ]),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(plan) = &subject.history.plan else { return };
    let is_new = |code: &str| !plan.diagnoses.iter().any(|known| known == code);
    let is_outside = subject.note.front.diagnoses.iter().any(|code| is_new(code));
    if subject.is_session() && !plan.diagnoses.is_empty() && is_outside {
        report.at_key("diagnoses", "a diagnosis is not in the plan", None);
    }
}
