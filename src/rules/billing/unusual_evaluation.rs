//! BL002: a diagnostic evaluation of an unusual length.

use crate::domain::codes::service::{EVALUATIONS, USUAL_EVALUATION};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL002",
    name: "unusual-evaluation",
    level: Level::Warning,
    explanation: "\
## What it finds
90791 or 90792 with fewer than 16 or more than 90 minutes.
## Why it matters
The code has no minutes of its own, but a very short or very long evaluation is looked at twice. The limits are custom, not rule.
Source: https://ngsmedicare.com/mental-health?selectedArticleId=675774
## How to mend it
If the times are right, say in the note why it was so short or so long, and allow it. Correct a time only if it was written down wrongly.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:15:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90791\"]
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
end = 2026-11-24T14:15:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90791\"]
risk = \"denied\"
[allow]
unusual-evaluation = \"broken off: the client was called home, and comes again\"
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
    let is_evaluation = front.service.iter().any(|code| EVALUATIONS.contains(&&**code));
    if is_evaluation && !USUAL_EVALUATION.contains(&minutes) {
        report.at_key("service", format!("the evaluation took {minutes} minutes"), None);
    }
}
