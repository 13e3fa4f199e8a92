//! PR001: a rule that broke while it looked at a file.

use crate::failure::bug::Bug;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};

pub const RULE: Rule = Rule {
    code: "PR001",
    name: "unchecked-rule",
    level: Level::Error,
    page: include_str!("unchecked_rule.md"),
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
