//! PS010: a psychotherapy note that is the progress note once more.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};

rule!("PS010", "merged-notes", Warning, "merged_notes.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    if subject.is_merged() {
        report.whole("the text is mostly that of the progress note", None);
    }
}
