//! GT002: a goal that the plan in force does not have.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("GT002", "unknown-goal", Warning, "unknown_goal.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(plan) = subject.history.plan.as_ref().filter(|plan| !plan.goals.is_empty()) else {
        return;
    };
    if !subject.kind().is_some_and(|kind| kind.is_timed()) {
        return;
    }
    for id in &subject.note.front.goals {
        match plan.find(id) {
            None => report.at_key("goals", "a goal is not in the plan", None),
            Some(goal) if !goal.is_active() => {
                report.at_key("goals", format!("a goal is {} in the plan", goal.status), None);
            }
            Some(_) => {}
        }
    }
}
