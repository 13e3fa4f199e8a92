//! BL005: two codes that call for a second look.

use crate::domain::codes::service::are_questioned_together;
use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL005",
    name: "questioned-pair",
    level: Level::Warning,
    explanation: "\
## What it finds
90846 and 90847 on one day of one client: family sessions without and with the client.
## Why it matters
Both can be right when there were two sessions; a payer will ask for the times of each.
Source: https://headway.co/resources/family-group-therapy-note-example
## How to mend it
Check that there were two sessions, and that each has its own note and times.
",
    bad: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90847\"]
risk = \"denied\"
patient_present = true
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
",
    )
    .beside(&[Companion::File {
        path: "clients/c-7f3k/notes/2026-11-24-0900-dap.md",
        text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T09:00:00-05:00
end = 2026-11-24T09:45:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90846\"]
patient_present = false
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
",
    }]),
    good: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90847\"]
risk = \"denied\"
patient_present = true
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
",
    )
    .beside(&[Companion::File {
        path: "clients/c-7f3k/notes/2026-11-24-0900-dap.md",
        text: "\
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
",
    }]),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (code, other, file) in subject.pairs_of_the_day(are_questioned_together) {
        let message = format!("{code} and {other} on one day will be questioned");
        report.at_key("service", message, file.map(|file| format!("{other} is in `{file}`.")));
    }
}
