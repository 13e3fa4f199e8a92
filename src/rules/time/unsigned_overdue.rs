//! TM001: a note that is not signed in time.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::signatures::subject::{SIGNED, SIGNED_BESIDE};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "TM001",
    name: "unsigned-overdue",
    level: Level::Warning,
    explanation: "\
## What it finds
A note without `signed_by` more than 48 hours after the session (`sign_hours` in `[deadlines]` of casenotes.toml).
## Why it matters
Notes count when they are signed; payers speak of 24 to 72 hours, and memory is no better.
Source: https://weltonconsulting.com/blog/5088/quick-bits-timely-documentation-standards
## How to mend it
Finish and sign it. `casenotes list --overdue` shows all of them.
",
    bad: Example::file(
        "clients/c-7f3k/notes/2026-09-21-1400-dap.md",
        "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-09-21T14:00:00-04:00
end = 2026-09-21T14:53:00-04:00
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
",
    ),
    good: Example::note(SIGNED).beside(SIGNED_BESIDE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let (Some(now), Some(end)) = (subject.practice.now, front.end.or(front.start)) else { return };
    let limits = &subject.practice.limits;
    if front.signed_by.is_none() && subject.template.is_some() && limits.sign_by(end) < now {
        report.whole(format!("the note is not signed within {} hours", limits.sign_hours), None);
    }
}
