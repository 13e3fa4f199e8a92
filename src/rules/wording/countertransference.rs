//! WD002: the clinician's own feelings.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::wording;

rule!("WD002", "countertransference", Warning, "countertransference.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let message = "this is about the clinician, not about the client";
    report.words(subject, wording::feelings, message);
}
