//! RK003: grave risk, and nothing done about it.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("RK003", "grave-risk-without-action", Error, "grave_risk_without_action.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.has_unanswered_risk() && subject.has_grave_risk() {
        report.at_key("risk_level", "the risk is grave, and no step is told", None);
    }
}
