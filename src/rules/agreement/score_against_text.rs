//! AG006: a text that gives a measure another score.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::lists::Lists;
use crate::text::said::is_of_another_time;
use crate::text::scan::near;

rule!("AG006", "score-against-text", Warning, "score_against_text.md", Note(check));

static WORDS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../../text/lexicon/en/score-words.txt")));

/// What may stand between the name of a measure and its score.
static BETWEEN: LazyLock<&HashSet<&str>> = LazyLock::new(|| WORDS.words("between"));
/// What shows that a sentence tells of another score as well.
static MOVES: LazyLock<&HashSet<&str>> = LazyLock::new(|| WORDS.words("moves"));

/// How far behind the name of a measure its score may stand.
const NEAR: usize = 48;

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    if front.measures.is_empty() || subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    for (name, score) in &front.measures {
        let Some(measure) = subject.practice.measures.get(name) else { continue };
        for at in named(body, &measure.title) {
            if subject.is_in_comment(at) || subject.is_spoken(at) {
                continue;
            }
            let sentence = subject.sentence_around(at);
            let behind = at + measure.title.len();
            let rest = near(body, behind, NEAR);
            let rest = &rest[..rest.len().min(sentence.end.saturating_sub(behind))];
            let around = [
                &body[sentence.start..at.max(sentence.start)],
                &body[behind.min(sentence.end)..sentence.end],
            ];
            // Most texts give the same score: only of another one it is asked what the sentence says.
            let is_told = || around.into_iter().flat_map(numbers).any(|(_, it)| it == *score);
            let Some((offset, told)) = score_behind(rest) else { continue };
            if told == *score || !measure.holds(told) || is_told() {
                continue;
            }
            let text = body[sentence].to_ascii_lowercase();
            if !is_of_another_time(&text) && !says_that_it_moved(&text) {
                let message = format!("`[measures]` has another score for `{}`", measure.name);
                report.at_body(subject, behind + offset, &message, None);
            }
        }
    }
}

/// Finds a name as whole words, with or without its hyphen.
fn named(body: &str, title: &str) -> Vec<usize> {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // Most titles end in a digit, of which a text has fewer than of any letter.
    let Some((last, before)) = title.as_bytes().split_last() else { return Vec::new() };
    let (small, capital) = (last.to_ascii_lowercase(), last.to_ascii_uppercase());
    let ends = memchr::memchr2_iter(small, capital, body.as_bytes());
    ends.filter_map(|end| end.checked_sub(before.len()))
        .filter(|at| {
            let found = body.get(*at..at + title.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(title))
                && !is_part(body[..*at].chars().next_back())
                && !is_part(body[at + title.len()..].chars().next())
        })
        .collect()
}

/// Returns the number behind the name of a measure, with nothing but small words between.
fn score_behind(rest: &str) -> Option<(usize, i64)> {
    let (at, number) = numbers(rest).next()?;
    let words = rest[..at].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut words = words.map(str::to_ascii_lowercase);
    let is_right_behind = words.all(|word| BETWEEN.contains(word.as_str()));
    (is_right_behind && !rest[..at].contains(['\n', ';'])).then_some((at, number))
}

fn numbers(text: &str) -> impl Iterator<Item = (usize, i64)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
        from = start + length;
        Some((start, text[start..from].parse().unwrap_or(i64::MAX)))
    })
}

/// Tells whether a sentence tells a course and not a score.
fn says_that_it_moved(sentence: &str) -> bool {
    MOVES.iter().any(|word| sentence.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_stands_right_behind_its_name() {
        for (rest, score) in [
            (" 14", Some(14)),
            (": 14 (moderate)", Some(14)),
            (" total score today was 9.", Some(9)),
            (" item 9: 1", None),
            (" and the diary for 6 nights", None),
        ] {
            assert_eq!(score_behind(rest).map(|(_, score)| score), score, "{rest}");
        }
        assert_eq!(named("PHQ-9, phq-9 and XPHQ-9", "PHQ-9"), [0, 7]);
    }
}
