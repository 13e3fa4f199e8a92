//! AG005: a text that gives the session another day.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::dates::{DateFound, dates_in};
use crate::text::lexicon::Topic;
use crate::text::lexicon::lists::Lists;
use crate::text::scan::near;

rule!("AG005", "day-against-text", Warning, "day_against_text.md", Note(check));

static WORDS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../../text/lexicon/en/day-words.txt")));

/// How far behind "date of service" its date may stand.
const NEAR: usize = 32;

/// How many words behind the beginning of a date are looked at: the date and one more.
const BEHIND: usize = 4;

/// From how many letters on a day of the week is none of another word: "sat" and "sun" are.
const WHOLE_NAME: usize = 6;

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(day) = subject.note.front.start.map(|start| start.date()) else { return };
    if subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    let mut done = 0;
    let labels: Vec<Range<usize>> =
        subject.own_words(Topic::ServiceDay).map(|hit| hit.range()).collect();
    // Of several labels from one byte the longest, and of two in each other the first.
    for same in labels.chunk_by(|a, b| a.start == b.start) {
        let Some(label) = same.iter().max_by_key(|label| label.end).cloned() else { continue };
        if label.start < done {
            continue;
        }
        let sentence = subject.sentence_around(label.start);
        let lead: Vec<&str> = words(&body[sentence.start..label.start]).collect();
        // "Worked on since the session of 3 May" speaks of another; its own begins a sentence.
        let is_head = lead.iter().all(|word| is_in("who", word));
        let is_named = words(&body[label.clone()]).any(|word| is_in("label", word));
        if lead.last().is_some_and(|word| is_in("other", word)) || !(is_head || is_named) {
            continue;
        }
        let line = near(body, label.end, NEAR).lines().next().unwrap_or_default();
        let found = dates_in(line, day).into_iter().next();
        // Nothing but signs and a small word stands between.
        let found = found.filter(|found| {
            words(&line[..found.at]).filter(|word| weekday(word).is_none()).count() <= 2
        });
        // "Note of 3 May reviewed".
        let is_over = |found: &DateFound| {
            let rest = &body[label.end + found.at..sentence.end.max(label.end + found.at)];
            words(rest).take(BEHIND).any(|word| is_in("over", word))
        };
        let found = found.filter(|found| is_named || !is_over(found));
        let wrong = match found {
            Some(found) => (!found.can_be(day)).then_some(label.end + found.at),
            None => another_weekday(body, &label, is_head, day),
        };
        if let Some(at) = wrong {
            done = at + 1;
            report.at_body(subject, at, "the front matter gives the session another day", None);
        }
    }
}

/// Finds a day of the week that is told of the session, in its label ("Saturday session") or behind it
/// ("today is Saturday"), and is not its own.
fn another_weekday(
    body: &str,
    label: &Range<usize>,
    is_head: bool,
    day: NaiveDate,
) -> Option<usize> {
    let is_other = |word: &&str| weekday(word).is_some_and(|named| named != day.weekday());
    let place = |word: &str| word.as_ptr() as usize - body.as_ptr() as usize;
    let rest = near(body, label.end, NEAR).lines().next().unwrap_or_default();
    if let Some(named) = words(&body[label.clone()]).find(|word| weekday(word).is_some()) {
        let is_over =
            !rest.starts_with(' ') || words(rest).next().is_some_and(|word| is_in("reason", word));
        return (is_head && is_over && is_other(&named)).then(|| place(named));
    }
    let behind = words(rest).find(|word| !is_in("lead", word))?;
    is_other(&behind).then(|| place(behind))
}

/// Returns the day of the week that a word names.
fn weekday(word: &str) -> Option<Weekday> {
    word.parse().ok().filter(|_| word.len() >= WHOLE_NAME)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'' || c == '\u{2019}';
    text.split(move |c| !is_part(c)).filter(|word| !word.is_empty())
}

fn is_in(list: &str, word: &str) -> bool {
    WORDS.words(list).contains(word.to_lowercase().as_str())
}
