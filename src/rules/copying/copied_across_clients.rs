//! CF003: a note that is nearly that of another client.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Matter;

pub(super) const RULE: Rule = Rule {
    code: "CF003",
    name: "copied-across-clients",
    level: Level::Warning,
    explanation: "\
## What it finds
A note that is alike by 0.90 or more to one of another client at most 30 days away. What a group note shares does not count, nor do standard sentences.
## Why it matters
The same words for two people say that one of the notes is not about its session; they can also show one client what belongs to another.
Source: https://www.ngsmedicare.com/web/ngs/documentation?selectedArticleId=1459133
## How to mend it
Write the note for this client. A form text belongs in a template.
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
" }, Companion::File { path: "clients/c-2mxr/notes/2026-11-23-0900-dap.md", text: "\
+++
client = \"c-2mxr\"
format = \"dap\"
start = 2026-11-23T09:00:00-05:00
end = 2026-11-23T09:53:00-05:00
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
" }, Companion::File { path: "clients/c-2mxr/notes/2026-11-23-0900-dap.md", text: "\
+++
client = \"c-2mxr\"
format = \"dap\"
start = 2026-11-23T09:00:00-05:00
end = 2026-11-23T09:53:00-05:00
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
    if let Matter::AlikeAcross { other, similarity } = matter {
        let message = format!("the note is alike by {similarity:.2} to one of another client");
        report.whole(message, Some(format!("Compare it with `{other}`.")));
    }
}
