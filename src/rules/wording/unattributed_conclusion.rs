//! WD012: a conclusion of fact or law without a source.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::wording;

rule!("WD012", "unattributed-conclusion", Info, "unattributed_conclusion.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let message = "this stands as a fact, and nobody is said to have told it";
    report.words(subject, wording::conclusions, message);
}
