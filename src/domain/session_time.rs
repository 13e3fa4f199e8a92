//! When a session began or ended: an instant that keeps the offset of the place.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, Timelike};

/// By how many minutes the clocks of two machines may differ before what they say is taken for wrong.
const CLOCKS_DIFFER: i64 = 24 * 60;

/// An instant with its offset from UTC, to the second.
///
/// The date and time that a reader sees are those of the place of the session, whatever the zone
/// of the machine that shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionTime(DateTime<FixedOffset>);

impl SessionTime {
    /// Takes an instant, cut to the second.
    pub fn new(time: DateTime<FixedOffset>) -> Self {
        Self(time.with_nanosecond(0).unwrap_or(time))
    }

    /// Returns the same instant cut to the minute.
    pub fn to_the_minute(self) -> Self {
        Self(self.0.with_second(0).unwrap_or(self.0))
    }

    /// Returns the date where the session took place.
    pub fn date(self) -> NaiveDate {
        self.0.date_naive()
    }

    /// Returns the date and time where the session took place.
    pub fn local(self) -> NaiveDateTime {
        self.0.naive_local()
    }

    /// Returns the date and time in UTC.
    pub fn utc(self) -> NaiveDateTime {
        self.0.naive_utc()
    }

    /// Returns the offset from UTC.
    pub fn offset(self) -> FixedOffset {
        *self.0.offset()
    }

    /// Returns the whole minutes from `self` to `later`; negative when `later` is earlier.
    pub fn minutes_until(self, later: Self) -> i64 {
        (later.0 - self.0).num_minutes()
    }

    /// Returns the instant some minutes later.
    pub fn plus_minutes(self, minutes: i64) -> Option<Self> {
        self.0.checked_add_signed(chrono::Duration::minutes(minutes)).map(Self)
    }

    /// Tells whether the instant is earlier than another by more than the clocks of two machines may
    /// differ: a day.
    pub fn is_surely_before(self, later: Self) -> bool {
        self.plus_minutes(CLOCKS_DIFFER).is_some_and(|latest| latest < later)
    }

    /// Returns the time as a person reads it: `Tue 2026-11-24 14:00 -05:00`.
    pub fn readable(self) -> impl fmt::Display {
        self.0.format("%a %Y-%m-%d %H:%M %:z")
    }

    /// Returns the time without its weekday: `2026-11-24 14:00 -05:00`. By hand, because it is done for
    /// every note of a list.
    pub fn plain(self) -> String {
        let (local, offset) = (self.local(), self.offset().local_minus_utc() / 60);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02} {}{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            if offset < 0 { '-' } else { '+' },
            offset.abs() / 60,
            offset.abs() % 60,
        )
    }
}

/// [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), as TOML writes it: `2026-11-24T14:00:00-05:00`. A record
/// has several for each note, and chrono's pattern of it takes far longer.
impl fmt::Display for SessionTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, false))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_time_is_written_as_chrono_writes_it(
            seconds in -70_000_000_000_i64..260_000_000_000,
            offset in -86_399..86_400_i32,
            is_of_minutes in any::<bool>(),
        ) {
            let offset = if is_of_minutes { offset / 60 * 60 } else { offset };
            let zone = FixedOffset::east_opt(offset).unwrap();
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let time = SessionTime::new(instant.with_timezone(&zone));
            prop_assert_eq!(time.to_string(), time.0.format("%Y-%m-%dT%H:%M:%S%:z").to_string());
        }
    }
}
