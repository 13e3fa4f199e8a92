//! CF002: a section that is that of an earlier note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "CF002",
    name: "cloned-section",
    level: Level::Error,
    explanation: "\
## What it finds
As CF001, alike by 0.95 or more.
## Why it matters
Word for word the same is what reviewers call cloned; it puts every note of the record in doubt.
Source: https://www.ngsmedicare.com/web/ngs/documentation?selectedArticleId=1459133
## How to mend it
Write the section anew.
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

Client reports three panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-0900-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T09:00:00-05:00
end = 2026-11-24T09:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

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

Rode the bus on four days and stayed seated once past the tunnel; one attack, shorter than any before.
Clinician set up a behavioral experiment with the window seat, and client predicted, tried and rated it.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-0900-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T09:00:00-05:00
end = 2026-11-24T09:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Ride to work is less feared than a week ago; client was receptive and named the thought that came first.

## Plan

Client will ride twice more before the next session, then we look at the ladder again in one week.
" },
    ]),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let limits = &subject.practice.limits;
    for copy in subject.copies().iter().filter(|copy| copy.similarity >= limits.cloned) {
        report.copied(subject, copy);
    }
}
