//! WD005: what was told of somebody else, written as a fact.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD005",
    name: "hearsay-as-fact",
    level: Level::Info,
    explanation: "\
## What it finds
A relation with a diagnosis or misconduct and no word on who says so: \"her husband is an alcoholic\".
## Why it matters
You have not examined that person, who may read the note one day.
Source: https://notudocs.com/pt/blog/guides/what-to-document-and-what-to-leave-out-therapy-notes-risk-management
## How to mend it
Say who says so: \"client reports\".
",
    bad: Example::note("\
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
feared thought; steady progress toward the goal. Her husband is an
alcoholic.

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
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal. Client reports that
her husband is an alcoholic.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

const LABELS: &[&str] = &[
    "alcoholic",
    "addict",
    "narcissist",
    "narcissistic",
    "bipolar",
    "borderline",
    "abusive",
    "abuser",
    "liar",
    "psychopath",
    "sociopath",
    "unfaithful",
    "schizophrenic",
    "violent",
    "drunk",
];

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    for hit in subject.own_words(Topic::Relation) {
        let mut words = body[hit.range().end..].split_whitespace();
        let is_said = matches!(words.next(), Some("is" | "was" | "has"))
            && words.take(3).any(|word| {
                let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
                LABELS.contains(&word.as_str())
            });
        let at = hit.range().start;
        if is_said && !subject.sentence_has(Topic::Attribution, at) {
            report.at_body(
                subject,
                at,
                "this stands as a fact, and nobody is said to have told it",
                None,
            );
        }
    }
}
