//! WD002: the clinician's own feelings.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD002",
    name: "countertransference",
    level: Level::Warning,
    explanation: "\
## What it finds
\"Countertransference\", \"I felt annoyed\", \"my own reaction\", \"reminds me of\" and the like.
## Why it matters
Your reactions are yours alone, and a progress note is everybody's who is given the record.
Source: http://dianesuffridgephd.com/category/clinical-documentation/
## How to mend it
Keep it for a psychotherapy note: `casenotes vault new`.
",
    bad: Example::note(
        "\
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
feared thought; steady progress toward the goal. I felt annoyed when
she canceled.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
",
    ),
    good: Example::note(
        "\
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
feared thought; steady progress toward the goal. Client felt annoyed
when the bus was late.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    for hit in subject.own_words(Topic::Countertransference) {
        report.at_body(
            subject,
            hit.range().start,
            "this is about the clinician, not about the client",
            None,
        );
    }
}
