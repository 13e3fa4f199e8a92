//! BL011: no diagnosis but a circumstance.

use crate::domain::codes::diagnosis::is_context;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("BL011", "context-diagnosis-only", Warning, "context_diagnosis_only.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let codes = &subject.note.front.diagnoses;
    if !codes.is_empty() && codes.iter().all(|code| is_context(code)) {
        report.at_key("diagnoses", "the only diagnoses are circumstances or signs", None);
    }
}
