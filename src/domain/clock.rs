//! Where the time comes from.

use chrono::{DateTime, FixedOffset, Local, MappedLocalTime, NaiveDateTime, TimeZone, Utc};

/// Tells the time and knows the zone of the practice. Commands take one, so that tests can hold it still.
pub trait Clock {
    /// Returns the current instant, with the offset of the practice's zone.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Returns what instant a wall clock in the practice means when it shows `time`: none in the
    /// hour that daylight saving skips, two in the hour that it repeats.
    fn local(&self, time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>>;
}

/// The machine's clock and zone.
pub struct SystemClock;

/// A clock that always tells the same time, in the machine's zone.
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn local(&self, time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>> {
        local_time(time)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0.with_timezone(&Local).fixed_offset()
    }

    fn local(&self, time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>> {
        local_time(time)
    }
}

fn local_time(time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>> {
    Local.from_local_datetime(&time).map(|moment| moment.fixed_offset())
}
