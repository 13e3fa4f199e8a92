//! BL012: a service code on a record of no session.

use crate::domain::record_kind::RecordKind;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL012",
    name: "service-without-session",
    level: Level::Error,
    explanation: "\
## What it finds
A service code on a note of a missed session or a contact, or an `end` on that of a missed session.
## Why it matters
A session that did not take place cannot be billed as one; billing it is a false claim.
Source: https://columbusohmedicalbilling.com/amending-the-medical-record/
## How to mend it
Remove the code. A fee for a missed session is agreed with the client, not with the payer.
",
    bad: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-no-show.md",
        "\
+++
client = \"c-7f3k\"
format = \"no-show\"
start = 2026-11-24T14:00:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90834\"]
outcome = \"no-show\"
+++

# Missed session

## What happened

Client did not come and did not call before the session.

## Outreach

Called at ten past two and left a message with a new time.

## Risk consideration

No known risk at the last session; no reason for a welfare check.

## Plan

Will call again tomorrow; next session is held as scheduled.
",
    ),
    good: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-no-show.md",
        "\
+++
client = \"c-7f3k\"
format = \"no-show\"
start = 2026-11-24T14:00:00-05:00
author = \"Dana Okafor, LCSW\"
outcome = \"no-show\"
+++

# Missed session

## What happened

Client did not come and did not call before the session.

## Outreach

Called at ten past two and left a message with a new time.

## Risk consideration

No known risk at the last session; no reason for a welfare check.

## Plan

Will call again tomorrow; next session is held as scheduled.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let kind = subject.kind();
    if !matches!(kind, Some(RecordKind::NoShow | RecordKind::Contact)) {
        return;
    }
    if !front.service.is_empty() {
        report.at_key("service", "a record of no session carries a service code", None);
    }
    if kind == Some(RecordKind::NoShow) && front.end.is_some() {
        report.at_key("end", "a session that did not take place has no end", None);
    }
}
