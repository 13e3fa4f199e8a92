//! EL001: a session note that does not say what the clinician did.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "EL001",
    name: "missing-intervention",
    level: Level::Warning,
    explanation: "\
## What it finds
No named modality, technique or act of the clinician in the sections that should hold it.
## Why it matters
Interventions are the element that is lost most often; a reviewer cannot tell treatment from conversation (OIG: therapeutic maneuvers not specified).
Source: https://notedesigner.com/how-to-write-a-basic-therapy-progress-note-a-practical-guide
## How to mend it
Name what you did and what for, such as \"reviewed the thought record\". What was not done is not written.
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
nights. Sat upright, spoke freely and looked around the room while she told the week; engaged.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

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
    if let Some(places) =
        subject.is_session().then(|| subject.where_covered("interventions")).flatten()
        && !subject.has_in(Topic::Intervention, &places)
    {
        report.at_body(subject, places[0].start, "no intervention is named here", None);
    }
}
