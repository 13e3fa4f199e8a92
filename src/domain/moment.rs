//! The dates and times a user may type: a closed grammar, because a wrong date in a clinical record
//! is worse than an error.
//!
//! ```text
//! moment = "now" | day (" " | "T" | " at ") clock [offset]
//! day    = YYYY-MM-DD | "today" | "yesterday" | weekday | N " days ago"
//! clock  = HH:MM[:SS] | H[:MM] ("am" | "pm")
//! offset = "Z" | ("+" | "-") HH:MM
//! end    = moment | clock | ["+"] N ("m" | "min" | "minutes")
//! ```
//!
//! A weekday is the most recent one before today; on that very weekday it is refused as unclear.

use std::str::FromStr;

use chrono::{Datelike, Duration, FixedOffset, MappedLocalTime, NaiveDate, NaiveTime, Weekday};

use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;

/// A day as typed: `2026-11-24`, `yesterday`, `monday`, `3 days ago`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// A calendar date.
    On(NaiveDate),
    /// That many days before today.
    DaysAgo(u32),
    /// The most recent such day before today.
    Last(Weekday),
}

/// Some days in a row, open at either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Days {
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

/// A date and time as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The current minute.
    Now,
    /// A time on a day; without an offset, the practice's zone decides.
    At(Day, NaiveTime, Option<FixedOffset>),
}

/// The end of a session as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// A date and time of its own.
    Moment(Moment),
    /// A time on the day the session began.
    Clock(NaiveTime),
    /// That many minutes after the session began.
    Minutes(u32),
}

/// A text that is not of the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// Not a day.
    #[error("not a day; use `2026-11-24`, `today`, `yesterday`, `monday` or `3 days ago`")]
    Day,
    /// Not a date and time.
    #[error(
        "not a date and time; use `2026-11-24 14:00`, `2026-11-24T14:00-05:00`, `today 2pm`, \
         `yesterday 14:00`, `monday 9:30am`, `3 days ago 14:00` or `now`"
    )]
    Moment,
    /// Not the end of a session.
    #[error(
        "not the end of a session; use `14:53`, `53m`, or a date and time such as `2026-11-24 14:53`"
    )]
    SessionEnd,
}

/// A day or time that the grammar allows and the calendar does not settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsettledTime {
    /// The weekday is today's.
    #[error("`{0}` is today's weekday, so it could mean today or a week ago")]
    WeekdayIsToday(Weekday),
    /// The clocks went forward over this time.
    #[error("the time {0} does not exist here: the clocks went forward over it")]
    Skipped(chrono::NaiveDateTime),
    /// The clocks went back, so that this time came twice.
    #[error("the time {} came twice here: the clocks went back", earlier.local())]
    Repeated {
        /// The first of the two.
        earlier: SessionTime,
        /// The second of the two.
        later: SessionTime,
    },
    /// Outside the calendar.
    #[error("the date is outside the calendar")]
    OutOfRange,
}

impl Explain for UnsettledTime {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::WeekdayIsToday(_) => "Say `today`, or give the date.".into(),
            Self::Skipped(_) => "Give the time the clock on the wall showed.".into(),
            Self::Repeated { earlier, later } => format!(
                "Add the offset: `{}` for the first, `{}` for the second.",
                earlier.local().format("%Y-%m-%d %H:%M").to_string()
                    + &earlier.offset().to_string(),
                later.local().format("%Y-%m-%d %H:%M").to_string() + &later.offset().to_string(),
            ),
            Self::OutOfRange => "Give the date as YYYY-MM-DD.".into(),
        })
    }
}

impl Day {
    /// Returns the date that is meant when today is `today`.
    pub fn resolve(self, today: NaiveDate) -> Result<NaiveDate, UnsettledTime> {
        match self {
            Self::On(date) => Ok(date),
            Self::DaysAgo(days) => today
                .checked_sub_signed(Duration::days(days.into()))
                .ok_or(UnsettledTime::OutOfRange),
            Self::Last(weekday) if weekday == today.weekday() => {
                Err(UnsettledTime::WeekdayIsToday(weekday))
            }
            Self::Last(weekday) => {
                let back = today.weekday().days_since(weekday);
                today
                    .checked_sub_signed(Duration::days(back.into()))
                    .ok_or(UnsettledTime::OutOfRange)
            }
        }
    }
}

impl Days {
    /// Returns the days from `since` to `until`, both included.
    ///
    /// # Errors
    /// As [`Day::resolve`].
    pub fn between(
        since: Option<Day>,
        until: Option<Day>,
        clock: &dyn Clock,
    ) -> Result<Self, UnsettledTime> {
        let resolve = |day: Day| day.resolve(clock.now().date_naive());
        Ok(Self { since: since.map(resolve).transpose()?, until: until.map(resolve).transpose()? })
    }

    /// Returns all days.
    pub fn all() -> Self {
        Self { since: None, until: None }
    }

    /// Tells whether there is a first one.
    pub fn has_start(self) -> bool {
        self.since.is_some()
    }

    /// Returns the first day, if there is one.
    pub fn since(self) -> Option<NaiveDate> {
        self.since
    }

    /// Tells whether a day is one of them.
    pub fn hold(self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| day >= since) && self.until.is_none_or(|until| day <= until)
    }
}

impl Moment {
    /// Returns the instant that is meant.
    ///
    /// # Errors
    /// Fails when daylight saving skips or repeats the time, and on today's weekday.
    pub fn resolve(self, clock: &dyn Clock) -> Result<SessionTime, UnsettledTime> {
        match self {
            Self::Now => Ok(SessionTime::new(clock.now()).to_the_minute()),
            Self::At(day, time, offset) => {
                settle(day.resolve(clock.now().date_naive())?, time, offset, clock)
            }
        }
    }
}

impl SessionEnd {
    /// Returns the instant that is meant for a session that began at `start`.
    ///
    /// # Errors
    /// As [`Moment::resolve`].
    pub fn resolve(
        self,
        start: SessionTime,
        clock: &dyn Clock,
    ) -> Result<SessionTime, UnsettledTime> {
        match self {
            Self::Moment(moment) => moment.resolve(clock),
            Self::Minutes(minutes) => {
                start.plus_minutes(minutes.into()).ok_or(UnsettledTime::OutOfRange)
            }
            // The offset of the start holds, unless the session runs over a change of the clocks.
            Self::Clock(time) => {
                settle(start.date(), time, None, clock).and_then(|end| match end.offset() {
                    offset if offset == start.offset() => Ok(end),
                    _ if settle_offset_differs(start, clock) => {
                        settle(start.date(), time, Some(start.offset()), clock)
                    }
                    _ => Ok(end),
                })
            }
        }
    }
}

/// Tells whether the start carries an offset that the practice's zone did not have then.
fn settle_offset_differs(start: SessionTime, clock: &dyn Clock) -> bool {
    match clock.local(start.local()) {
        MappedLocalTime::Single(here) => here.offset() != &start.offset(),
        MappedLocalTime::Ambiguous(a, b) => {
            a.offset() != &start.offset() && b.offset() != &start.offset()
        }
        MappedLocalTime::None => true,
    }
}

fn settle(
    date: NaiveDate,
    time: NaiveTime,
    offset: Option<FixedOffset>,
    clock: &dyn Clock,
) -> Result<SessionTime, UnsettledTime> {
    let local = date.and_time(time);
    let mapped = match offset {
        Some(offset) => local.and_local_timezone(offset),
        None => clock.local(local),
    };
    match mapped {
        MappedLocalTime::Single(time) => Ok(SessionTime::new(time)),
        MappedLocalTime::None => Err(UnsettledTime::Skipped(local)),
        // chrono's zones do not agree on the order of the two, so order them here.
        MappedLocalTime::Ambiguous(a, b) => Err(UnsettledTime::Repeated {
            earlier: SessionTime::new(a.min(b)),
            later: SessionTime::new(a.max(b)),
        }),
    }
}

impl FromStr for Day {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_lowercase();
        match split_day(&text) {
            Some((day, "")) => Ok(day),
            _ => Err(NotUnderstood::Day),
        }
    }
}

impl FromStr for Moment {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_lowercase();
        if text == "now" {
            return Ok(Self::Now);
        }
        let parse = || {
            let (day, rest) = split_day(&text)?;
            let rest = match rest.strip_prefix('t') {
                Some(rest) if matches!(day, Day::On(_)) => rest,
                _ => rest.strip_prefix(' ')?.trim_start(),
            };
            let rest = rest.strip_prefix("at ").unwrap_or(rest).trim_start();
            let (clock, offset) = split_offset(rest)?;
            Some(Self::At(day, parse_clock(clock)?, offset))
        };
        parse().ok_or(NotUnderstood::Moment)
    }
}

impl FromStr for SessionEnd {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_lowercase();
        if let Some(time) = parse_clock(&lower) {
            return Ok(Self::Clock(time));
        }
        let digits = lower.trim_start_matches('+');
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        if matches!(digits[end..].trim(), "m" | "min" | "minute" | "minutes") {
            return number(&digits[..end], 1, 1440)
                .map(Self::Minutes)
                .ok_or(NotUnderstood::SessionEnd);
        }
        text.parse().map(Self::Moment).map_err(|_| NotUnderstood::SessionEnd)
    }
}

/// Splits a day off the beginning of a lower-case text.
fn split_day(text: &str) -> Option<(Day, &str)> {
    if let Some(head) = text.get(..10)
        && let Some(date) = parse_date(head)
    {
        return Some((Day::On(date), &text[10..]));
    }
    let (word, rest) = text.split_at(text.find(' ').unwrap_or(text.len()));
    let day = match word {
        "today" => Day::DaysAgo(0),
        "yesterday" => Day::DaysAgo(1),
        "monday" | "mon" => Day::Last(Weekday::Mon),
        "tuesday" | "tue" => Day::Last(Weekday::Tue),
        "wednesday" | "wed" => Day::Last(Weekday::Wed),
        "thursday" | "thu" => Day::Last(Weekday::Thu),
        "friday" | "fri" => Day::Last(Weekday::Fri),
        "saturday" | "sat" => Day::Last(Weekday::Sat),
        "sunday" | "sun" => Day::Last(Weekday::Sun),
        _ => {
            let days = number(word, 0, 36_500)?;
            let rest = rest.strip_prefix(" days ago").or_else(|| rest.strip_prefix(" day ago"))?;
            return Some((Day::DaysAgo(days), rest));
        }
    };
    Some((day, rest))
}

/// Reads an instant as RFC 3339 writes it.
pub fn parse_instant(text: &str) -> Option<SessionTime> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(SessionTime::new)
}

/// Reads `YYYY-MM-DD` and nothing else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    NaiveDate::from_ymd_opt(
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    )
}

fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(clock) = text.strip_suffix('z') {
        return Some((clock, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at(at);
    let (hours, minutes) = offset[1..].split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let seconds = (number(hours, 0, 14)? * 3600 + number(minutes, 0, 59)? * 60) as i32;
    let seconds = if offset.starts_with('-') { -seconds } else { seconds };
    Some((clock.trim_end(), Some(FixedOffset::east_opt(seconds)?)))
}

fn parse_clock(text: &str) -> Option<NaiveTime> {
    let twelve =
        text.strip_suffix("am").map(|t| (t, 0)).or(text.strip_suffix("pm").map(|t| (t, 12)));
    if let Some((clock, shift)) = twelve {
        let (hour, minute) = clock.trim_end().split_once(':').unwrap_or((clock.trim_end(), "00"));
        let hour = number(hour, 1, 12)? % 12 + shift;
        return NaiveTime::from_hms_opt(hour, two_digits(minute, 59)?, 0);
    }
    let (hour, rest) = text.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    NaiveTime::from_hms_opt(number(hour, 0, 23)?, two_digits(minute, 59)?, two_digits(second, 59)?)
}

fn two_digits(text: &str, most: u32) -> Option<u32> {
    (text.len() == 2).then(|| number(text, 0, most)).flatten()
}

/// Reads a whole number written with ASCII digits alone.
fn number(text: &str, least: u32, most: u32) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && (least..=most).contains(n))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDateTime, TimeZone};

    use super::*;

    /// Tuesday 2026-11-24 09:30 in New York, whose clocks the fake knows for 2026.
    struct NewYork;

    impl Clock for NewYork {
        fn now(&self) -> DateTime<FixedOffset> {
            DateTime::parse_from_rfc3339("2026-11-24T09:30:12-05:00").unwrap()
        }

        fn local(&self, time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>> {
            let at = |hours: i32| {
                FixedOffset::east_opt(hours * 3600).unwrap().from_local_datetime(&time).unwrap()
            };
            let text = time.format("%Y-%m-%d %H:%M").to_string();
            match text.as_str() {
                "2026-03-08 02:30" => MappedLocalTime::None,
                "2026-11-01 01:30" => MappedLocalTime::Ambiguous(at(-5), at(-4)),
                text if ("2026-03-08 03:00".."2026-11-01 02:00").contains(&text) => {
                    MappedLocalTime::Single(at(-4))
                }
                _ => MappedLocalTime::Single(at(-5)),
            }
        }
    }

    fn resolve(text: &str) -> String {
        let moment: Moment = text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
        moment.resolve(&NewYork).unwrap().to_string()
    }

    #[test]
    fn every_form_of_the_grammar_is_understood() {
        for (typed, meant) in [
            ("now", "2026-11-24T09:30:00-05:00"),
            ("2026-11-24 14:00", "2026-11-24T14:00:00-05:00"),
            ("2026-11-24T14:00", "2026-11-24T14:00:00-05:00"),
            ("2026-11-24T14:00:05+01:00", "2026-11-24T14:00:05+01:00"),
            ("2026-11-24T14:00Z", "2026-11-24T14:00:00+00:00"),
            ("2026-07-01 14:00", "2026-07-01T14:00:00-04:00"),
            ("today 2pm", "2026-11-24T14:00:00-05:00"),
            ("Today 2:30 PM", "2026-11-24T14:30:00-05:00"),
            ("today 12am", "2026-11-24T00:00:00-05:00"),
            ("today 12pm", "2026-11-24T12:00:00-05:00"),
            ("yesterday 14:00", "2026-11-23T14:00:00-05:00"),
            ("yesterday at 2pm", "2026-11-23T14:00:00-05:00"),
            ("monday 10:00", "2026-11-23T10:00:00-05:00"),
            ("wed 9:05", "2026-11-18T09:05:00-05:00"),
            ("3 days ago 14:00", "2026-11-21T14:00:00-05:00"),
            ("1 day ago 8am", "2026-11-23T08:00:00-05:00"),
        ] {
            assert_eq!(resolve(typed), meant, "{typed:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for typed in [
            "",
            "blargh",
            "2026-02-30 14:00",
            "2026-11-24",
            "14:00",
            "2pm",
            "today",
            "today 25:00",
            "today 24:00",
            "today 2",
            "tomorrow 9:00",
            "noon",
            "today 13pm",
            "today 0am",
            "today 2:5pm",
            "today 14:00 garbage",
            "today 14:00+1:00",
            "last monday 10am",
            "２０２６-11-24 14:00",
            "-3 days ago 14:00",
            "2026-11-2414:00",
            "today T14:00",
        ] {
            assert!(typed.parse::<Moment>().is_err(), "{typed:?} was accepted");
        }
    }

    #[test]
    fn a_skipped_or_repeated_hour_is_not_guessed() {
        let fail = |typed: &str| typed.parse::<Moment>().unwrap().resolve(&NewYork).unwrap_err();
        assert!(matches!(fail("2026-03-08 02:30"), UnsettledTime::Skipped(_)));
        let repeated = fail("2026-11-01 01:30");
        assert_eq!(
            repeated.hint().unwrap(),
            "Add the offset: `2026-11-01 01:30-04:00` for the first, `2026-11-01 01:30-05:00` for the second."
        );
        assert_eq!(resolve("2026-11-01 01:30-04:00"), "2026-11-01T01:30:00-04:00");
    }

    #[test]
    fn todays_weekday_is_not_guessed() {
        let tuesday: Moment = "tuesday 14:00".parse().unwrap();
        assert_eq!(tuesday.resolve(&NewYork), Err(UnsettledTime::WeekdayIsToday(Weekday::Tue)));
    }

    #[test]
    fn the_end_of_a_session_may_be_short() {
        let start = "2026-11-24 14:00".parse::<Moment>().unwrap().resolve(&NewYork).unwrap();
        let end = |typed: &str| {
            typed.parse::<SessionEnd>().unwrap().resolve(start, &NewYork).unwrap().to_string()
        };
        assert_eq!(end("14:53"), "2026-11-24T14:53:00-05:00");
        assert_eq!(end("2:53pm"), "2026-11-24T14:53:00-05:00");
        assert_eq!(end("53m"), "2026-11-24T14:53:00-05:00");
        assert_eq!(end("+53 minutes"), "2026-11-24T14:53:00-05:00");
        assert_eq!(end("2026-11-25 00:10"), "2026-11-25T00:10:00-05:00");
        for typed in ["", "53", "0m", "2000m", "m", "soon"] {
            assert!(typed.parse::<SessionEnd>().is_err(), "{typed:?} was accepted");
        }
    }

    #[test]
    fn the_end_keeps_an_offset_given_for_the_start() {
        let start = "2026-11-24 14:00+01:00".parse::<Moment>().unwrap().resolve(&NewYork).unwrap();
        let end = "14:53".parse::<SessionEnd>().unwrap().resolve(start, &NewYork).unwrap();
        assert_eq!(end.to_string(), "2026-11-24T14:53:00+01:00");
    }

    #[test]
    fn days_are_understood_without_a_time() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let day = |typed: &str| typed.parse::<Day>().unwrap().resolve(today).unwrap().to_string();
        assert_eq!(day("2026-01-31"), "2026-01-31");
        assert_eq!(day("yesterday"), "2026-11-23");
        assert_eq!(day("7 days ago"), "2026-11-17");
        assert_eq!(day("monday"), "2026-11-23");
        for typed in ["2026-02-30", "blargh", "2026-11-24 14:00", ""] {
            assert!(typed.parse::<Day>().is_err(), "{typed:?} was accepted");
        }
    }
}
