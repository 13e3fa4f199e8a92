//! Dates as other programs and people write them. One that can be read in two ways says so.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveTime};
use regex::{Captures, Regex};

use crate::domain::clock::on_this_machine;

/// In which order day and month stand, where they are numbers in front of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As in 04/25/2023.
    MonthFirst,
    /// As in 25.04.2023.
    DayFirst,
}

/// What a date in a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One day, however it is written.
    Clear(NaiveDate),
    /// One day, because the other order would be none: what that shows of the others.
    By(Order, NaiveDate),
    /// One day or another, by the order.
    Either {
        /// The day if the month stands first.
        month_first: NaiveDate,
        /// The day if the day stands first.
        day_first: NaiveDate,
    },
    /// No day: a year of two digits, or a day that no month has.
    None,
}

/// A date in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it means.
    pub meaning: Meaning,
    /// The time of the day behind it.
    pub time: Option<NaiveTime>,
    /// Where both stand.
    pub range: Range<usize>,
    /// Date and time as they are written.
    pub text: String,
}

impl Meaning {
    /// Returns the day that is meant where an order is agreed.
    pub fn day(self, order: Option<Order>) -> Option<NaiveDate> {
        match (self, order) {
            (Self::Clear(day) | Self::By(_, day), _) => Some(day),
            (Self::Either { month_first, .. }, Some(Order::MonthFirst)) => Some(month_first),
            (Self::Either { day_first, .. }, Some(Order::DayFirst)) => Some(day_first),
            _ => None,
        }
    }

    /// Tells whether a day may be meant.
    pub fn may_be(self, day: NaiveDate) -> bool {
        match self {
            Self::Clear(it) | Self::By(_, it) => it == day,
            Self::Either { month_first, day_first } => [month_first, day_first].contains(&day),
            Self::None => false,
        }
    }

    /// Says why no day is clear.
    pub fn doubt(self) -> String {
        match self {
            Self::Either { month_first, day_first } => format!(
                "the date is {month_first} if the month stands first, and {day_first} if the day does"
            ),
            _ => "the date has a year of two digits, or is no day of the calendar".to_owned(),
        }
    }
}

const MONTHS: &[(&str, u32)] = &[
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("mär", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a test reads a date by each of them")
}

/// Nothing that a number or a word could go on with.
const BEFORE: &str = "(?:^|[^0-9A-Za-z./])";
const BEHIND: &str = "(?:$|[^0-9A-Za-z])";

// `[0-9]` and not `\d`, which is every digit of Unicode: none of those is read as a number, and they make a pattern
// of some hundred states ten times as large, all of which are cleared for each text.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let month = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\.?";
    pattern(&format!(
        r"(?i){BEFORE}(?P<all>(?P<instant>[0-9]{{4}}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9](?::[0-9][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9][0-9]:?[0-9][0-9]))|(?P<y>[0-9]{{4}})(?P<s1>[-/._ ])(?P<m>[0-9]{{1,2}})(?P<s2>[-/._ ])(?P<d>[0-9]{{1,2}})|(?P<compact>(?:19|20)[0-9]{{6}})|(?P<a>[0-9]{{1,2}})(?P<s3>[-/._])(?P<b>[0-9]{{1,2}})(?P<s4>[-/._])(?P<year>[0-9]{{4}}|[0-9]{{2}})|(?P<md>{month})\s+(?P<dd>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<dy>[0-9]{{4}})|(?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?\s+(?P<em>{month}),?\s+(?P<ey>[0-9]{{4}}))(?:$|[^0-9A-Za-z]|T[0-9])"
    ))
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:T|,?\s*(?:at|um|@)?\s*|[-_ ])(?:(?P<h>[0-9]{{1,2}}):(?P<m>[0-9][0-9])(?::[0-9][0-9])?(?:\s*(?P<half>[ap])\.?m\.?)?|(?P<hh>[0-9]{{1,2}})\s*(?P<half2>[ap])\.?m\.?|(?P<h4>[0-2][0-9])(?P<m4>[0-5][0-9])){BEHIND}"
    ))
});

/// Returns the first date in a text.
pub fn first(text: &str) -> Option<Found> {
    // Most lines of a note have no digit, and no date is without one.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let found = DATE.captures(text)?;
    let all = found.name("all")?;
    if let Some(instant) = found.name("instant") {
        let local = DateTime::parse_from_str(
            &instant.as_str().replace('Z', "+00:00"),
            "%Y-%m-%dT%H:%M:%S%.f%:z",
        )
        .or_else(|_| {
            DateTime::parse_from_str(&instant.as_str().replace('Z', "+00:00"), "%Y-%m-%dT%H:%M%:z")
        });
        let local = local.ok().map(|instant| on_this_machine(instant.to_utc()));
        let meaning = local.map_or(Meaning::None, |local| Meaning::Clear(local.date()));
        let (time, range) = (local.map(|local| local.time()), all.range());
        return Some(Found { meaning, time, range, text: all.as_str().to_owned() });
    }
    let meaning = meaning(&found)?;
    let behind = TIME.captures(&text[all.end()..]);
    let time = behind.as_ref().and_then(time);
    // What stands behind the last letter of the time is no part of it.
    let end = match (&behind, time) {
        (Some(behind), Some(_)) => {
            let last = ["m", "half", "half2", "m4"].iter().filter_map(|name| behind.name(name));
            let end = last.map(|it| it.end()).max().unwrap_or_default();
            let rest = &text[all.end() + end..];
            let marks = if rest.to_lowercase().starts_with("m") { 1 } else { 0 };
            all.end() + end + marks
        }
        _ => all.end(),
    };
    let range = all.start()..end;
    Some(Found { meaning, time, text: text[range.clone()].to_owned(), range })
}

fn meaning(found: &Captures<'_>) -> Option<Meaning> {
    let text = |name: &str| found.name(name).map(|it| it.as_str());
    let number = |name: &str| text(name).and_then(|it| it.parse::<u32>().ok());
    let day = |year: u32, month: u32, day: u32| {
        NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)
    };
    let clear = |found: Option<NaiveDate>| found.map_or(Meaning::None, Meaning::Clear);
    if let (Some(y), Some(m), Some(d)) = (number("y"), number("m"), number("d")) {
        return (text("s1") == text("s2")).then(|| clear(day(y, m, d)));
    }
    if let Some(compact) = text("compact") {
        return Some(clear(NaiveDate::parse_from_str(compact, "%Y%m%d").ok()));
    }
    let month = |name: &str| {
        let word = text(name)?.to_lowercase();
        MONTHS.iter().find(|(begin, _)| word.starts_with(begin)).map(|(_, month)| *month)
    };
    if let Some(month) = month("md").or_else(|| month("em")) {
        let (d, y) = (number("dd").or(number("ed"))?, number("dy").or(number("ey"))?);
        return Some(clear(day(y, month, d)));
    }
    let (a, b, year) = (number("a")?, number("b")?, text("year")?);
    if text("s3") != text("s4") {
        return None;
    }
    if year.len() == 2 {
        return Some(Meaning::None);
    }
    let year = year.parse().ok()?;
    Some(match (day(year, a, b), day(year, b, a)) {
        (Some(one), Some(other)) if one == other => Meaning::Clear(one),
        (Some(month_first), Some(day_first)) => Meaning::Either { month_first, day_first },
        (Some(day), None) => Meaning::By(Order::MonthFirst, day),
        (None, Some(day)) => Meaning::By(Order::DayFirst, day),
        (None, None) => Meaning::None,
    })
}

fn time(found: &Captures<'_>) -> Option<NaiveTime> {
    let number = |name: &str| found.name(name).and_then(|it| it.as_str().parse::<u32>().ok());
    let half = found.name("half").or_else(|| found.name("half2"));
    let hour = number("h").or_else(|| number("hh")).or_else(|| number("h4"))?;
    let minute = number("m").or_else(|| number("m4")).unwrap_or_default();
    let hour = match half.map(|half| half.as_str().to_lowercase()) {
        None => hour,
        Some(_) if hour == 0 || hour > 12 => return None,
        Some(half) => hour % 12 + if half == "p" { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// Reads a time of the day that stands by itself, such as `14:00` or `2:00 PM`.
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    let found = TIME.captures(text.trim())?;
    time(&found).filter(|_| found.get(0).is_some_and(|all| all.end() == text.trim().len()))
}

/// Tells in which order day and month stand in some dates: as those that can only be read in one have it, if
/// there are two of these at least and none that speaks against it.
pub fn order_of(dates: impl Iterator<Item = Meaning>) -> Option<(Order, usize)> {
    let (mut month, mut day) = (0, 0);
    for date in dates {
        match date {
            Meaning::By(Order::MonthFirst, _) => month += 1,
            Meaning::By(Order::DayFirst, _) => day += 1,
            _ => {}
        }
    }
    match (month, day) {
        (2.., 0) => Some((Order::MonthFirst, month)),
        (0, 2..) => Some((Order::DayFirst, day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(text: &str) -> (Option<NaiveDate>, Option<String>, String) {
        let found = first(text).unwrap_or_else(|| panic!("no date in {text:?}"));
        let time = found.time.map(|time| time.format("%H:%M").to_string());
        (found.meaning.day(None), time, found.text)
    }

    #[test]
    fn a_date_that_can_only_be_one_is_one() {
        let of = |text: &str| Some(day(text));
        for (text, date, time, as_written) in [
            ("2023-04-05 session", of("2023-04-05"), None, "2023-04-05"),
            ("note_2023-04-05-1400.md", of("2023-04-05"), Some("14:00"), "2023-04-05-1400"),
            ("20230405", of("2023-04-05"), None, "20230405"),
            ("on 2023/4/5 at 2:05 PM,", of("2023-04-05"), Some("14:05"), "2023/4/5 at 2:05 PM"),
            ("04/25/2023 9:30am", of("2023-04-25"), Some("09:30"), "04/25/2023 9:30am"),
            ("25.04.2023, 14:00", of("2023-04-25"), Some("14:00"), "25.04.2023, 14:00"),
            ("April 5, 2023", of("2023-04-05"), None, "April 5, 2023"),
            ("5. März 2023", of("2023-03-05"), None, "5. März 2023"),
            ("5th of", None, None, ""),
            ("12 Dec 2023 12 am", of("2023-12-12"), Some("00:00"), "12 Dec 2023 12 am"),
            ("[2023-04-05 14:00] Slept", of("2023-04-05"), Some("14:00"), "2023-04-05 14:00"),
            ("04/04/2023", of("2023-04-04"), None, "04/04/2023"),
        ] {
            if date.is_none() {
                assert_eq!(first(text), None, "{text}");
                continue;
            }
            assert_eq!(
                read(text),
                (date, time.map(str::to_owned), as_written.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_date_that_can_be_two_says_so() {
        let found = first("04/05/2023").unwrap().meaning;
        assert_eq!(found.day(None), None);
        assert_eq!(found.day(Some(Order::MonthFirst)), Some(day("2023-04-05")));
        assert_eq!(found.day(Some(Order::DayFirst)), Some(day("2023-05-04")));
        assert!(found.may_be(day("2023-05-04")) && !found.may_be(day("2023-05-05")));
        for text in ["04/05/23", "2023-02-30", "31/31/2023"] {
            assert_eq!(first(text).unwrap().meaning, Meaning::None, "{text}");
        }
    }

    #[test]
    fn digits_of_another_script_hide_no_date() {
        assert_eq!(read("٢٠٢٣-٠٤-٠٥, 2023-04-05").0, Some(day("2023-04-05")),);
    }

    #[test]
    fn numbers_that_are_no_date_are_none() {
        for text in ["555-0100", "1.2.3", "PHQ-9: 11", "90837", "2023", "x2023-04-05"] {
            assert!(
                first(text).is_none_or(|it| it.meaning == Meaning::None),
                "{text}: {:?}",
                first(text)
            );
        }
    }

    #[test]
    fn the_order_is_that_of_dates_that_leave_no_doubt() {
        let order =
            |texts: &[&str]| order_of(texts.iter().map(|text| first(text).unwrap().meaning));
        assert_eq!(order(&["25/04/2023", "26/04/2023", "04/05/2023"]), Some((Order::DayFirst, 2)));
        assert_eq!(order(&["04/25/2023", "04/26/2023"]), Some((Order::MonthFirst, 2)));
        assert_eq!(order(&["25/04/2023", "04/26/2023", "04/25/2023"]), None);
        assert_eq!(order(&["25/04/2023"]), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "\\PC{0,20}[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}[ T]?[0-9:apm ]{0,9}\\PC{0,20}") {
            if let Some(found) = first(&text) {
                prop_assert_eq!(&text[found.range.clone()], found.text);
            }
        }
    }
}
