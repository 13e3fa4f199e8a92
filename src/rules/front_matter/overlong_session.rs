//! FM009: a session that lasts longer than a working day.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM009",
    name: "overlong-session",
    level: Level::Error,
    explanation: "\
## What it finds
A session of more than six hours (`longest_session_hours` in casenotes.toml).
## Why it matters
It is nearly always a slip in a date or an hour, and a reviewer takes it for one in the bill.
## How to mend it
Correct `start` or `end` if one was written down wrongly. If the session did last so long, say in the note why, and allow it.
",
    bad: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T22:53:00-05:00
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
    let longest = subject.practice.limits.longest_session_hours;
    if subject.note.front.minutes().is_some_and(|minutes| minutes > longest * 60) {
        report.at_key("end", format!("the session lasts longer than {longest} hours"), None);
    }
}
