//! Dates as notes write them: `11/17`, `17.11.2026`, `November 17th`, `17 Nov 2026`, `2026-11-17`.

use chrono::{Datelike, NaiveDate};

/// A date in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFound {
    /// Where it stands.
    pub at: usize,
    /// The days that it can mean: `3/4` is two.
    pub days: Vec<NaiveDate>,
    /// Whether its year is told.
    pub has_year: bool,
}

impl DateFound {
    /// Tells whether it can mean a day.
    pub fn can_be(&self, day: NaiveDate) -> bool {
        self.days.contains(&day)
    }
}

/// The names of the months, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Finds the dates in a text. One without a year means that of the year that brings it closest to
/// another day.
pub fn dates_in(text: &str, near: NaiveDate) -> Vec<DateFound> {
    let lower = text.to_ascii_lowercase();
    let words: Vec<(usize, &str)> = words(&lower).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (place, word) = words[at];
        let next = |ahead: usize| words.get(at + ahead).map(|(_, word)| *word);
        let (days, taken) = match figures(word, near) {
            Some(days) => (days, 1),
            None => match written_out(word, next(1), next(2), next(3), near) {
                Some((day, taken)) => (vec![day], taken),
                None => (Vec::new(), 1),
            },
        };
        if !days.is_empty() {
            let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
            let taken_words =
                words[at..(at + taken).min(words.len())].iter().map(|(_, word)| *word);
            let has_year = word.split(['/', '-', '.']).count() == 3
                || taken_words.clone().any(|word| is_year(&word));
            found.push(DateFound { at: place, days, has_year });
        }
        at += taken;
    }
    found
}

/// Reads a date in figures.
fn figures(word: &str, near: NaiveDate) -> Option<Vec<NaiveDate>> {
    // All day, every day.
    let sign = word.chars().find(|c| matches!(c, '/' | '-' | '.')).filter(|_| word != "24/7")?;
    let numbers: Vec<u32> = word.split(sign).map(|n| n.parse().ok()).collect::<Option<Vec<_>>>()?;
    let full = |year: u32| if year < 100 { 2000 + year } else { year };
    let of = |year: u32, month, day| NaiveDate::from_ymd_opt(full(year) as i32, month, day);
    let days: Vec<Option<NaiveDate>> = match (numbers.as_slice(), sign) {
        ([year, month, day], _) if *year > 999 => vec![of(*year, *month, *day)],
        ([day, month, year], '.') => vec![of(*year, *month, *day)],
        ([a, b, year], _) if *year > 31 || word.len() >= 6 => {
            vec![of(*year, *a, *b), of(*year, *b, *a)]
        }
        ([a, b], '/') => {
            vec![nearest_year(near, *a, *b), nearest_year(near, *b, *a).filter(|_| *a > 12)]
        }
        _ => return None,
    };
    let days: Vec<NaiveDate> = days.into_iter().flatten().collect();
    (!days.is_empty()).then_some(days)
}

/// Reads a date whose month is a word; returns it with how many words it takes.
fn written_out(
    word: &str,
    second: Option<&str>,
    third: Option<&str>,
    fourth: Option<&str>,
    near: NaiveDate,
) -> Option<(NaiveDate, usize)> {
    let day_of = |word: &str| -> Option<u32> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let end = &word[digits.len()..];
        let is_day = matches!(end, "" | "st" | "nd" | "rd" | "th") && digits.len() <= 2;
        digits.parse().ok().filter(|day| is_day && (1..=31).contains(day))
    };
    let year_of = |word: Option<&str>| -> Option<i32> {
        word.filter(|word| word.len() == 4)?.parse().ok().filter(|year| (1900..2200).contains(year))
    };
    let date = |month, day, year: Option<i32>| match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => nearest_year(near, month, day),
    };
    if let Some(month) = month_of(word) {
        let day = second.and_then(day_of)?;
        let year = year_of(third);
        return Some((date(month, day, year)?, if year.is_some() { 3 } else { 2 }));
    }
    let day = day_of(word)?;
    let (month, year, taken) = match second {
        Some("of") => (month_of(third?)?, year_of(fourth), 3),
        Some(month) => (month_of(month)?, year_of(third), 2),
        None => return None,
    };
    Some((date(month, day, year)?, taken + usize::from(year.is_some())))
}

/// Returns the number of a month by its name or the beginning of it.
fn month_of(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|month| {
        *month == word || word.len() >= 3 && word.len() <= 4 && month.starts_with(word)
    });
    at.map(|at| at as u32 + 1)
}

/// A month and day mean the year that brings them closest.
fn nearest_year(near: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let years = [near.year() - 1, near.year(), near.year() + 1];
    let dates = years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    dates.min_by_key(|date| (*date - near).num_days().abs())
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.');
    text.split(move |c| !is_part(c))
        .map(|word| word.trim_matches(['.', '-', '/']))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
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
            ("20 April", ymd(2027, 4, 20)),
            ("the 5th of Jan.", ymd(2027, 1, 5)),
            ("24 Sep 2020", ymd(2020, 9, 24)),
            ("April 16, 2020.", ymd(2020, 4, 16)),
            ("13.03.2021.", ymd(2021, 3, 13)),
            ("22/12/2026", ymd(2026, 12, 22)),
            (" in two weeks", None),
            (" may be held later", None),
            (" 24/7, 7.5 hours, 3-4 days, GAD-7", None),
        ] {
            let found = dates_in(text, day).first().map(|found| found.days[0]);
            assert_eq!(found, date, "{text}");
        }
        let both = &dates_in("3/4/2026", day)[0];
        assert!(both.can_be(ymd(2026, 3, 4).unwrap()) && both.can_be(ymd(2026, 4, 3).unwrap()));
    }
}
