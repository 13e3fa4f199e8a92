//! BL004: two codes that one day must not have.

use crate::domain::codes::service::exclude_each_other;
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL004",
    name: "excluded-pair",
    level: Level::Error,
    explanation: "\
## What it finds
On one day of one client: 90839 twice, or 90839 beside 90785, 90791, 90792 or 90832 to 90838; two diagnostic evaluations.
## Why it matters
The crisis code takes in what the others stand for, and an evaluation is billed once a day; the pair is denied.
Source: https://headway.co/resources/cpt-code-90839-90840
## How to mend it
Decide which service it was, and remove the other code.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90839\"]
risk = \"denied\"
+++

# DAP note

## Data

Client came in acute distress after losing the job this morning; tearful, shaking, oriented.
Clinician assessed urgency and history, used grounding, and mobilized the brother, who came.

## Assessment

Acute stress reaction; client responded to grounding, rated distress as falling and engaged in
problem solving on the next two days.

## Plan

Will stay with the brother tonight; call tomorrow at nine. Next session on Friday.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-0900-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T09:00:00-05:00
end = 2026-11-24T09:45:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90834\"]
risk = \"denied\"
+++

# DAP note

## Data

Client reports a hard night after the call from the landlord and two hours of sleep. Clinician
reviewed the week and practiced grounding with client, who was engaged.

## Assessment

Worry interferes with sleep; client responded well and identified one step to take today.

## Plan

Continue weekly; homework is the letter to the landlord. Next session reviews it.
" },
    ]),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90839\"]
risk = \"denied\"
+++

# DAP note

## Data

Client came in acute distress after losing the job this morning; tearful, shaking, oriented.
Clinician assessed urgency and history, used grounding, and mobilized the brother, who came.

## Assessment

Acute stress reaction; client responded to grounding, rated distress as falling and engaged in
problem solving on the next two days.

## Plan

Will stay with the brother tonight; call tomorrow at nine. Next session on Friday.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-0900-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T09:00:00-05:00
end = 2026-11-24T09:45:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports a hard night after the call from the landlord and two hours of sleep. Clinician
reviewed the week and practiced grounding with client, who was engaged.

## Assessment

Worry interferes with sleep; client responded well and identified one step to take today.

## Plan

Continue weekly; homework is the letter to the landlord. Next session reviews it.
" },
    ]),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (code, other, file) in subject.pairs_of_the_day(exclude_each_other) {
        let message = format!("{code} and {other} do not go together on one day");
        report.at_key("service", message, file.map(|file| format!("{other} is in `{file}`.")));
    }
}
