//! BL008: a modifier of another mode.

use crate::domain::codes::place::modifier_of;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL008",
    name: "wrong-modifier",
    level: Level::Warning,
    explanation: "\
## What it finds
Modifier 95 on a session by audio alone, or 93 on one by video.
## Why it matters
95 says audio and video, 93 says audio alone; the wrong one is a wrong claim.
Source: https://codingintel.com/telemedicine-modifier-95
## How to mend it
Write the modifier of how the session was really held; if the mode is right, it is the one that the message shows.
",
    bad: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
modifiers = [\"95\"]
place = \"10\"
risk = \"denied\"
[telehealth]
mode = \"audio\"
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
modifiers = [\"93\"]
place = \"10\"
risk = \"denied\"
[telehealth]
mode = \"audio\"
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
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let mode = front.telehealth.as_ref().and_then(|block| block.mode.as_deref());
    let Some(right) = mode.and_then(modifier_of) else { return };
    let is_wrong = |modifier: &str| matches!(modifier, "93" | "95") && modifier != right;
    if front.modifiers.iter().any(|modifier| is_wrong(modifier)) {
        report.at_key("modifiers", format!("the modifier of this mode is {right}"), None);
    }
}
