//! GT005: a diagnosis that the plan in force does not have.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("GT005", "diagnosis-outside-plan", Info, "diagnosis_outside_plan.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(plan) = &subject.history.plan else { return };
    let is_new = |code: &str| !plan.diagnoses.iter().any(|known| known == code);
    let is_outside = subject.note.front.diagnoses.iter().any(|code| is_new(code));
    if subject.is_session() && !plan.diagnoses.is_empty() && is_outside {
        report.at_key("diagnoses", "a diagnosis is not in the plan", None);
    }
}
