//! RK003: grave risk, and nothing done about it.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "RK003",
    name: "grave-risk-without-action",
    level: Level::Error,
    explanation: "\
## What it finds
As RK002, with `risk_level` moderate or high.
## Why it matters
At this level a note without steps taken does not show the standard of care.
Source: https://www.overcomewithus.com/sop/insurance-audit-questionnaire
## How to mend it
Say what you did: safety plan, means counseling, consultation, people told, care arranged.
",
    bad: Example::note(
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"present\"
risk_level = \"moderate\"
+++

# DAP note

## Data

Client reports passive suicidal ideation since the weekend, without plan or intent. Clinician
assessed history and protective factors and guided grounding; client practiced it and was engaged.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is the breathing. Next session covers the third step of the ladder.
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
risk = \"present\"
risk_level = \"moderate\"
+++

# DAP note

## Data

Client reports passive suicidal ideation since the weekend, without plan or intent. Clinician
assessed history and protective factors and guided grounding; client practiced it and was engaged.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Safety plan made with client and copied for her; will call on Thursday. Next session in three days.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.has_unanswered_risk() && subject.has_grave_risk() {
        report.at_key("risk_level", "the risk is grave, and no step is told", None);
    }
}
