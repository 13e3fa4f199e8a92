//! GT001: a session note that names no goal of the plan.

use crate::domain::position::fence_before;
use crate::rules::example::{Companion, Example, NO_DEADLINE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "GT001",
    name: "missing-goal",
    level: Level::Warning,
    explanation: "\
## What it finds
A note of a session with empty `goals` while the client's plan has active ones.
## Why it matters
Diagnosis, plan, note: each note must show which goal it served, or the thread breaks there.
Source: https://clinicaldocslibrary.com/guides/golden-thread
## How to mend it
Add the ids of the goals that the session worked on; `casenotes thread CLIENT` shows them.
",
    bad: Example::note(
        "\
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
    if subject.is_session()
        && subject.note.front.goals.is_empty()
        && !plan.active_goals().is_empty()
    {
        let start = fence_before(subject.note.front_range.start);
        let help = "`casenotes thread` shows the goals of the plan.".to_owned();
        report.at(start, "the note names no goal of the plan", Some(help));
    }
}
