//! WD012: a conclusion of fact or law without a source.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD012",
    name: "unattributed-conclusion",
    level: Level::Info,
    explanation: "\
## What it finds
\"Was abused by\", \"assaulted her\", \"is lying\", \"is faking\" and the like, with no word in the sentence on who says so.
## Why it matters
You were not there; a court reads it as your finding.
Source: https://notudocs.com/pt/blog/guides/what-to-document-and-what-to-leave-out-therapy-notes-risk-management
## How to mend it
Say who says so: \"client reports that\".
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
feared thought; steady progress toward the goal. She was assaulted by a
passenger in May.

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
feared thought; steady progress toward the goal. Client reports that she
was assaulted by a passenger in May.

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
    for hit in subject.own_words(Topic::Conclusion) {
        let at = hit.range().start;
        if !subject.sentence_has(Topic::Attribution, at) {
            report.at_body(
                subject,
                at,
                "this stands as a fact, and nobody is said to have told it",
                None,
            );
        }
    }
}
