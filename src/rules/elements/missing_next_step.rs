//! EL003: a session note that does not say what comes next.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "EL003",
    name: "missing-next-step",
    level: Level::Warning,
    explanation: "\
## What it finds
No next session, homework, referral or other step in the section that should hold it.
## Why it matters
A plan shows that treatment leads somewhere; without it the note reads as the last one.
Source: https://notedesigner.com/how-to-write-a-basic-therapy-progress-note-a-practical-guide
## How to mend it
Say when the next session is and what it is about, or what the client does until then.
",
    bad: Example::note(
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

The thought record and the breathing were useful and the ladder stands at step two.
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
    if let Some(places) =
        subject.is_session().then(|| subject.where_covered("next_steps")).flatten()
        && !subject.has_in(Topic::NextStep, &places)
    {
        report.at_body(subject, places[0].start, "no next step is named here", None);
    }
}
