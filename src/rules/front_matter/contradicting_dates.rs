//! FM014: dates of a record that contradict one another.

use chrono::NaiveDate;

use crate::domain::session_time::SessionTime;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM014",
    name: "contradicting-dates",
    level: Level::Error,
    explanation: "\
## What it finds
A plan whose `review_due` is before `effective`, a review whose `period_end` is before `period_start`, a discharge whose `last_session` is before `first_session`, a `consent_signed` or `client_signed` in the future, and a session before the client's date of birth.
## Why it matters
One of the two days is wrong, mostly by a year, and a deadline or a period that is reckoned from it is wrong as well.
## How to mend it
Correct the one that is wrong; in a signed note, say it in a correction (`casenotes amend`).
",
    bad: Example::file("clients/c-7f3k/notes/2026-11-24-0900-plan.md", "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-11-24T09:00:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2027-11-24
review_due = 2027-02-22
client_signed = 2026-11-24
[[goal]]
id = \"G1\"
statement = \"Ride the bus to work on most days\"
[[goal.objective]]
id = \"O1\"
statement = \"Three rides a week\"
target = 2026-12-20
[[goal]]
id = \"G2\"
statement = \"Sleep seven hours\"
status = \"met\"
+++

# Treatment plan

## Diagnosis

Generalized anxiety disorder: worry on most days, restless, poor sleep for a year.

## Problems

Worry about the ride to work; short sleep.

## Goals and objectives

Two goals, measured by rides a week and by the GAD-7.

## Interventions

Cognitive behavioral therapy with exposure.

## Frequency and duration

Weekly, 53 minutes, for twenty weeks.

## Discharge criteria

Rides on five days a week and a GAD-7 below five, for a month.

## Client participation

Client chose the goals and agrees.
"),
    good: Example::file("clients/c-7f3k/notes/2026-11-24-0900-plan.md", "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-11-24T09:00:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-11-24
review_due = 2027-02-22
client_signed = 2026-11-24
[[goal]]
id = \"G1\"
statement = \"Ride the bus to work on most days\"
[[goal.objective]]
id = \"O1\"
statement = \"Three rides a week\"
target = 2026-12-20
[[goal]]
id = \"G2\"
statement = \"Sleep seven hours\"
status = \"met\"
+++

# Treatment plan

## Diagnosis

Generalized anxiety disorder: worry on most days, restless, poor sleep for a year.

## Problems

Worry about the ride to work; short sleep.

## Goals and objectives

Two goals, measured by rides a week and by the GAD-7.

## Interventions

Cognitive behavioral therapy with exposure.

## Frequency and duration

Weekly, 53 minutes, for twenty weeks.

## Discharge criteria

Rides on five days a week and a GAD-7 below five, for a month.

## Client participation

Client chose the goals and agrees.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let begins = front.start.map(SessionTime::date);
    if is_before(begins, subject.history.client.birth_date) {
        report.at_key("start", "the session is before the client's date of birth", None);
    }
    let Some(record) = &front.record else { return };
    let today = subject.practice.now.map(SessionTime::date);
    for (is_so, key, message) in [
        (
            is_before(record.review_due, record.effective),
            "review_due",
            "`review_due` is before `effective`",
        ),
        (
            is_before(record.period_end, record.period_start),
            "period_end",
            "`period_end` is before `period_start`",
        ),
        (
            is_before(record.last_session, record.first_session),
            "last_session",
            "`last_session` is before `first_session`",
        ),
        (
            is_before(today, record.consent_signed),
            "consent_signed",
            "`consent_signed` lies in the future",
        ),
        (
            is_before(today, record.client_signed),
            "client_signed",
            "`client_signed` lies in the future",
        ),
    ] {
        if is_so {
            report.at_key(key, message, None);
        }
    }
}

fn is_before(a: Option<NaiveDate>, b: Option<NaiveDate>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a < b)
}
