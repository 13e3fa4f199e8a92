//! GT004: no treatment plan after several sessions.

use crate::rules::example::{Companion, Example, NO_DEADLINE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Matter;

pub(super) const RULE: Rule = Rule {
    code: "GT004",
    name: "missing-plan",
    level: Level::Warning,
    explanation: "\
## What it finds
More than three sessions (`sessions_without_plan` in casenotes.toml) and no treatment plan in the chart.
## Why it matters
In one audit 111 of 120 claims failed on the plan. It belongs before treatment or soon after its start.
Source: https://oig.hhs.gov/reports/all/2020/on-site-psychological-services-pc-audit-of-medicare-payments-for-psychotherapy-services
## How to mend it
Make it with the client: `casenotes new CLIENT --format plan`.
",
    bad: Example::note("\
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
")
    .beside(&[NO_DEADLINE, Companion::File { path: "clients/c-7f3k/notes/2026-11-03-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-03T14:00:00-05:00
end = 2026-11-03T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Rode the bus on four days and stayed seated once past the tunnel; one attack, shorter than any before.
Clinician set up a behavioral experiment with the window seat, and client predicted, tried and rated it.

## Assessment

Ride to work is less feared than a week ago; client was receptive and named the thought that came first.

## Plan

Client will ride twice more before the next session, then we look at the ladder again in one week.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-10-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-10T14:00:00-05:00
end = 2026-11-10T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client slept through on three nights and walked to the stop each morning without going in.
Clinician mapped the worry of the walk and taught a grounding exercise, which client tried twice.

## Assessment

Fear is down to the doors of the bus; client noticed that naming five things slowed her breath.

## Plan

Homework: stand in the open door twice. Next session on the usual day, with the log.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-17-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-17T14:00:00-05:00
end = 2026-11-17T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

A colleague drove her for two days, and she rode alone on the third: \"fine until the bridge\".
Clinician used Socratic questioning on the bridge and planned a ride to it; client agreed to go.

## Assessment

Avoids less and still plans around the bridge; client rated belief in collapse at thirty percent.

## Plan

Will ride to the bridge and back once before the next session, and write down what happens.
" },
    ]),
    good: Example::note("\
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
")
    .beside(&[NO_DEADLINE, Companion::File { path: "clients/c-7f3k/notes/2026-11-10-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-10T14:00:00-05:00
end = 2026-11-10T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client slept through on three nights and walked to the stop each morning without going in.
Clinician mapped the worry of the walk and taught a grounding exercise, which client tried twice.

## Assessment

Fear is down to the doors of the bus; client noticed that naming five things slowed her breath.

## Plan

Homework: stand in the open door twice. Next session on the usual day, with the log.
" }, Companion::File { path: "clients/c-7f3k/notes/2026-11-17-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-17T14:00:00-05:00
end = 2026-11-17T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

A colleague drove her for two days, and she rode alone on the third: \"fine until the bridge\".
Clinician used Socratic questioning on the bridge and planned a ride to it; client agreed to go.

## Assessment

Avoids less and still plans around the bridge; client rated belief in collapse at thirty percent.

## Plan

Will ride to the bridge and back once before the next session, and write down what happens.
" },
    ]),
    check: Check::Matter(check),
};

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::NoPlan { sessions } = matter {
        report.whole(format!("the client has had {sessions} sessions and no treatment plan"), None);
    }
}
