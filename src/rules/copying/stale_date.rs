//! CF004: a date or age that was carried over.

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::dates::{DateFound, dates_in};
use crate::text::forms::{Form, Forms};
use crate::text::lexicon::Topic;
use crate::text::said::number;
use crate::text::scan::{before, near, positions};
use crate::text::tokens::key_of;

rule!("CF004", "stale-date", Warning, "stale_date.md", Note(check));

/// How far behind "next session" its date may stand.
const NEAR: usize = 40;

/// Within how many days a next session mostly is.
const SOON: i64 = 35;

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| Forms::parse(include_str!("../../text/lexicon/en/ages-forms.txt")));

/// Words of a visit that is over.
static OVER: LazyLock<Form> = LazyLock::new(|| FORMS.form_in_any_case("over"));

/// An age that is said of the one whom the sentence is about.
static AGE: LazyLock<Form> = LazyLock::new(|| FORMS.form_in_any_case("age"));

/// What an age in words begins with.
const TENS: [u64; 8] = [
    key_of("twenty"),
    key_of("thirty"),
    key_of("forty"),
    key_of("fifty"),
    key_of("sixty"),
    key_of("seventy"),
    key_of("eighty"),
    key_of("ninety"),
];

/// An age in words.
static IN_WORDS: LazyLock<Form> = LazyLock::new(|| FORMS.form_in_any_case("words"));

/// A birthday that has just been, or is to come.
static TURNED: LazyLock<Form> = LazyLock::new(|| FORMS.form_in_any_case("turned"));

/// Words of others, or of another time.
static OTHERS: LazyLock<Form> = LazyLock::new(|| FORMS.form_in_any_case("others"));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(day) = subject.note.front.start.map(|start| start.date()) else { return };
    let body = subject.note.body();
    let mut done = 0;
    for hit in subject.own_words(Topic::NextVisit) {
        let from = hit.range().end;
        if from < done {
            continue;
        }
        let rest = near(body, from, 4 * NEAR).lines().next().unwrap_or_default();
        let near =
            rest.char_indices().take(NEAR).last().map_or("", |(at, c)| &rest[..at + c.len_utf8()]);
        // What is said behind the end of a sentence is said of something else.
        let near = near.split(". ").next().unwrap_or_default();
        let is_over = || OVER.is_in(near) || OVER.is_in(&body[subject.clause_before(from)]);
        if let Some(found) = dates_in(near, day).into_iter().next()
            && is_past(&found, day)
            && !is_over()
        {
            done = from + found.at + 1;
            report.at_body(
                subject,
                from + found.at,
                "the next session is not after this one",
                None,
            );
        }
    }
    let Some(born) = subject.history.client.birth_date else { return };
    let Some(age) = age_on(born, day) else { return };
    for (at, ages) in ages_in(subject, age) {
        if !ages.contains(&age) && !subject.is_spoken(at) && !subject.is_in_comment(at) {
            report.at_body(subject, at, "the client has another age on this day", None);
        }
    }
}

/// Tells whether a date is not after a day. One that can be read in two ways is read month first, but
/// for where the other reading is of the next weeks.
fn is_past(found: &DateFound, day: NaiveDate) -> bool {
    let days = &found.days;
    let is_soon = |date: &NaiveDate| (1..=SOON).contains(&(*date - day).num_days());
    // Without a year, one of months ago is rather that of the next year.
    let is_near = |date: &NaiveDate| found.has_year || (day - *date).num_days() < 2 * SOON;
    days.first().is_some_and(|date| *date <= day && is_near(date)) && !days.iter().any(is_soon)
}

fn age_on(born: NaiveDate, day: NaiveDate) -> Option<i64> {
    day.years_since(born).map(i64::from)
}

/// Finds the ages that are said of the client, each as the ages that it allows.
fn ages_in(subject: &NoteSubject<'_>, age: i64) -> Vec<(usize, Vec<i64>)> {
    let body = subject.note.body();
    let mut found = Vec::new();
    let mut from = 0;
    let figures = positions(body.as_bytes(), |b| b.is_ascii_digit());
    let mut places: Vec<usize> = figures.filter(|at| may_be_age(body, *at)).collect();
    // Hardly a note has one.
    if subject.reading().words().iter().any(|word| TENS.contains(&word.key())) {
        places.extend(IN_WORDS.each(body).map(|words| words.start));
    }
    places.sort_unstable();
    for at in places {
        if at < from {
            continue;
        }
        let sentence = subject.sentence_around(at);
        from = sentence.end;
        let text = &body[sentence.clone()];
        let of = |form: &Form, groups: std::ops::RangeInclusive<usize>| {
            let parts = form.parts(text)?;
            let range = groups.filter_map(|part| parts.range(part)).next()?;
            (!OTHERS.is_in(&text[..range.start])).then(|| (range.start, &text[range]))
        };
        if let Some((at, written)) = of(&AGE, 1..=6)
            && let Some(written) = number(&written.to_lowercase())
        {
            found.push((sentence.start + at, vec![written as i64]));
        } else if let Some((at, written)) = of(&TURNED, 2..=2)
            && let Ok(written) = written.parse::<i64>()
        {
            let is_past = text.to_ascii_lowercase().contains("turned");
            // A birthday that is to come is the next one.
            let ages = if is_past { vec![written] } else { vec![written, written - 1] };
            // Long ago is no birthday of these days.
            if (written - age).abs() > 0 && is_past && text.contains("ago") {
                continue;
            }
            found.push((sentence.start + at, ages));
        }
    }
    found
}

/// Tells whether a number may be an age, by what stands around it.
fn may_be_age(body: &str, at: usize) -> bool {
    let rest = near(body, at, 24);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let unit = rest[digits..].trim_start_matches([' ', '-']);
    let word = before(body, at, 24).trim_end().rsplit([' ', '\n', '(']).next().unwrap_or_default();
    digits <= 3
        && (["year", "yr", "yo", "y/o", "y.o"].iter().any(|word| unit.starts_with(word))
            || ["turned", "turns", "turn", "turning", "age", "aged"]
                .iter()
                .any(|it| it.eq_ignore_ascii_case(word)))
}
