//! WD005: what was told of somebody else, written as a fact.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD005", "hearsay-as-fact", Info, "hearsay_as_fact.md", Note(check));

const LABELS: &str = "\
alcoholic addict narcissist narcissistic bipolar borderline abusive abuser liar psychopath sociopath
unfaithful schizophrenic violent drunk";

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    for hit in subject.own_words(Topic::Relation) {
        let mut words = body[hit.range().end..].split_whitespace();
        let is_said = matches!(words.next(), Some("is" | "was" | "has"))
            && words.take(3).any(|word| {
                let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
                LABELS.split_whitespace().any(|label| label == word)
            });
        let at = hit.range().start;
        if is_said && !subject.sentence_has(Topic::Attribution, at) {
            report.at_body(
                subject,
                at,
                "this stands as a fact, and nobody is said to have told it",
                None,
            );
        }
    }
}
