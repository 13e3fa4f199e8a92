//! BL002: a diagnostic evaluation of an unusual length.

use crate::domain::codes::service::{EVALUATIONS, USUAL_EVALUATION};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL002", "unusual-evaluation", Warning, "unusual_evaluation.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let Some(minutes) = front.minutes().filter(|minutes| *minutes > 0) else { return };
    let is_evaluation = front.service.iter().any(|code| EVALUATIONS.contains(&&**code));
    if is_evaluation && !USUAL_EVALUATION.contains(&minutes) {
        report.at_key("service", format!("the evaluation took {minutes} minutes"), None);
    }
}
