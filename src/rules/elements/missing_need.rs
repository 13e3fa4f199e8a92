//! EL004: a session note without a symptom, a limit or a diagnosis.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "EL004",
    name: "missing-need",
    level: Level::Info,
    explanation: "\
## What it finds
No word for a symptom or a limit in daily life, and no diagnosis in the front matter.
## Why it matters
Medical necessity is a symptom or limit, a link to the plan, and progress or the reason for its lack, in each session.
Source: https://medicare.fcso.com/Med_doc_checklists/0485394.asp
## How to mend it
Name what is treated and what it keeps the client from.
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

Client reports a good week and two rides on the bus. Clinician guided a role-play of the ride and
reviewed the log; client practiced both and was engaged.

## Assessment

Steady progress toward the goal; client responded well and identified the next step alone.

## Plan

Continue weekly; homework is two bus rides. Next session covers the third step of the ladder.
"),
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
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_shown = !subject.note.front.diagnoses.is_empty()
        || subject.hits().iter().any(|hit| hit.topic() == Topic::Need);
    if subject.is_session() && !is_shown {
        report.at_body(subject, 0, "no symptom, limit or diagnosis is named", None);
    }
}
