//! RK004: risk that is denied above and reported below.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "RK004",
    name: "risk-contradicted",
    level: Level::Warning,
    explanation: "\
## What it finds
`risk` denied or none-reported, while the text reports suicidal or homicidal thoughts as present.
## Why it matters
A note that contradicts itself is worth nothing on the point that matters most.
Source: https://www.overcomewithus.com/sop/insurance-audit-questionnaire
## How to mend it
Correct `risk` if the text is right. If the text is not what the client said, correct the text. What was reported is never taken out to fit the key.
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

Client reports passive suicidal ideation since the weekend, without plan or intent. Clinician
assessed history and protective factors and guided grounding; client practiced it and was engaged.

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
risk = \"present\"
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
    if !matches!(subject.note.front.risk.as_deref(), Some("denied" | "none-reported")) {
        return;
    }
    let mut present = subject.own_words(Topic::RiskPresent);
    let is_stated = |at: usize| {
        let before = subject.clause_before(at);
        !subject.has_in(Topic::Negation, &[before])
    };
    if let Some(hit) = present.find(|hit| is_stated(hit.range().start)) {
        report.at_body(
            subject,
            hit.range().start,
            "the text reports risk, and the front matter says there is none",
            None,
        );
    }
}
