//! How days, times and codes stand where somebody reads them, and not a program.

use std::str::FromStr;

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike, Weekday};

use crate::domain::session_time::SessionTime;

/// How days, times and codes are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// How days and times are written.
    pub dates: Dates,
    /// In which zone the practice is, if it says so.
    pub zone: Option<Zone>,
    /// Whether a code has its words beside it.
    pub spells_codes: bool,
}

/// A way to write days and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dates {
    /// `Wednesday, November 18, 2026, 2:00 to 2:53 pm Eastern`
    Us,
    /// `Wed 2026-11-18 14:00 -05:00 to 14:53`
    #[default]
    Iso,
    /// `Mittwoch, 18. November 2026, 14:00 bis 14:53 Uhr (UTC+1)`
    De,
}

/// A zone of the United States, by the names of 15 U.S.C. 263; Arizona, Hawaii and the Atlantic islands have
/// no summer time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Puerto Rico and the Virgin Islands.
    Atlantic,
    /// From Maine to Florida and inland.
    Eastern,
    /// From the Dakotas to Texas.
    Central,
    /// The Rocky Mountains.
    Mountain,
    /// Mountain time without summer time.
    Arizona,
    /// The west coast.
    Pacific,
    /// Alaska.
    Alaska,
    /// Hawaii.
    Hawaii,
}

/// Each zone: how it is typed, what a reader is told, its standard offset in hours, whether it has summer time.
const ZONES: &[(&str, Zone, &str, i32, bool)] = &[
    ("atlantic", Zone::Atlantic, "Atlantic", -4, false),
    ("eastern", Zone::Eastern, "Eastern", -5, true),
    ("central", Zone::Central, "Central", -6, true),
    ("mountain", Zone::Mountain, "Mountain", -7, true),
    ("arizona", Zone::Arizona, "Mountain", -7, false),
    ("pacific", Zone::Pacific, "Pacific", -8, true),
    ("alaska", Zone::Alaska, "Alaska", -9, true),
    ("hawaii", Zone::Hawaii, "Hawaii", -10, false),
];

const WEEKDAYS: [&str; 7] =
    ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// A text that names no way to write dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a way to write dates: us, iso or de")]
pub struct NotDates;

/// A text that names no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a zone: atlantic, eastern, central, mountain, arizona, pacific, alaska or hawaii; leave it out elsewhere"
)]
pub struct NotAZone;

impl FromStr for Dates {
    type Err = NotDates;

    fn from_str(text: &str) -> Result<Self, NotDates> {
        match text {
            "us" => Ok(Self::Us),
            "iso" => Ok(Self::Iso),
            "de" => Ok(Self::De),
            _ => Err(NotDates),
        }
    }
}

impl FromStr for Zone {
    type Err = NotAZone;

    fn from_str(text: &str) -> Result<Self, NotAZone> {
        ZONES.iter().find(|(name, ..)| *name == text).map(|(_, zone, ..)| *zone).ok_or(NotAZone)
    }
}

impl Wording {
    /// What a program reads: ISO 8601, and codes alone.
    pub const FOR_PROGRAMS: Self = Self { dates: Dates::Iso, zone: None, spells_codes: false };

    /// Returns a day: `November 18, 2026`.
    pub fn day(&self, day: NaiveDate) -> String {
        match self.dates {
            Dates::Us => day.format("%B %-d, %Y").to_string(),
            Dates::Iso => day.to_string(),
            Dates::De => format!("{}. {} {}", day.day(), MONTHS[day.month0() as usize], day.year()),
        }
    }

    /// Returns from which day to which: `November 18, 2026 to November 25, 2026`.
    pub fn period(&self, first: NaiveDate, last: NaiveDate) -> String {
        match (first == last, self.dates) {
            (true, _) => self.day(first),
            (false, Dates::De) => format!("{} bis {}", self.day(first), self.day(last)),
            (false, _) => format!("{} to {}", self.day(first), self.day(last)),
        }
    }

    /// Returns an instant where it was: `Wednesday, November 18, 2026, 2:00 pm Eastern`.
    pub fn time(&self, time: SessionTime) -> String {
        let (local, zone) = (time.local(), self.zone(time));
        match self.dates {
            Dates::Us => {
                format!("{}, {} {zone}", self.weekday_and_day(local), local.format("%-I:%M %P"))
            }
            Dates::Iso => time.readable().to_string(),
            Dates::De => {
                format!("{}, {} Uhr {zone}", self.weekday_and_day(local), local.format("%H:%M"))
            }
        }
    }

    /// Returns from when to when: `Wednesday, November 18, 2026, 2:00 to 2:53 pm Eastern`.
    pub fn span(&self, start: SessionTime, end: SessionTime) -> String {
        let (from, to) = (start.local(), end.local());
        let to_word = if self.dates == Dates::De { "bis" } else { "to" };
        if start.date() != end.date() || start.offset() != end.offset() {
            return format!("{} {to_word} {}", self.time(start), self.time(end));
        }
        match self.dates {
            Dates::Us => {
                let is_one_half = (from.hour() < 12) == (to.hour() < 12);
                let from_time = match is_one_half {
                    true => from.format("%-I:%M").to_string(),
                    false => from.format("%-I:%M %P").to_string(),
                };
                let (day, zone) = (self.weekday_and_day(from), self.zone(start));
                format!("{day}, {from_time} to {} {zone}", to.format("%-I:%M %P"))
            }
            Dates::Iso => format!("{} to {}", start.readable(), to.format("%H:%M")),
            Dates::De => {
                let (day, zone) = (self.weekday_and_day(from), self.zone(start));
                format!("{day}, {} bis {} Uhr {zone}", from.format("%H:%M"), to.format("%H:%M"))
            }
        }
    }

    /// Returns an instant as it stands in a list: `Wed, Nov 18, 2026, 2:00 pm`.
    #[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "contents stand on sheets alone"))]
    pub fn brief(&self, time: SessionTime) -> String {
        let local = time.local();
        match self.dates {
            Dates::Us => local.format("%a, %b %-d, %Y, %-I:%M %P").to_string(),
            Dates::Iso => local.format("%a %Y-%m-%d %H:%M").to_string(),
            Dates::De => {
                let day = &WEEKDAYS[weekday(local.weekday())][..2];
                format!("{day} {}", local.format("%d.%m.%Y %H:%M"))
            }
        }
    }

    /// Returns so many minutes.
    pub fn minutes(&self, minutes: i64) -> String {
        let (one, more) = match self.dates {
            Dates::De => ("Minute", "Minuten"),
            _ => ("minute", "minutes"),
        };
        format!("{minutes} {}", if minutes == 1 { one } else { more })
    }

    fn weekday_and_day(&self, local: NaiveDateTime) -> String {
        let day = self.day(local.date());
        match self.dates {
            Dates::De => format!("{}, {day}", WEEKDAYS[weekday(local.weekday())]),
            _ => format!("{}, {day}", local.format("%A")),
        }
    }

    /// Returns the name of the zone where it can be no other, else the offset: `Eastern`, `(UTC-4)`.
    fn zone(&self, time: SessionTime) -> String {
        let named = (self.dates == Dates::Us).then(|| zone_name(time, self.zone)).flatten();
        named.map_or_else(|| offset(time.offset()), str::to_owned)
    }
}

fn weekday(day: Weekday) -> usize {
    day.num_days_from_monday() as usize
}

fn offset(offset: FixedOffset) -> String {
    let minutes = offset.local_minus_utc() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match rest {
        0 => format!("(UTC{sign}{hours})"),
        _ => format!("(UTC{sign}{hours}:{rest:02})"),
    }
}

/// Returns the name of the one zone that has this offset at this time, among all or of the practice's own.
fn zone_name(time: SessionTime, own: Option<Zone>) -> Option<&'static str> {
    let seconds = time.offset().local_minus_utc();
    let is_summer = is_summer(time.date());
    let has_offset = |standard: i32, summer_time: bool| {
        let is = |summer: bool| (standard + i32::from(summer && summer_time)) * 3600 == seconds;
        is_summer.map_or_else(|| is(false) || is(true), is)
    };
    let mut names = ZONES.iter().filter_map(|(_, zone, name, standard, summer_time)| {
        let is_asked = own.is_none_or(|own| own == *zone);
        (is_asked && has_offset(*standard, *summer_time)).then_some(*name)
    });
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

/// Tells whether a day is in summer time: from the second Sunday of March to the first of November
/// (15 U.S.C. 260a); `None` on the two days of change.
fn is_summer(day: NaiveDate) -> Option<bool> {
    let sunday =
        |month, which| NaiveDate::from_weekday_of_month_opt(day.year(), month, Weekday::Sun, which);
    let (begins, ends) = (sunday(3, 2)?, sunday(11, 1)?);
    (day != begins && day != ends).then_some(begins < day && day < ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: Wording = Wording { dates: Dates::Us, zone: None, spells_codes: true };

    fn at(text: &str) -> SessionTime {
        SessionTime::new(chrono::DateTime::parse_from_rfc3339(text).unwrap())
    }

    #[test]
    fn a_session_is_told_as_a_judge_reads_it() {
        let span = |from: &str, to: &str| US.span(at(from), at(to));
        for (from, to, told) in [
            (
                "2026-11-18T14:00:00-05:00",
                "2026-11-18T14:53:00-05:00",
                "Wednesday, November 18, 2026, 2:00 to 2:53 pm Eastern",
            ),
            (
                "2026-11-18T11:30:00-06:00",
                "2026-11-18T12:20:00-06:00",
                "Wednesday, November 18, 2026, 11:30 am to 12:20 pm Central",
            ),
            (
                "2026-11-18T23:30:00-07:00",
                "2026-11-19T00:20:00-07:00",
                "Wednesday, November 18, 2026, 11:30 pm Mountain to Thursday, November 19, 2026, 12:20 am Mountain",
            ),
        ] {
            assert_eq!(span(from, to), told);
        }
        let de = Wording { dates: Dates::De, ..US };
        assert_eq!(
            de.span(at("2026-03-04T14:00:00+01:00"), at("2026-03-04T14:53:00+01:00")),
            "Mittwoch, 4. März 2026, 14:00 bis 14:53 Uhr (UTC+1)"
        );
        assert_eq!(de.brief(at("2026-03-04T14:00:00+01:00")), "Mi 04.03.2026 14:00");
        assert_eq!(US.brief(at("2026-03-04T14:00:00+01:00")), "Wed, Mar 4, 2026, 2:00 pm");
        let iso = Wording::FOR_PROGRAMS;
        assert_eq!(
            iso.span(at("2026-11-18T14:00:00-05:00"), at("2026-11-18T14:53:00-05:00")),
            "Wed 2026-11-18 14:00 -05:00 to 14:53"
        );
    }

    #[test]
    fn a_zone_is_named_where_it_can_be_no_other() {
        let eastern = Wording { zone: Some(Zone::Eastern), ..US };
        let arizona = Wording { zone: Some(Zone::Arizona), ..US };
        for (wording, time, told) in [
            (US, "2026-12-01T14:00:00-05:00", "Eastern"),
            (US, "2026-07-01T14:00:00-05:00", "Central"),
            (US, "2026-12-01T14:00:00-07:00", "Mountain"),
            (US, "2026-12-01T14:00:00-10:00", "Hawaii"),
            // Eastern in summer time, or Puerto Rico; Pacific in summer time, or Arizona.
            (US, "2026-07-01T14:00:00-04:00", "(UTC-4)"),
            (US, "2026-07-01T14:00:00-07:00", "(UTC-7)"),
            (eastern, "2026-07-01T14:00:00-04:00", "Eastern"),
            (arizona, "2026-07-01T14:00:00-07:00", "Mountain"),
            // A session elsewhere is not moved into the practice's zone.
            (eastern, "2026-07-01T14:00:00-07:00", "(UTC-7)"),
            (eastern, "2026-12-01T14:00:00-04:00", "(UTC-4)"),
            // The days of change.
            (US, "2026-03-08T14:00:00-05:00", "(UTC-5)"),
            (US, "2026-11-01T14:00:00-06:00", "(UTC-6)"),
            (eastern, "2026-03-08T14:00:00-04:00", "Eastern"),
            (US, "2026-12-01T14:00:00+05:30", "(UTC+5:30)"),
        ] {
            assert!(wording.time(at(time)).ends_with(&format!(" pm {told}")), "{time}: {told}");
        }
    }
}
