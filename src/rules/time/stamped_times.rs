//! TM003: sessions that always begin and end at the same minutes.

use crate::rules::example::{Companion, Example, NO_DEADLINE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Matter;

pub(super) const RULE: Rule = Rule {
    code: "TM003",
    name: "stamped-times",
    level: Level::Warning,
    explanation: "\
## What it finds
At least eight of a client's last ten sessions from the full hour to the same :45, :50 or :00.
## Why it matters
Times taken from the calendar are not the times of the session, and reviewers know the pattern; psychotherapy codes are billed by actual minutes.
Source: https://weltonconsulting.com/blog/5086/the-importance-of-documenting-the-correct-time-on-your-progress-notes
## How to mend it
From the next session on, write down when it really began and ended. The times of the notes that are there stay, unless you know from the day itself that one is wrong: to move an end by a minute so that the finding goes would make a note untrue. Where sessions do begin and end by the clock, say so under `[allow]`.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:50:00-05:00
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
")
    .beside(&[NO_DEADLINE, Companion::File { path: "clients/c-7f3k/notes/2026-09-14-0900-plan.md", text: "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-09-14T09:00:00-04:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-09-14
review_due = 2027-01-25
client_signed = 2026-09-14
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
" }, Companion::File { path: "clients/c-7f3k/notes/2026-09-21-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-09-21T14:00:00-04:00
end = 2026-09-21T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 2. Clinician used a role-play of the call; client practiced it.

## Assessment

Client responded; progress at 1 of 10.

## Plan

Next session: thought record on the bridge.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-09-28-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-09-28T14:00:00-04:00
end = 2026-09-28T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 3. Clinician used a thought record on the bridge; client practiced it.

## Assessment

Client responded; progress at 2 of 10.

## Plan

Next session: breathing at the stop.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-05-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-05T14:00:00-04:00
end = 2026-10-05T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 4. Clinician used a breathing at the stop; client practiced it.

## Assessment

Client responded; progress at 3 of 10.

## Plan

Next session: ladder of ten rides.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-12-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-12T14:00:00-04:00
end = 2026-10-12T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 5. Clinician used a ladder of ten rides; client practiced it.

## Assessment

Client responded; progress at 4 of 10.

## Plan

Next session: letter to the landlord.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-19-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-19T14:00:00-04:00
end = 2026-10-19T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 6. Clinician used a letter to the landlord; client practiced it.

## Assessment

Client responded; progress at 5 of 10.

## Plan

Next session: body scan lying down.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-26-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-26T14:00:00-04:00
end = 2026-10-26T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 7. Clinician used a body scan lying down; client practiced it.

## Assessment

Client responded; progress at 6 of 10.

## Plan

Next session: log of the week.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-02-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-02T14:00:00-05:00
end = 2026-11-02T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 8. Clinician used a log of the week; client practiced it.

## Assessment

Client responded; progress at 7 of 10.

## Plan

Next session: plan for the early bus.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-09-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-09T14:00:00-05:00
end = 2026-11-09T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 9. Clinician used a plan for the early bus; client practiced it.

## Assessment

Client responded; progress at 8 of 10.

## Plan

Next session: imaginal ride at dusk.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-16-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-16T14:00:00-05:00
end = 2026-11-16T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 10. Clinician used a imaginal ride at dusk; client practiced it.

## Assessment

Client responded; progress at 9 of 10.

## Plan

Next session: role-play of the call.
" },
    ]),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
[allow]
stamped-times = \"a bell of the building begins and ends each session\"
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
")
    .beside(&[NO_DEADLINE, Companion::File { path: "clients/c-7f3k/notes/2026-09-14-0900-plan.md", text: "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-09-14T09:00:00-04:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-09-14
review_due = 2027-01-25
client_signed = 2026-09-14
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
" }, Companion::File { path: "clients/c-7f3k/notes/2026-09-21-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-09-21T14:00:00-04:00
end = 2026-09-21T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 2. Clinician used a role-play of the call; client practiced it.

## Assessment

Client responded; progress at 1 of 10.

## Plan

Next session: thought record on the bridge.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-09-28-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-09-28T14:00:00-04:00
end = 2026-09-28T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 3. Clinician used a thought record on the bridge; client practiced it.

## Assessment

Client responded; progress at 2 of 10.

## Plan

Next session: breathing at the stop.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-05-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-05T14:00:00-04:00
end = 2026-10-05T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 4. Clinician used a breathing at the stop; client practiced it.

## Assessment

Client responded; progress at 3 of 10.

## Plan

Next session: ladder of ten rides.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-12-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-12T14:00:00-04:00
end = 2026-10-12T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 5. Clinician used a ladder of ten rides; client practiced it.

## Assessment

Client responded; progress at 4 of 10.

## Plan

Next session: letter to the landlord.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-10-19-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-10-19T14:00:00-04:00
end = 2026-10-19T14:50:00-04:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 6. Clinician used a letter to the landlord; client practiced it.

## Assessment

Client responded; progress at 5 of 10.

## Plan

Next session: body scan lying down.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-09-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-09T14:00:00-05:00
end = 2026-11-09T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 9. Clinician used a plan for the early bus; client practiced it.

## Assessment

Client responded; progress at 8 of 10.

## Plan

Next session: imaginal ride at dusk.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-16-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-16T14:00:00-05:00
end = 2026-11-16T14:50:00-05:00
author = \"Dana Okafor, LCSW\"
goals = [\"G1\"]
risk = \"denied\"
+++

# DAP note

## Data

Anxiety this week: 10. Clinician used a imaginal ride at dusk; client practiced it.

## Assessment

Client responded; progress at 9 of 10.

## Plan

Next session: role-play of the call.
" },
    ]),
    check: Check::Matter(check),
};

fn check(matter: &Matter, report: &mut Report<'_>) {
    if *matter == Matter::StampedTimes {
        report.whole("nearly all of the last ten sessions have the same times to the minute", None);
    }
}
