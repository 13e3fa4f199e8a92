//! RK005: an answer to the ninth item of the PHQ-9 that nobody took up.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::meaning::risk;

rule!("RK005", "item-nine-unanswered", Warning, "item_nine_unanswered.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    let answer = subject.note.front.measures.get("phq9_item9").copied();
    if answer.unwrap_or_default() > 0 {
        if !risk::is_taken_up(subject.reading()) {
            let message = "`phq9_item9` is above 0, and the text says nothing about risk";
            report.at_key("measures", message, None);
        }
    } else if let Some(at) = risk::item_nine_left(subject.reading()) {
        let message = "item 9 is above 0 here, and nobody is said to have asked about it";
        report.at_body(subject, at, message, None);
    }
}
