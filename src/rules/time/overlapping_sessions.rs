//! TM002: two sessions of one clinician at the same time.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Matter;

pub(super) const RULE: Rule = Rule {
    code: "TM002",
    name: "overlapping-sessions",
    level: Level::Warning,
    explanation: "\
## What it finds
Two notes of one author whose sessions overlap. Group and family notes of one session do not count.
## Why it matters
Nobody can be in two sessions; a reviewer who lays the calendars side by side denies both.
Source: https://med.noridianmedicare.com/web/jeb/cert-reviews/mr/reviews/psychotherapy-cpt-90834-90836-90837-je-service-specific-targeted-review-final-findings
## How to mend it
Look at the calendar of that day, and correct the times that were written down wrongly. If both are right, say in the notes how that came.
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
    .beside(&[Companion::File { path: "clients/c-2mxr/client.toml", text: "\
name = \"Ana Example\"
" }, Companion::File { path: "clients/c-2mxr/notes/2026-11-24-1450-dap.md", text: "\
+++
client = \"c-2mxr\"
format = \"dap\"
start = 2026-11-24T14:50:00-05:00
end = 2026-11-24T15:40:00-05:00
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
    .beside(&[Companion::File { path: "clients/c-2mxr/client.toml", text: "\
name = \"Ana Example\"
" }, Companion::File { path: "clients/c-2mxr/notes/2026-11-24-1453-dap.md", text: "\
+++
client = \"c-2mxr\"
format = \"dap\"
start = 2026-11-24T14:53:00-05:00
end = 2026-11-24T15:40:00-05:00
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
" },
    ]),
    check: Check::Matter(check),
};

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::Overlapping { other } = matter {
        let help = format!("The other one is `{other}`.");
        report.whole("the clinician has another session at that time", Some(help));
    }
}
