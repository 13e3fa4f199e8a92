//! When an event is again: the rules of RFC 5545, section 3.3.10, by whole days.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, Weekday};

use crate::calendar::time;

/// How often periods follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// When the rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// At the end of a day, or at a time of the event's own place.
    Local(NaiveDateTime),
    /// At an instant, as UTC shows it.
    Utc(NaiveDateTime),
}

/// A weekday of a period: the first, the last, or every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Nth {
    nth: Option<i32>,
    weekday: Weekday,
}

/// A rule by which an event is again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    frequency: Frequency,
    interval: u32,
    count: Option<usize>,
    until: Option<Until>,
    months: Vec<i32>,
    days_of_month: Vec<i32>,
    weekdays: Vec<Nth>,
    positions: Vec<i32>,
    week_start: Weekday,
}

impl Recurrence {
    /// Reads the value of `RRULE`.
    ///
    /// # Errors
    /// Says what is not understood. What no diary of sessions uses (by the hour, the week of the year, the
    /// day of the year) is refused rather than read as something else.
    pub fn parse(value: &str) -> Result<Self, String> {
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            days_of_month: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
        };
        let mut frequency = None;
        for part in value.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) =
                part.split_once('=').ok_or("has a part without a value".to_owned())?;
            let name = name.trim().to_uppercase();
            let refused = || format!("has a `{name}` that is not understood");
            match name.as_str() {
                "FREQ" => frequency = Some(Frequency::parse(value).ok_or_else(refused)?),
                "INTERVAL" => {
                    let interval = value.parse().ok().filter(|interval| *interval > 0);
                    rule.interval = interval.ok_or_else(refused)?;
                }
                "COUNT" => rule.count = Some(value.parse().map_err(|_| refused())?),
                "UNTIL" => rule.until = Some(until(value).ok_or_else(refused)?),
                "BYMONTH" => rule.months = numbers(value, 1..=12).ok_or_else(refused)?,
                "BYMONTHDAY" => {
                    rule.days_of_month = numbers(value, -31..=31).ok_or_else(refused)?;
                }
                "BYSETPOS" => rule.positions = numbers(value, -366..=366).ok_or_else(refused)?,
                "BYDAY" => {
                    let days: Option<Vec<Nth>> = value.split(',').map(Nth::parse).collect();
                    rule.weekdays = days.ok_or_else(refused)?;
                }
                "WKST" => rule.week_start = weekday(value).ok_or_else(refused)?,
                _ => return Err(refused()),
            }
        }
        rule.frequency = frequency.ok_or("has no `FREQ`".to_owned())?;
        Ok(rule)
    }

    /// Returns when the rule ends, if it says when.
    pub fn until(&self) -> Option<Until> {
        self.until
    }

    /// Returns when the event is, from its first time on, between two times and no later than `until`; all
    /// are times of the event's own place.
    pub fn times(
        &self,
        first: NaiveDateTime,
        from: NaiveDateTime,
        to: NaiveDateTime,
        until: Option<NaiveDateTime>,
    ) -> Vec<NaiveDateTime> {
        let rule = self.with_defaults(first.date());
        let last = until.map_or(to, |until| until.min(to));
        let mut found = Vec::new();
        let mut counted = 0;
        for period in rule.first_period(first, from).. {
            let Some(days) = rule.days_of_period(first.date(), period) else { break };
            if days.first.and_time(first.time()) > last {
                break;
            }
            for day in rule.chosen(&days) {
                let time = day.and_time(first.time());
                if time < first {
                    continue;
                }
                counted += 1;
                if time > last || rule.count.is_some_and(|count| counted > count) {
                    return found;
                }
                if time >= from {
                    found.push(time);
                }
            }
        }
        found
    }

    /// Returns the rule with what it leaves to the first time of the event.
    fn with_defaults(&self, first: NaiveDate) -> Self {
        let mut rule = self.clone();
        if rule.weekdays.is_empty() && rule.days_of_month.is_empty() {
            let day = first.day() as i32;
            match rule.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => {
                    rule.weekdays = vec![Nth { nth: None, weekday: first.weekday() }];
                }
                Frequency::Monthly => rule.days_of_month = vec![day],
                Frequency::Yearly => {
                    rule.days_of_month = vec![day];
                    if rule.months.is_empty() {
                        rule.months = vec![first.month() as i32];
                    }
                }
            }
        }
        rule
    }

    /// Returns the first period that can matter: where nothing is counted, those long before are passed
    /// over.
    fn first_period(&self, first: NaiveDateTime, from: NaiveDateTime) -> u32 {
        if self.count.is_some() {
            return 0;
        }
        let days = (from - first).num_days().max(0);
        let longest = match self.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly => 31,
            Frequency::Yearly => 366,
        };
        let periods = days / longest / i64::from(self.interval);
        u32::try_from(periods.saturating_sub(1)).unwrap_or_default()
    }

    /// Returns the days of a period; `None` beyond the calendar.
    fn days_of_period(&self, first: NaiveDate, period: u32) -> Option<Period> {
        let steps = period.checked_mul(self.interval)?;
        let month_of = |day: NaiveDate| day.with_day(1);
        let (first, end) = match self.frequency {
            Frequency::Daily => {
                let day = first.checked_add_days(Days::new(steps.into()))?;
                (day, day.succ_opt()?)
            }
            Frequency::Weekly => {
                let back = first.weekday().days_since(self.week_start);
                let week = first.checked_sub_days(Days::new(back.into()))?;
                let week = week.checked_add_days(Days::new(u64::from(steps) * 7))?;
                (week, week.checked_add_days(Days::new(7))?)
            }
            Frequency::Monthly => {
                let month = month_of(first)?.checked_add_months(Months::new(steps))?;
                (month, month.checked_add_months(Months::new(1))?)
            }
            Frequency::Yearly => {
                let year = first.year().checked_add(i32::try_from(steps).ok()?)?;
                let year_of = |year| NaiveDate::from_ymd_opt(year, 1, 1);
                (year_of(year)?, year_of(year.checked_add(1)?)?)
            }
        };
        Some(Period { first, end })
    }

    /// Returns the days of a period on which the event is.
    fn chosen(&self, period: &Period) -> Vec<NaiveDate> {
        let days = period.first.iter_days().take_while(|day| *day < period.end);
        let days: Vec<NaiveDate> = days.filter(|day| self.is_on(*day)).collect();
        if self.positions.is_empty() {
            return days;
        }
        let mut chosen: Vec<NaiveDate> = self
            .positions
            .iter()
            .filter_map(|position| {
                let at = match *position {
                    0 => return None,
                    position if position > 0 => position as usize - 1,
                    position => days.len().checked_sub(position.unsigned_abs() as usize)?,
                };
                days.get(at).copied()
            })
            .collect();
        chosen.sort();
        chosen.dedup();
        chosen
    }

    fn is_on(&self, day: NaiveDate) -> bool {
        let is_in = |wanted: &[i32], value: i32| wanted.is_empty() || wanted.contains(&value);
        let of_month = Span::of_month(day);
        let span = match self.frequency {
            Frequency::Yearly if self.months.is_empty() => Span::of_year(day),
            _ => of_month,
        };
        is_in(&self.months, day.month() as i32)
            && (self.days_of_month.is_empty()
                || self.days_of_month.iter().any(|wanted| of_month.is_at(*wanted)))
            && (self.weekdays.is_empty() || self.weekdays.iter().any(|it| it.is_on(day, span)))
    }
}

/// The days from the first to the one before `end`.
struct Period {
    first: NaiveDate,
    end: NaiveDate,
}

/// Where a day stands in its month or year.
#[derive(Clone, Copy)]
struct Span {
    // From 1.
    day: i32,
    length: i32,
}

impl Span {
    fn of_month(day: NaiveDate) -> Self {
        Self { day: day.day() as i32, length: i32::from(day.num_days_in_month()) }
    }

    fn of_year(day: NaiveDate) -> Self {
        let length = if day.leap_year() { 366 } else { 365 };
        Self { day: day.ordinal() as i32, length }
    }

    /// Tells whether the day is the n-th, or the n-th from the end if `nth` is negative.
    fn is_at(self, nth: i32) -> bool {
        self.day == nth || self.day == self.length + 1 + nth
    }
}

impl Nth {
    /// Reads `MO`, `2SU` or `-1FR`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let nth = match nth {
            "" => None,
            nth => Some(nth.parse().ok().filter(|nth| *nth != 0)?),
        };
        Some(Self { nth, weekday: weekday(name)? })
    }

    fn is_on(self, day: NaiveDate, span: Span) -> bool {
        let is_nth = match self.nth {
            None => true,
            Some(nth) if nth > 0 => (span.day - 1) / 7 + 1 == nth,
            Some(nth) => (span.length - span.day) / 7 + 1 == -nth,
        };
        day.weekday() == self.weekday && is_nth
    }
}

impl Frequency {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.trim().to_uppercase().as_str() {
            "DAILY" => Self::Daily,
            "WEEKLY" => Self::Weekly,
            "MONTHLY" => Self::Monthly,
            "YEARLY" => Self::Yearly,
            _ => return None,
        })
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim().to_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

fn numbers(text: &str, range: std::ops::RangeInclusive<i32>) -> Option<Vec<i32>> {
    let number = |text: &str| text.trim().parse().ok().filter(|n| range.contains(n) && *n != 0);
    text.split(',').map(number).collect()
}

fn until(text: &str) -> Option<Until> {
    let text = text.trim();
    if let Some(utc) = text.strip_suffix('Z') {
        return time::date_time(utc).map(Until::Utc);
    }
    let day = || time::date(text)?.and_hms_opt(23, 59, 59);
    time::date_time(text).or_else(day).map(Until::Local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Returns the days of a rule, from its first, as `month-day`.
    fn days(rule: &str, first: &str, from: &str, to: &str) -> Vec<String> {
        let rule = Recurrence::parse(rule).unwrap();
        let until = rule.until().map(|until| match until {
            Until::Local(time) | Until::Utc(time) => time,
        });
        let times = rule.times(at(first), at(from), at(to), until);
        times.iter().map(|time| time.format("%m-%d").to_string()).collect()
    }

    /// Examples of RFC 5545, section 3.8.5.3, whose events begin at 9 in the morning.
    #[test]
    fn the_rules_of_the_standard_give_its_days() {
        let (from, first) = ("1997-01-01 00:00", "1997-09-02 09:00");
        let of = |rule: &str, first: &str, to: &str| days(rule, first, from, to);
        assert_eq!(
            of("FREQ=DAILY;COUNT=3", first, "1998-01-01 00:00"),
            ["09-02", "09-03", "09-04"]
        );
        assert_eq!(
            of("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", first, "1998-01-01 00:00"),
            [
                "09-02", "09-04", "09-09", "09-11", "09-16", "09-18", "09-23", "09-25", "09-30",
                "10-02"
            ]
        );
        assert_eq!(
            of("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", first, "1998-01-01 00:00"),
            ["09-02", "09-04", "09-16", "09-18", "09-30", "10-02", "10-14", "10-16"]
        );
        assert_eq!(
            of("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05 09:00", "1998-01-01 00:00"),
            ["09-05", "10-03", "11-07", "12-05"]
        );
        assert_eq!(
            of("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22 09:00", "1999-01-01 00:00"),
            ["09-22", "10-20", "11-17", "12-22", "01-19", "02-16"]
        );
        assert_eq!(
            of("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28 09:00", "1998-03-01 00:00"),
            ["09-28", "10-29", "11-28", "12-29", "01-29", "02-26"]
        );
        assert_eq!(
            of(
                "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
                "1997-09-04 09:00",
                "1998-01-01 00:00"
            ),
            ["09-04", "10-07", "11-06"]
        );
        assert_eq!(
            of(
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
                "1997-09-29 09:00",
                "1998-03-01 00:00"
            ),
            ["09-29", "10-30", "11-27", "12-30", "01-29", "02-26"]
        );
        assert_eq!(
            of("FREQ=YEARLY;BYDAY=20MO", "1997-05-19 09:00", "2000-01-01 00:00"),
            ["05-19", "05-18", "05-17"]
        );
        assert_eq!(
            of(
                "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                "1996-11-05 09:00",
                "2005-01-01 00:00"
            ),
            ["11-07", "11-02"]
        );
        // A day that a month does not have is passed over.
        assert_eq!(
            of("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15 09:00", "2008-01-01 00:00"),
            ["01-15", "01-30", "02-15", "03-15", "03-30"]
        );
        // The week begins where WKST says.
        let weeks = |wkst: &str| {
            of(
                &format!("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={wkst}"),
                "1997-08-05 09:00",
                "1998-01-01 00:00",
            )
        };
        assert_eq!(weeks("MO"), ["08-05", "08-10", "08-19", "08-24"]);
        assert_eq!(weeks("SU"), ["08-05", "08-17", "08-19", "08-31"]);
    }

    #[test]
    fn a_look_at_a_few_days_finds_what_a_look_at_all_does() {
        for rule in [
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
            "FREQ=MONTHLY;BYDAY=-1TH",
            "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        ] {
            let (first, to) = ("1601-01-05 02:00", "2026-11-24 09:00");
            let all = days(rule, first, first, to);
            let few = days(rule, first, "2025-01-01 00:00", to);
            assert!(!few.is_empty() && all.ends_with(&few), "{rule}: {few:?}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for rule in [
            "",
            "FREQ=HOURLY",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=YEARLY;BYWEEKNO=20",
            "FREQ=DAILY;BYDAY=XX",
            "FREQ=DAILY;COUNT",
            "FREQ=DAILY;UNTIL=soon",
        ] {
            assert!(Recurrence::parse(rule).is_err(), "{rule}");
        }
    }
}
