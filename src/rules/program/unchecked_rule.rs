//! PR001: a rule that broke while it looked at a file.

use crate::bug::Bug;
use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub const RULE: Rule = Rule {
    code: "PR001",
    name: "unchecked-rule",
    level: Level::Error,
    explanation: "\
## What it finds
A rule that broke while it looked at a file: casenotes has a bug. The message names the rule, and the line of the program; never the text. The exit code is 70, whatever else was found.
## Why it matters
Nobody knows whether the file breaks that rule. All other rules, and all other files, were checked.
## How to mend it
Report the line. Until it is mended, look for yourself at what the rule is about (`casenotes validate --explain` says it); `casenotes sign NOTE --anyway REASON` signs such a note. This finding cannot be turned off, lowered or allowed. The example has it only where a test lets a rule break.
",
    bad: Example::note(GOOD_NOTE),
    good: Example::note(GOOD_NOTE),
    check: Check::Others,
};

/// Reports that a rule broke.
pub fn report(rule: Option<&Rule>, bug: &Bug, report: &mut Report<'_>) {
    let rule = rule.unwrap_or(&RULE);
    let place = bug.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
    report.whole(
        format!(
            "the rule {} ({}) could not be checked: casenotes has a bug{place}",
            rule.code, rule.name
        ),
        Some(
            "Please report this line; nothing of a note is in it. All other rules were checked."
                .into(),
        ),
    );
}
