//! WD009: a term that the field has dropped.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD009",
    name: "outdated-term",
    level: Level::Warning,
    explanation: "\
## What it finds
\"Axis I\" to \"Axis V\", \"GAF\", \"no-suicide contract\", \"contracted for safety\".
## Why it matters
DSM-5 has had neither axes nor GAF since 2013; no-suicide contracts have no evidence and do not protect anybody.
Source: https://clinicaldocslibrary.com/practice-forms/safety-plan
## How to mend it
The message says what to write instead.
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
feared thought; steady progress toward the goal. GAF 60.

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
feared thought; steady progress toward the goal. Works full time and
sees friends weekly.

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
    for hit in subject.own_words(Topic::Outdated) {
        report.at_body(
            subject,
            hit.range().start,
            "the field has dropped this term",
            hit.phrase().instead.map(str::to_owned),
        );
    }
}
