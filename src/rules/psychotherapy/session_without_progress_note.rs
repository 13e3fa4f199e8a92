//! PS006: a psychotherapy note of a session that the chart does not have.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};

rule!(
    "PS006",
    "session-without-progress-note",
    Info,
    "session_without_progress_note.md",
    Psychotherapy(check)
);

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    if subject.has_chart && subject.progress.is_none() {
        report.whole("the chart has no progress note of that day", None);
    }
}
