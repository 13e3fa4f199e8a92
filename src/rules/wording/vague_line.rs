//! WD006: a line that says nothing.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

pub(super) const RULE: Rule = Rule {
    code: "WD006",
    name: "vague-line",
    level: Level::Warning,
    explanation: "\
## What it finds
A whole line such as \"client doing well\", \"provided support\", \"continue treatment\", \"no changes\", \"n/a\". With a detail behind them the same words are left alone.
## Why it matters
\"Provided supportive therapy\" does not show why care is needed.
Source: https://survey.doctor/articles/mental-health-documentation-requirements-2026
## How to mend it
Say what was better, what you did, or what comes next.
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
feared thought; steady progress toward the goal.

Provided support.

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
feared thought; steady progress toward the goal.

Provided support in naming the fear before the ride.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if !subject.is_session() {
        return;
    }
    let body = subject.note.body();
    for hit in subject.own_words(Topic::Vague) {
        let (start, end) = (hit.range().start, hit.range().end);
        let bare = |c: char| c != '\n' && (c.is_whitespace() || "-*.!,;:".contains(c));
        let line_start = body[..start].trim_end_matches(bare).len();
        let line_end = body.len() - body[end..].trim_start_matches(bare).len();
        let is_alone = body[..line_start].chars().next_back().is_none_or(|c| c == '\n')
            && body[line_end..].chars().next().is_none_or(|c| c == '\n');
        // The line stands for itself: neither the one above nor the one below goes on with it.
        let above = body[..line_start].trim_end_matches([' ', '\t']);
        let below = body[line_end..].strip_prefix('\n').unwrap_or_default();
        let is_item = body[line_start..start].contains(['-', '*']);
        let stands_alone = is_item
            || ((above.ends_with("\n\n") || above.is_empty())
                && below.trim_start_matches([' ', '\t']).starts_with('\n'))
            || (above.ends_with("\n\n") && below.is_empty());
        if is_alone && stands_alone {
            report.at_body(
                subject,
                start,
                "this line says nothing that others would not say",
                None,
            );
        }
    }
}
