//! FM013: a score that its measure cannot have.

use crate::measure::{ITEM_9, ITEM_HIGHEST};
use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM013",
    name: "impossible-score",
    level: Level::Error,
    explanation: "\
## What it finds
A score under `[measures]` outside of the range of its measure: 0 to 27 for `phq9`, 0 to 21 for `gad7`, 0 to 3 for `phq9_item9`, and what `[measures.NAME]` of casenotes.toml says of your own.
## Why it matters
It is a slip of the finger, and everything that is reckoned with it is wrong. It is not drawn and not counted, but the number leaves with the record.
## How to mend it
Look at the questionnaire and correct the number.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
[measures]
phq9 = 72
+++

# DAP note

## Data

Reports fewer panic attacks; practiced paced breathing in session.

## Assessment

Progress toward the goal; responded well to exposure.

## Plan

Continue weekly; next focus is the bus ride.
"),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
[measures]
phq9 = 7
+++

# DAP note

## Data

Reports fewer panic attacks; practiced paced breathing in session.

## Assessment

Progress toward the goal; responded well to exposure.

## Plan

Continue weekly; next focus is the bus ride.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (name, score) in &subject.note.front.measures {
        let known = subject.practice.measures.iter().find(|measure| measure.name == *name);
        let range = match known {
            Some(measure) => measure.lowest..=measure.highest,
            None if name == ITEM_9 => 0..=ITEM_HIGHEST,
            None => continue,
        };
        if !range.contains(score) {
            let (lowest, highest) = range.into_inner();
            let message = format!("`{name}` goes from {lowest} to {highest} alone");
            report.at_key("measures", message, None);
        }
    }
}
