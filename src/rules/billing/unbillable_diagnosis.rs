//! BL010: a diagnosis that a claim cannot carry.

use crate::domain::codes::diagnosis::{Diagnosis, look_up};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL010",
    name: "unbillable-diagnosis",
    level: Level::Warning,
    explanation: "\
## What it finds
A code of chapter F that is not in ICD-10-CM, or that needs more characters, such as F32, F43.2 or F90.
## Why it matters
Only codes with all their characters are accepted; 871 of the 1,112 codes of chapter F are.
Source: https://www.cdc.gov/nchs/icd/icd-10-cm/index.html
## How to mend it
Choose the code below it that says what was found; where none is known to hold, an unspecified one is truer than a guess.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F43.2\"]
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
diagnoses = [\"F43.23\"]
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
        match look_up(code) {
            Diagnosis::Unknown => {
                report.at_key("diagnoses", format!("{code} is not in ICD-10-CM"), None);
            }
            Diagnosis::Header(below) => {
                let message = format!("{code} needs more characters");
                let help = format!("Such as {}.", below.join(", "));
                report.at_key("diagnoses", message, (!below.is_empty()).then_some(help));
            }
            Diagnosis::Sound | Diagnosis::Malformed => {}
        }
    }
}
