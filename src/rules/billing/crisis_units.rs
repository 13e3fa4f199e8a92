//! BL006: too few or too many further half hours of a crisis.

use crate::domain::codes::service::{CRISIS, CRISIS_MORE, crisis_units};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL006",
    name: "crisis-units",
    level: Level::Warning,
    explanation: "\
## What it finds
90840 that stands as often as its half hours do not: none up to 74 minutes, once from 75, twice from 105, three times from 135.
## Why it matters
Each unit begins after the 74th minute; a unit too many is paid back, one too few is lost. Write the code once for each unit.
Source: https://wellnotesai.com/tools/cpt-code-reference/90840
## How to mend it
Write 90840 as often as the message says. Correct a time only if it was written down wrongly: times are never fitted to a code.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T15:14:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90839\", \"90840\"]
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
"),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T15:14:00-05:00
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
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let Some(minutes) = front.minutes().filter(|minutes| *minutes > 0) else { return };
    let count = |wanted: &str| front.service.iter().filter(|code| **code == wanted).count() as i64;
    if count(CRISIS) == 0 {
        return;
    }
    let (written, right) = (count(CRISIS_MORE), crisis_units(minutes));
    if written != right {
        let message = format!(
            "{minutes} minutes are {right} times {CRISIS_MORE}, and it stands {written} times"
        );
        report.at_key("service", message, None);
    }
}
