//! RK002: risk that is there, and nothing done about it.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("RK002", "risk-without-action", Warning, "risk_without_action.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.has_unanswered_risk() && !subject.has_grave_risk() {
        report.at_key("risk", "risk is present, and no step is told", None);
    }
}
