//! BL009: a diagnosis that is not written as a code.

use crate::domain::codes::diagnosis::{Diagnosis, look_up};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL009",
    name: "malformed-diagnosis",
    level: Level::Error,
    explanation: "\
## What it finds
A diagnosis that does not have the form of ICD-10-CM: a letter, two characters, and up to four behind a point, such as F43.10.
## Why it matters
A claim with such a code is rejected before anybody reads it.
Source: https://www.cdc.gov/nchs/icd/icd-10-cm/index.html
## How to mend it
Write the code with its point and in capitals.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F411\"]
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
diagnoses = [\"F41.1\"]
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
    for code in &subject.note.front.diagnoses {
        if look_up(code) == Diagnosis::Malformed {
            report.at_key("diagnoses", "a diagnosis is not written as an ICD-10-CM code", None);
        }
    }
}
