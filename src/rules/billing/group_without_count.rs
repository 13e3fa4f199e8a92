//! BL013: a group note that does not say how many were there.

use crate::domain::codes::service::GROUP;
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL013",
    name: "group-without-count",
    level: Level::Error,
    explanation: "\
## What it finds
A group note, or one with code 90853, without `participants`.
## Why it matters
Payers limit the size of a group and ask for the number; a group note without it is incomplete.
Source: https://whatsnext.nextgen.com/article/rcm-5898
## How to mend it
Add `participants = 6`, without a name.
",
    bad: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-group.md",
        "\
+++
client = \"c-7f3k\"
format = \"group\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90853\"]
risk = \"denied\"
+++

# Group note

## Group focus and interventions

Distress tolerance; facilitators taught the cold-water skill and led a practice round.

## Individual participation

Client arrived on time, spoke twice, kept eye contact, mood anxious at first.

## Individual response

Practiced the skill and rated distress as falling from six to three out of ten.

## Progress toward own goal

Steady progress toward fewer walk-outs from meetings; used the skill twice this week.

## Plan

Will use the skill before the staff meeting; next group in one week.
",
    ),
    good: Example::file(
        "clients/c-7f3k/notes/2026-11-24-1400-group.md",
        "\
+++
client = \"c-7f3k\"
format = \"group\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
service = [\"90853\"]
participants = 6
risk = \"denied\"
+++

# Group note

## Group focus and interventions

Distress tolerance; facilitators taught the cold-water skill and led a practice round.

## Individual participation

Client arrived on time, spoke twice, kept eye contact, mood anxious at first.

## Individual response

Practiced the skill and rated distress as falling from six to three out of ten.

## Progress toward own goal

Steady progress toward fewer walk-outs from meetings; used the skill twice this week.

## Plan

Will use the skill before the staff meeting; next group in one week.
",
    ),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let is_billed = front.service.iter().any(|code| *code == GROUP);
    let is_group =
        subject.is_session() && front.format.as_ref().is_some_and(|f| f.as_str() == "group");
    let count = front.record.as_ref().and_then(|record| record.participants);
    if (is_billed || is_group) && count.is_none() {
        report.at_key(
            if is_billed { "service" } else { "format" },
            "the group note does not say how many were there",
            None,
        );
    }
}
