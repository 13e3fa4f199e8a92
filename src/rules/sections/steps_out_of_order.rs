//! SC004: headings that are not in the order of the format.

use crate::note::sections::same_title;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "SC004",
    name: "steps-out-of-order",
    level: Level::Warning,
    explanation: "\
## What it finds
A note of a format whose headings have an order, such as the six steps of a safety plan, in another one.
## Why it matters
The steps lead from what the client can do alone to calling for help; in a crisis they are followed from the top.
Source: https://www.nationaljewish.org/suicide-awareness/suicidal-patients-next-steps/completing-a-brown-stanley-safety-plan-with-a-patient
## How to mend it
Put the heading where its template has it.
",
    bad: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-safety-plan.md",
        "\
+++
client = \"c-7f3k\"
format = \"safety-plan\"
start = 2026-11-24T14:00:00-05:00
author = \"Dana Okafor, LCSW\"
+++

# Safety plan

## 2 Internal coping

Hot shower, the crossword, counting backwards.

## 1 Warning signs

Lying awake past two; \"what is the point\" in my head.

## 3 People and places for distraction

Choir, the café by the river.

## 4 People to ask for help

My brother; the neighbor across the hall.

## 5 Professionals and agencies

Clinician, office hours; 988 at any hour; emergency room.

## 6 Making the environment safer

Tablets are with my brother since Monday.
",
    ),
    good: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-safety-plan.md",
        "\
+++
client = \"c-7f3k\"
format = \"safety-plan\"
start = 2026-11-24T14:00:00-05:00
author = \"Dana Okafor, LCSW\"
+++

# Safety plan

## 1 Warning signs

Lying awake past two; \"what is the point\" in my head.

## 2 Internal coping

Hot shower, the crossword, counting backwards.

## 3 People and places for distraction

Choir, the café by the river.

## 4 People to ask for help

My brother; the neighbor across the hall.

## 5 Professionals and agencies

Clinician, office hours; 988 at any hour; emergency room.

## 6 Making the environment safer

Tablets are with my brother since Monday.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let (Some(template), Some(sections)) = (subject.template, subject.sections()) else { return };
    if !template.is_ordered {
        return;
    }
    let order = |title: &str| template.required.iter().position(|step| same_title(step, title));
    let mut last = 0;
    for section in sections {
        let Some(step) = order(&section.title) else { continue };
        if step < last {
            let help = format!("It comes before `## {}`.", template.required[last]);
            report.at_body(subject, section.heading.start, "this step is out of order", Some(help));
        }
        last = last.max(step);
    }
}
