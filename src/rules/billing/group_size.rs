//! BL014: a group that is too small or too large.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "BL014",
    name: "group-size",
    level: Level::Warning,
    explanation: "\
## What it finds
`participants` below 2 or above 12 (`smallest_group` and `largest_group` in casenotes.toml).
## Why it matters
One Medicare contractor pays for groups of 2 to 12 (NGS, LCD L33632); others differ, so the limits are yours to set.
Source: https://whatsnext.nextgen.com/article/rcm-5898
## How to mend it
Correct the number if it was counted wrongly, or set the limits of your payer.
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
participants = 13
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
participants = 12
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
    let limits = &subject.practice.limits;
    let record = subject.note.front.record.as_ref();
    let Some(count) = record.and_then(|record| record.participants) else { return };
    if !(limits.smallest_group..=limits.largest_group).contains(&count) {
        let (from, to) = (limits.smallest_group, limits.largest_group);
        let message = format!("the group has {count} members, and {from} to {to} are paid for");
        report.at_key("participants", message, None);
    }
}
