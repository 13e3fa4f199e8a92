//! RK005: an answer to the ninth item of the PHQ-9 that nobody took up.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("RK005", "item-nine-unanswered", Warning, "item_nine_unanswered.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let answer = subject.note.front.measures.get("phq9_item9").copied().unwrap_or_default();
    let is_taken_up = subject.hits().iter().any(|hit| hit.topic() == Topic::Risk);
    if answer > 0 && subject.kind().is_some() && !is_taken_up {
        report.at_key(
            "measures",
            "`phq9_item9` is above 0, and the text says nothing about risk",
            None,
        );
    }
}
