//! FM010: a value outside of a closed list.

use crate::domain::nearest::nearest;
use crate::note::front_matter::choices_of;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM010",
    name: "unknown-choice",
    level: Level::Error,
    explanation: "\
## What it finds
A value that is not one of those its key can have: `risk`, `risk_level`, `outcome`, `mode` of `[telehealth]`.
## Why it matters
Rules, lists and statistics go by these words; another word is read by nobody.
## How to mend it
Choose one of the words that the message shows.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denyed\"
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
    let outcome = front.record.as_ref().and_then(|record| record.outcome.as_deref());
    let mode = front.telehealth.as_ref().and_then(|block| block.mode.as_deref());
    for (key, table, value) in [
        ("risk", "risk", front.risk.as_deref()),
        ("risk_level", "risk_level", front.risk_level.as_deref()),
        ("outcome", "outcome", outcome),
        ("telehealth.mode", "telehealth", mode),
    ] {
        let Some(value) = value else { continue };
        let known = choices_of(key).unwrap_or_default();
        if known.contains(&value) {
            continue;
        }
        let key = key.trim_start_matches("telehealth.");
        let help = nearest(value, known.iter().copied()).map(|k| format!("Did you mean `{k}`?"));
        report.at_key(table, format!("`{key}` is not one of {}", known.join(", ")), help);
    }
}
