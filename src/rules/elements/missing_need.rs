//! EL004: a session note without a symptom, a limit or a diagnosis.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::session::has_need;

rule!("EL004", "missing-need", Info, "missing_need.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let is_shown = || {
        !subject.note.front.diagnoses.is_empty()
            || has_need(subject.reading(), &(0..subject.note.body().len()))
    };
    if subject.is_session() && !is_shown() {
        report.at_body(subject, 0, "no symptom, limit or diagnosis is named", None);
    }
}
