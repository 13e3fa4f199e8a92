//! WD002: the clinician's own feelings.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD002", "countertransference", Warning, "countertransference.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.own_words(
        subject,
        Topic::Countertransference,
        "this is about the clinician, not about the client",
        |_| true,
    );
}
