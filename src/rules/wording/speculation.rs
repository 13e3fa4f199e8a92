//! WD001: a guess about what is behind.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD001", "speculation", Warning, "speculation.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    report.own_words(subject, Topic::Speculation, "this is a guess, not an observation", |_| true);
}
