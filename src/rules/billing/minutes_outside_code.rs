//! BL001: a service code that stands for other minutes.

use crate::domain::codes::service::{fitting, minutes_of};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL001",
    name: "minutes-outside-code",
    level: Level::Error,
    explanation: "\
## What it finds
A psychotherapy code whose minutes are not those from `start` to `end`: 90832 16 to 37, 90834 38 to 52, 90837 from 53, 90839 from 30, 90846 and 90847 from 26. Beside a medical visit (90833, 90836, 90838) only too few minutes are found, because the visit takes some of them.
## Why it matters
Time that does not support the code is among the most frequent findings of the OIG, and is paid back.
Source: https://www.novitas-solutions.com/webcenter/portal/MedicareJL/pagebyid?contentId=00026768
## How to mend it
Bill the code that the message shows. Correct a time only if it was written down wrongly: times are never fitted to a code. Under 16 minutes no psychotherapy code may be billed.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:52:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90837\"]
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
end = 2026-11-24T14:52:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90834\"]
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
    let front = &subject.note.front;
    let Some(minutes) = front.minutes().filter(|minutes| *minutes > 0) else { return };
    for code in &front.service {
        let Some((from, to)) = minutes_of(code) else { continue };
        let beside_visit = matches!(&**code, "90833" | "90836" | "90838");
        let is_too_long = to.is_some_and(|to| minutes > to) && !beside_visit;
        if minutes >= from && !is_too_long {
            continue;
        }
        let help = match fitting(code, minutes) {
            Some(other) if other != code => Some(format!("{minutes} minutes are {other}.")),
            None => Some("Under 16 minutes no psychotherapy code may be billed.".to_owned()),
            Some(_) => None,
        };
        let range = match to {
            Some(to) => format!("{from} to {to}"),
            None => format!("at least {from}"),
        };
        let message = format!("{code} stands for {range} minutes, and the session has {minutes}");
        report.at_key("service", message, help);
    }
}
