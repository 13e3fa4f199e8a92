//! TX003: a placeholder that nobody filled.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::{NoteSubject, near};

rule!("TX003", "placeholder-left", Error, "placeholder_left.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    let body = subject.note.body();
    let mut at_place = |at: usize| {
        // Guidance may name what belongs in a section as it likes.
        if !subject.is_in_comment(at) {
            report.at(subject.note.body_range.start + at, "a placeholder is left", None);
        }
    };
    // Characters that prose hardly uses, in one pass; words each in one of their own.
    let mut line = 0..0;
    for at in memchr::memchr3_iter(b'{', b'[', b'_', body.as_bytes()) {
        if is_marked(body, at, &mut line) {
            at_place(at);
        }
    }
    for (finder, (word, is_placeholder)) in FINDERS.iter().zip(WORDS) {
        for at in
            finder.find_iter(body.as_bytes()).filter(|at| is_placeholder(body, *at, word.len()))
        {
            at_place(at);
        }
    }
}

type IsPlaceholder = fn(&str, usize, usize) -> bool;

const WORDS: &[(&str, IsPlaceholder)] = &[
    ("TODO", is_word),
    ("XXX", is_word),
    ("orem ipsum", |body, at, _| body[..at].ends_with(['L', 'l'])),
];

static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| WORDS.iter().map(|(word, _)| Finder::new(word)).collect());

/// How far behind `{{` its end may stand.
const LONGEST: usize = 200;

/// Tells whether `{{ name }}`, `[insert ...]` or a blank to be filled begins here. `rule` is the last
/// line of underscores that was seen.
fn is_marked(body: &str, at: usize, rule: &mut Range<usize>) -> bool {
    let rest = &body[at..];
    let insert =
        |rest: &str| rest.trim_start().get(..6).is_some_and(|w| w.eq_ignore_ascii_case("insert"));
    match rest.as_bytes()[0] {
        b'{' => {
            let line = || near(body, at, LONGEST).lines().next();
            rest.starts_with("{{") && line().is_some_and(|line| line.contains("}}"))
        }
        b'[' => insert(&rest[1..]),
        _ => {
            rest.starts_with("____")
                && !body[..at].ends_with('_')
                && !rule.contains(&at)
                && !is_line_of_underscores(body, at, rule)
        }
    }
}

fn is_word(body: &str, at: usize, length: usize) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    !body[..at].ends_with(in_word) && !body[at + length..].starts_with(in_word)
}

/// A line of underscores alone is a rule across the page.
fn is_line_of_underscores(body: &str, at: usize, rule: &mut Range<usize>) -> bool {
    let blank = [' ', '_', '\t', '\r'];
    let before = body[..at].trim_end_matches(blank);
    let after = body[at..].trim_start_matches(blank);
    let is_one = (before.is_empty() || before.ends_with('\n'))
        && (after.is_empty() || after.starts_with('\n'));
    if is_one {
        *rule = before.len()..body.len() - after.len();
    }
    is_one
}
