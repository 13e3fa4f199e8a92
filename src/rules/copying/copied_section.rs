//! CF001: a section that is nearly that of an earlier note.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "CF001",
    name: "copied-section",
    level: Level::Warning,
    explanation: "\
## What it finds
A section of at least 20 words that is alike by 0.80 or more to the same section of one of the client's last three notes. Sentences about risk and telehealth, and those that the practice lists as `standard` in casenotes.toml, do not count.
## Why it matters
Cloned notes are denied and paid back; genuine consecutive notes of one client are alike by 0.40 at most.
Source: https://www.ngsmedicare.com/web/ngs/documentation?selectedArticleId=1459133
## How to mend it
Write what was different this time. What has not changed can be said in one sentence.
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

Client reports three panic attacks on the bus, fewer than before, and slept five hours on some
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
    for copy in subject.copies().iter().filter(|copy| copy.similarity < limits.cloned) {
        report.copied(subject, copy);
    }
}
