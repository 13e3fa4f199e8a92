//! WD001: a guess about what is behind.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::wording;

rule!("WD001", "speculation", Warning, "speculation.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.words(subject, wording::guesses, "this is a guess, not an observation");
}
