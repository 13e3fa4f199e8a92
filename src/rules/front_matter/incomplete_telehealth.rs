//! FM011: a session at a distance without its circumstances.

use std::borrow::Cow;

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM011",
    name: "incomplete-telehealth",
    level: Level::Warning,
    explanation: "\
## What it finds
A `[telehealth]` table without `mode`, `client_location`, `clinician_location` or `consent = true`.
## Why it matters
Where the client was decides under whose law the session was held and whom to send in an emergency; consent and mode are asked for by nearly every payer.
Source: https://www.matrc.org/explore-telehealth/documenting-a-visit/
## How to mend it
Fill in what was so. `consent = true` stands there only if the client did consent; otherwise ask, and write down when you did. City and state are enough; the address is on file.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
place = \"10\"
modifiers = [\"95\"]
risk = \"denied\"
[telehealth]
mode = \"video\"
client_location = \"Albany, NY\"
clinician_location = \"\"
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
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
place = \"10\"
modifiers = [\"95\"]
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
    let Some(block) = &subject.note.front.telehealth else { return };
    let is_blank = |text: &Option<Cow<'_, str>>| text.as_ref().is_none_or(|t| t.trim().is_empty());
    let missing: Vec<&str> = [
        ("mode", is_blank(&block.mode)),
        ("client_location", is_blank(&block.client_location)),
        ("clinician_location", is_blank(&block.clinician_location)),
        ("consent", block.consent != Some(true)),
    ]
    .into_iter()
    .filter(|(_, is_missing)| *is_missing)
    .map(|(key, _)| key)
    .collect();
    if !missing.is_empty() {
        let message = format!("`[telehealth]` does not say {}", missing.join(", "));
        report.at_key("telehealth", message, None);
    }
}
