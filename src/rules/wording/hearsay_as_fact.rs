//! WD005: what was told of somebody else, written as a fact.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::wording;

rule!("WD005", "hearsay-as-fact", Info, "hearsay_as_fact.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let message = "this stands as a fact, and nobody is said to have told it";
    report.words(subject, wording::hearsay, message);
}
