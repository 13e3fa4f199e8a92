//! WD001: a guess about what is behind.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD001",
    name: "speculation",
    level: Level::Warning,
    explanation: "\
## What it finds
\"I suspect\", \"I wonder if\", \"my hunch\", \"must be lying\", \"probably has borderline\" and the like. Clinical hedges such as \"appears\", \"consistent with\" and \"rule out\" are left alone.
## Why it matters
The progress note is read by client, payer and court; a guess in it becomes a fact there.
Source: http://dianesuffridgephd.com/category/clinical-documentation/
## How to mend it
Say what was observed and what it is consistent with. The thought itself belongs in a psychotherapy note.
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
feared thought; steady progress toward the goal. I suspect that she
skips the homework.

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
feared thought; steady progress toward the goal. Homework was done on
two of seven days, which is consistent with avoidance.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Speculation) {
        report.at_body(subject, hit.range().start, "this is a guess, not an observation", None);
    }
}
