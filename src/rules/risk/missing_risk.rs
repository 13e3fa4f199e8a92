//! RK001: a session note that does not say what was found about risk.

use crate::domain::position::fence_before;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "RK001",
    name: "missing-risk",
    level: Level::Warning,
    explanation: "\
## What it finds
A note of a session, intake or risk assessment without `risk` in the front matter.
## Why it matters
Auditors and courts look for risk in each note, also when it was denied.
Source: https://www.overcomewithus.com/sop/insurance-audit-questionnaire
## How to mend it
Add `risk` as it was: denied, none-reported, present or not-assessed. What was not asked is `not-assessed`.
",
    bad: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
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
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_timed = subject.kind().is_some_and(|kind| kind.is_timed());
    if is_timed && subject.note.front.risk.is_none() {
        let help = "Add `risk = \"denied\"`, or none-reported, present, not-assessed.".to_owned();
        report.at(
            fence_before(subject.note.front_range.start),
            "the note does not say what was found about risk",
            Some(help),
        );
    }
}
