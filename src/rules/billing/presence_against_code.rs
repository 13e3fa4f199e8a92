//! BL015: a family code that says another thing than who was there.

use crate::domain::codes::service::FAMILY_PAIR;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL015",
    name: "presence-against-code",
    level: Level::Error,
    explanation: "\
## What it finds
90846 unless `patient_present = false`, or 90847 unless `patient_present = true`.
## Why it matters
90846 is a family session without the identified client, 90847 one with the client; the note must say which.
Source: https://headway.co/resources/family-group-therapy-note-example
## How to mend it
Say in `patient_present` who was there; the code follows from that.
",
    bad: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-family.md",
        "\
+++
client = \"c-7f3k\"
format = \"family\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90846\"]
patient_present = true
risk = \"denied\"
+++

# Couple or family note

## Participants and roles

Identified client and partner; both were invited and came.

## Focus and relation to diagnosis

Quarrels over money keep the client awake and feed the low mood.

## Interventions

Clinician used speaker-listener turns and reframed blame as worry.

## Response

Client took part, paraphrased the partner twice, and reported relief.

## Plan

Homework is one budget talk with turns; next session in two weeks.
",
    ),
    good: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-family.md",
        "\
+++
client = \"c-7f3k\"
format = \"family\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90847\"]
patient_present = true
risk = \"denied\"
+++

# Couple or family note

## Participants and roles

Identified client and partner; both were invited and came.

## Focus and relation to diagnosis

Quarrels over money keep the client awake and feed the low mood.

## Interventions

Clinician used speaker-listener turns and reframed blame as worry.

## Response

Client took part, paraphrased the partner twice, and reported relief.

## Plan

Homework is one budget talk with turns; next session in two weeks.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let present = front.record.as_ref().and_then(|record| record.patient_present);
    let [without, with] = FAMILY_PAIR;
    for (code, right) in [(without, false), (with, true)] {
        if front.service.iter().any(|known| *known == code) && present != Some(right) {
            let message = format!("{code} needs `patient_present = {right}`");
            report.at_key("service", message, None);
        }
    }
}
