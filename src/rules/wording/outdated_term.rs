//! WD009: a term that the field has dropped.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD009", "outdated-term", Warning, "outdated_term.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.own_words(subject, Topic::Outdated, "the field has dropped this term", |_| true);
}
