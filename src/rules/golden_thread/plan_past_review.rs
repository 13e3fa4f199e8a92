//! GT003: a plan past the day of its review.

use crate::rules::example::{Companion, Example, NO_DEADLINE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Matter;

const PLAN_PATH: &str = "clients/c-7f3k/notes/2026-10-26-0900-plan.md";

/// It was to be reviewed the day before.
const PLAN: &str = "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-10-26T09:00:00-05:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-10-26
review_due = 2026-11-23
client_signed = 2026-10-26
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
";

pub(super) const RULE: Rule = Rule {
    code: "GT003",
    name: "plan-past-review",
    level: Level::Warning,
    explanation: "\
## What it finds
A treatment plan or review whose `review_due` has passed, with none behind it, for a client who is not closed.
## Why it matters
Missing and outdated plans are the second most frequent fault in the OIG's audits; 90 days are usual.
Source: https://oig.hhs.gov/reports/all/2020/on-site-psychological-services-pc-audit-of-medicare-payments-for-psychotherapy-services
## How to mend it
Review the plan with the client: `casenotes new CLIENT --format review`.
",
    bad: Example::file(PLAN_PATH, PLAN).beside(&[NO_DEADLINE]),
    good: Example::file(
        "clients/c-7f3k/notes/2026-11-23-1400-review.md",
        "\
+++
client = \"c-7f3k\"
format = \"review\"
start = 2026-11-23T14:00:00-05:00
author = \"Dana Okafor, LCSW\"
plan = \"2026-10-26-0900-plan\"
period_start = 2026-10-26
period_end = 2026-11-23
review_due = 2027-02-22
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

# Treatment plan review

## Progress per goal

G1 partly met: two rides a week since November. G2 met: seven hours of sleep on most nights.

## Barriers

Client stayed at home for a week with a cold.

## Changes to goals or interventions

None; G1 goes on with exposure on the longer line.

## Continued need

The ride to work is still avoided on most days; weekly sessions are needed.

## Next review

By 2027-02-22, with the client.
",
    )
    .beside(&[NO_DEADLINE, Companion::File { path: PLAN_PATH, text: PLAN }]),
    check: Check::Matter(check),
};

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::PlanPastReview { due } = matter {
        report.whole(format!("the plan was to be reviewed by {due}"), None);
    }
}
