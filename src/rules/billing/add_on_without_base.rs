//! BL003: an add-on code without the code it is added to.

use crate::domain::codes::service::lacks_base;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL003",
    name: "add-on-without-base",
    level: Level::Error,
    explanation: "\
## What it finds
90785 without an evaluation, psychotherapy or group code; 90840 without 90839; 90833, 90836 or 90838 without a medical visit (99202 to 99499).
## Why it matters
An add-on is denied alone. 90785 goes with 90791, 90792, 90832 to 90838 and 90853, and with nothing else: not with family or crisis codes.
Source: https://rtwelter.com/blog/2022/01/14/behavioral-health-interactive-complexity-guidelines/
## How to mend it
Add the base code if it was provided, or remove the add-on.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90785\"]
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
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90837\", \"90785\"]
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
    let codes: Vec<&str> = subject.note.front.service.iter().map(|code| &**code).collect();
    for (at, code) in codes.iter().enumerate() {
        if !codes[..at].contains(code) && lacks_base(code, &codes) {
            report.at_key(
                "service",
                format!("{code} stands without the code it is added to"),
                None,
            );
        }
    }
}
