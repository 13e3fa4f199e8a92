//! WD004: somebody else by name.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD004", "named-third-party", Warning, "named_third_party.md", Note(check));

/// Words with a capital that are no names.
const NO_NAMES: &str = "\
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December Christmas Easter Thanksgiving Clinician Client Therapist
Writer Homework Next Mood Affect English Spanish Discussed Reviewed He She They His Her Their The A
An In On At Both No This";

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    let record = subject.note.front.record.as_ref();
    let present = record.map(|record| record.present.as_slice()).unwrap_or_default();
    let own = subject.history.client.name.as_deref().unwrap_or_default();
    for hit in subject.own_words(Topic::Relation) {
        let Some(name) = name_behind(&body[hit.range().end..]) else { continue };
        let is_one_of = |text: &str| text.split_whitespace().any(|word| word == name);
        if !is_one_of(NO_NAMES) && !is_one_of(own) && !present.iter().any(|p| is_one_of(p)) {
            report.at_body(subject, hit.range().start, "somebody else stands here by name", None);
        }
    }
}

/// Returns the word with a capital that stands right behind a relation.
fn name_behind(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let rest = rest.strip_prefix([' ', '\n'])?;
    let titles = ["Mr. ", "Mrs. ", "Ms. ", "Dr. "];
    let rest = titles.iter().find_map(|title| rest.strip_prefix(title)).unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = &rest[..end];
    let mut letters = word.chars();
    let is_name = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
        // "The partner, Clinician noted" and a possessive are no reason to look away from a name.
        && !rest[end..].starts_with('-');
    is_name.then_some(word)
}
