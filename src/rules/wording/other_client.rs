//! WD011: another client of the practice.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::is_same;
use crate::text::lexicon::lists::Lists;
use crate::text::scan::near;
use crate::text::tokens::Word;

rule!("WD011", "other-client", Warning, "other_client.md", Note(check));

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../../text/lexicon/en/seen-here.txt")));

/// What says of anybody that this practice sees them.
static SEEN_HERE: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("seen-here"));
/// What says it of somebody with a title.
static MET_HERE: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("met-here"));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    let body = subject.note.body();
    let people = &subject.practice.people;
    let own: Vec<&str> =
        subject.history.client.name.as_deref().unwrap_or_default().split_whitespace().collect();
    let mut last: Option<(usize, &str)> = None;
    for (at, word) in words_that_may_be_names(body, subject.reading().words()) {
        // `Luc` of `Jean-Luc` is no word of its own.
        if last.is_some_and(|(from, first)| at < from + first.len()) {
            continue;
        }
        let is_pair = last.filter(|(from, first)| {
            let gap = &body[from + first.len()..at];
            // No name goes on behind an empty line.
            if gap.contains("\n\n") {
                return false;
            }
            let gap = gap.trim();
            // "Muster, Eva" is Eva Muster, and an initial may stand between.
            let is_initial = |gap: &str| gap.ends_with('.') && gap.chars().count() == 2;
            (gap.is_empty() || is_initial(gap)) && people.has_name(first, word)
                || gap == "," && people.has_name(word, first)
                || gap.is_empty()
                    && is_one_letter(word, &body[at..])
                    && people.has_initial(first, word)
                || gap == "." && first.chars().count() == 1 && people.has_initial(first, word)
        });
        if let Some((from, first)) = is_pair
            && !is_own(&own, first, word)
            && !subject.is_in_comment(from)
        {
            report.at_body(subject, from, "another client stands here by name", None);
        }
        // "Mrs Muster, who comes on Thursdays", "Eva, whom he knows from our waiting room".
        let is_own_word = || own.iter().any(|own| is_same(own, word));
        if is_pair.is_none()
            && people.has_one_name(word)
            && !is_own_word()
            && !subject.is_in_comment(at)
            && is_known_from_here(body, &subject.sentence_around(at), at)
        {
            report.at_body(subject, at, "another client stands here by one name", None);
        }
        last = Some((at, word));
    }
    let mut done = 0;
    for dash in memchr::memchr_iter(b'-', body.as_bytes()) {
        // Another dash of the same id.
        if dash < done {
            continue;
        }
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let start = body[..dash]
            .rfind(|c| !is_id(c))
            .map_or(0, |at| at + body[at..].chars().next().map_or(1, char::len_utf8));
        let end = body[dash..].find(|c| !is_id(c)).map_or(body.len(), |at| dash + at);
        done = end;
        let id = &body[start..end];
        let has_digit = id.bytes().any(|b| b.is_ascii_digit());
        if has_digit
            && id != subject.client.as_str()
            && people.has_id(id)
            && !subject.is_in_comment(start)
        {
            report.at_body(subject, start, "the id of another client stands here", None);
        }
    }
}

/// Tells whether a sentence says of a person that the client knows them from this practice.
fn is_known_from_here(body: &str, sentence: &Range<usize>, at: usize) -> bool {
    let text = body[sentence.clone()].to_lowercase();
    let before = body[sentence.start.min(at)..at].trim_end();
    let is_titled = ["Mr", "Mrs", "Ms", "Miss", "Mx"]
        .iter()
        .any(|title| before.trim_end_matches('.').ends_with(title));
    SEEN_HERE.iter().any(|words| text.contains(words))
        || is_titled && MET_HERE.iter().any(|words| text.contains(words))
}

/// Tells whether a word is an initial: a capital alone with its point, as in "Eva M.".
fn is_one_letter(word: &str, rest: &str) -> bool {
    word.chars().count() == 1 && rest[word.len()..].starts_with('.')
}

/// Tells whether two words are of the name of the client of the note.
fn is_own(own: &[&str], first: &str, word: &str) -> bool {
    let is_of = |word: &str| {
        own.iter().any(|own| is_same(own, word))
            || word.chars().count() == 1
                && own
                    .iter()
                    .any(|own| is_same(&own[..own.chars().next().map_or(0, char::len_utf8)], word))
    };
    is_of(first) && is_of(word)
}

/// Finds words that begin with a capital and may be of a name: `words` are those of the text.
fn words_that_may_be_names<'t>(
    body: &'t str,
    words: &[Word],
) -> impl Iterator<Item = (usize, &'t str)> {
    /// No part of a name is longer.
    const LONGEST: usize = 128;
    let bytes = body.as_bytes();
    let begins = |b: &u8| b.is_ascii_uppercase() || *b >= 0xc3;
    // A sentence begins with a capital, and a name goes on with one.
    let starts_name = move |word: &&Word| {
        let start = word.start();
        if !begins(&bytes[start]) {
            return false;
        }
        let end = bytes[start..].iter().take(LONGEST).position(|b| *b == b' ' || *b == b'\n');
        let next = end.and_then(|end| bytes.get(start + end + 1));
        next.is_some_and(begins)
            || start.checked_sub(2).is_some_and(|at| {
                bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b',' | b'.' | 0x80..)
            })
    };
    words.iter().filter(starts_name).filter_map(move |word| {
        let rest = near(body, word.start(), LONGEST);
        // An accent may be a character of its own behind its letter.
        let is_letter =
            |c: char| c.is_alphabetic() || matches!(c, '\'' | '-' | '\u{300}'..='\u{36f}');
        let length = || rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        rest.starts_with(char::is_uppercase).then(|| (word.start(), &rest[..length()]))
    })
}
