//! PS007: risk that stands in the psychotherapy note alone.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PsychotherapySubject;

pub(super) const RULE: Rule = Rule {
    code: "PS007",
    name: "risk-kept-private",
    level: Level::Info,
    explanation: "\
## What it finds
Words for suicide, plan or means, while the progress note of that day says that there is no risk or nothing about it.
## Why it matters
Material facts belong in the record, where whoever takes over can find them.
Source: https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501
## How to mend it
Say in the progress note what was found about risk and what was done.
",
    bad: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

She spoke of suicide for the first time.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-1400-dap.md", text: "\
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
" },
    ]),
    good: Example::sealed("\
## Themes and hypotheses

The tram again, and the father who walked in front of it without turning. I think the anger is
older than the fear; she woke at 3 am and was glad.

She spoke of suicide for the first time.
")
    .beside(&[Companion::File { path: "clients/c-7f3k/notes/2026-11-24-1400-dap.md", text: "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"present\"
risk_level = \"low\"
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

Safety plan made with client, who will call on Thursday; homework is the breathing. Next session
in three days, with the third step of the ladder.
" },
    ]),
    check: Check::Psychotherapy(check),
};

const SIGNS: &[&str] = &[
    "suicid",
    "kill herself",
    "kill himself",
    "kill themsel",
    "end her life",
    "end his life",
    "end their life",
    "overdose",
    "lethal means",
];

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let is_in_record =
        !matches!(subject.progress_risk, None | Some("denied" | "none-reported" | "not-assessed"));
    if subject.progress.is_none() || is_in_record {
        return;
    }
    let lower = subject.text.to_ascii_lowercase();
    if let Some(at) = SIGNS.iter().filter_map(|sign| lower.find(sign)).min() {
        report.at(at, "risk is spoken of here, and the progress note has none", None);
    }
}
