//! GT001: a session note that names no goal of the plan.

use crate::domain::position::fence_before;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("GT001", "missing-goal", Warning, "missing_goal.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(plan) = &subject.history.plan else { return };
    if subject.is_session()
        && subject.note.front.goals.is_empty()
        && !plan.active_goals().is_empty()
    {
        let start = fence_before(subject.note.front_range.start);
        let help = "`casenotes thread` shows the goals of the plan.".to_owned();
        report.at(start, "the note names no goal of the plan", Some(help));
    }
}
