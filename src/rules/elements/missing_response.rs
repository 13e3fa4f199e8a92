//! EL002: a session note that does not say what the client did with it.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "EL002",
    name: "missing-response",
    level: Level::Warning,
    explanation: "\
## What it finds
No word on how the client responded in the sections that should hold it.
## Why it matters
The response shows whether treatment works and why it goes on; with the intervention it is what auditors miss most.
Source: https://notedesigner.com/how-to-write-a-basic-therapy-progress-note-a-practical-guide
## How to mend it
Say what the client did: engaged, practiced, identified, struggled, declined. If you cannot say, leave the finding; nothing is made up for it.
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

Client reports two panic attacks on the bus, fewer than last week, and six hours of sleep on most
nights. Clinician guided paced breathing and went over the thought record.

## Assessment

Anxiety interferes with the ride to work, and the bus is avoided on most days of the week.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
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
    if let Some(places) = subject.is_session().then(|| subject.where_covered("response")).flatten()
        && !subject.has_in(Topic::Response, &places)
    {
        report.at_body(subject, places[0].start, "no response of the client is told here", None);
    }
}
