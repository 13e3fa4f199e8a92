//! BL007: a place of service that says another thing than the telehealth table.

use crate::domain::codes::place::is_telehealth;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL007",
    name: "place-against-telehealth",
    level: Level::Warning,
    explanation: "\
## What it finds
`place` 02 or 10 without a `[telehealth]` table, or such a table with another place.
## Why it matters
02 is a session at a distance with the client away from home, 10 with the client at home; 11 is the office. A claim that contradicts its note is denied.
Source: https://nationaltelehealthauthority.com/telehealth-billing-and-coding.html
## How to mend it
Say where the session really was: correct the place, or add or remove the table; `casenotes new CLIENT --telehealth` writes it.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
place = \"10\"
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
place = \"10\"
risk = \"denied\"
[telehealth]
mode = \"video\"
client_location = \"Albany, NY\"
clinician_location = \"Troy, NY\"
consent = true
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
    let Some(place) = front.place.as_deref() else { return };
    match (is_telehealth(place), &front.telehealth) {
        (true, None) => {
            report.at_key(
                "place",
                "the place is at a distance, and there is no `[telehealth]`",
                None,
            );
        }
        (false, Some(_)) => {
            report.at_key(
                "place",
                "there is a `[telehealth]`, and the place is not 02 or 10",
                None,
            );
        }
        _ => {}
    }
}
