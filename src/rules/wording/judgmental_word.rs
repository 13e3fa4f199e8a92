//! WD007: a word that judges.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD007",
    name: "judgmental-word",
    level: Level::Warning,
    explanation: "\
## What it finds
\"Manipulative\", \"attention-seeking\", \"drug-seeking\", \"hysterical\", \"combative\", \"lazy\", \"committed suicide\", \"failed attempt\", \"frequent flyer\", \"non-compliant\". The list is short on purpose: most words judge only in their context.
## Why it matters
Clients read their notes, and such words follow them through the record.
Source: https://shmabstracts.org/abstract/identification-and-analysis-of-context-specific-stigmatizing-language-in-clinical-notes/
## How to mend it
Say what was done and said; the message proposes how.
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
feared thought; steady progress toward the goal. Client was
manipulative about the time.

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
feared thought; steady progress toward the goal. Client asked three
times for a longer session.

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
    for hit in subject.own_words(Topic::Judgment) {
        report.at_body(
            subject,
            hit.range().start,
            "this word judges",
            hit.phrase().instead.map(str::to_owned),
        );
    }
}
