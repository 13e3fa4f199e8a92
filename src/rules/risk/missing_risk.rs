//! RK001: a session note that does not say what was found about risk.

use crate::domain::position::fence_before;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("RK001", "missing-risk", Warning, "missing_risk.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_timed = subject.kind().is_some_and(|kind| kind.is_timed());
    if is_timed && subject.note.front.risk.is_none() {
        let help = "Add `risk = \"denied\"`, or none-reported, present, not-assessed.".to_owned();
        report.at(
            fence_before(subject.note.front_range.start),
            "the note does not say what was found about risk",
            Some(help),
        );
    }
}
