//! CF004: a date or age that was carried over.

use chrono::{Datelike, NaiveDate};

use crate::rules::rule::{Report, rule};
use crate::rules::subject::{NoteSubject, near};
use crate::text::lexicon::Topic;

rule!("CF004", "stale-date", Warning, "stale_date.md", Note(check));

const MONTHS: &str = "\
january february march april may june july august september october november december";

/// How far behind "next session" its date may stand.
const NEAR: usize = 40;

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(day) = subject.note.front.start.map(|start| start.date()) else { return };
    let body = subject.note.body();
    for hit in subject.own_words(Topic::NextVisit) {
        let from = hit.range().end;
        let rest = near(body, from, 4 * NEAR).lines().next().unwrap_or_default();
        let near =
            rest.char_indices().take(NEAR).last().map_or("", |(at, c)| &rest[..at + c.len_utf8()]);
        if let Some((at, date)) = date_in(near, day)
            && date <= day
        {
            report.at_body(subject, from + at, "the next session is not after this one", None);
        }
    }
    let Some(born) = subject.history.client.birth_date else { return };
    let age = |on: NaiveDate| on.years_since(born).map(i64::from);
    for (at, written) in ages_in(body) {
        let is_other = age(day) != Some(written);
        if is_other && is_of_the_client(body, at) && !subject.is_spoken(at) {
            report.at_body(subject, at, "the client has another age on this day", None);
        }
    }
}

/// Tells whether an age is said of the client: "client is a 34-year-old", "client, 34 years old", "a
/// 34-year-old client". Another person may be of any age.
fn is_of_the_client(body: &str, at: usize) -> bool {
    let before = body[..at].trim_end();
    let before = before.strip_suffix(" an").or_else(|| before.strip_suffix(" a")).unwrap_or(before);
    let is_client = |text: &str| {
        let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        word.eq_ignore_ascii_case("client")
    };
    let lead = [" is", ","].iter().find_map(|lead| before.strip_suffix(lead));
    lead.is_some_and(is_client)
        || near(body, at, 64)
            .split([' ', '\n'])
            .nth(1)
            .is_some_and(|word| word.eq_ignore_ascii_case("client"))
}

/// Finds the first date in a text: `11/17`, `11/17/2026`, `2026-11-17` or `November 17`.
fn date_in(text: &str, near: NaiveDate) -> Option<(usize, NaiveDate)> {
    let lower = text.to_ascii_lowercase();
    for (at, word) in words(&lower) {
        let numbers: Vec<u32> = word.split(['/', '-']).map_while(|n| n.parse().ok()).collect();
        let date = match (numbers.as_slice(), word.contains('/')) {
            ([month, day], true) => nearest_year(near, *month, *day),
            ([month, day, year], true) => {
                let year = if *year < 100 { 2000 + year } else { *year };
                NaiveDate::from_ymd_opt(year as i32, *month, *day)
            }
            ([year, month, day], false) => NaiveDate::from_ymd_opt(*year as i32, *month, *day),
            _ => MONTHS.split_whitespace().position(|month| month == word).and_then(|month| {
                let (_, day) = words(&lower[at + word.len()..]).next()?;
                let digits = day.trim_end_matches(|c: char| !c.is_ascii_digit());
                nearest_year(near, month as u32 + 1, digits.parse().ok()?)
            }),
        };
        if let Some(date) = date {
            return Some((at, date));
        }
    }
    None
}

/// A month and day mean the year that brings them closest.
fn nearest_year(near: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let years = [near.year() - 1, near.year(), near.year() + 1];
    let dates = years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    dates.min_by_key(|date| (*date - near).num_days().abs())
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-');
    text.split(move |c| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Finds `34-year-old` and `34 years old`.
fn ages_in(body: &str) -> Vec<(usize, i64)> {
    let mut ages = Vec::new();
    for at in memchr::memmem::find_iter(body.as_bytes(), "year") {
        let before = body[..at].trim_end_matches([' ', '-']);
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let rest = &body[at..];
        let is_age =
            ["year-old", "years old", "year old", "years-old"].iter().any(|a| rest.starts_with(a));
        if is_age && (1..=3).contains(&digits) {
            let start = before.len() - digits;
            ages.extend(before[start..].parse().map(|age| (start, age)));
        }
    }
    ages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written_and_the_year_is_the_nearest() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 29).unwrap();
        let ymd = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        for (text, date) in [
            (" on 1/5 at two", ymd(2027, 1, 5)),
            (": 12/22/2026", ymd(2026, 12, 22)),
            (" 12/22/26.", ymd(2026, 12, 22)),
            (" (2027-01-05)", ymd(2027, 1, 5)),
            (" on January 5th", ymd(2027, 1, 5)),
            (" in two weeks", None),
            (" may be held later", None),
            (" 24/7", None),
        ] {
            assert_eq!(date_in(text, day).map(|(_, date)| date), date, "{text}");
        }
        for (text, is) in [
            ("Client is a 34-year-old man", true),
            ("Client, a 34-year-old potter", true),
            ("Client, 34 years old, comes", true),
            ("A 34-year-old client", true),
            ("Her client is new; a 34-year-old son", false),
            ("Her brother is 34 years old", false),
        ] {
            assert_eq!(is_of_the_client(text, text.find("34").unwrap()), is, "{text}");
        }
        assert_eq!(ages_in("a 34-year-old, 3 years old, in year 2"), [(2, 34), (15, 3)]);
    }
}
