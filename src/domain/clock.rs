//! Where the time comes from.

use chrono::{
    DateTime, FixedOffset, Local, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone, Utc,
};

use crate::domain::session_time::SessionTime;

/// Tells the time and knows the zone of the practice. Commands take one, so that tests can hold it still.
pub trait Clock {
    /// Returns the current instant, with the offset of the practice's zone.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Returns what instant a wall clock in the practice means when it shows `time`: none in the
    /// hour that daylight saving skips, two in the hour that it repeats.
    fn local(&self, time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>>;
}

/// Returns when something was, by the clock on the wall; where daylight saving skips the time, an hour later.
pub fn on_the_wall(clock: &dyn Clock, date: NaiveDate, time: NaiveTime) -> SessionTime {
    let local = date.and_time(time);
    let tried = [0, 1, 24].map(|hours| clock.local(local + TimeDelta::hours(hours)).earliest());
    let found = tried.into_iter().flatten().next();
    SessionTime::new(found.unwrap_or_else(|| local.and_utc().fixed_offset()))
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

/// Returns when a day begins in the practice. Where daylight saving skips midnight, it is an hour later.
pub fn begin_of(clock: &dyn Clock, day: NaiveDate) -> DateTime<Utc> {
    instant(|time| clock.local(time), day.and_time(NaiveTime::MIN))
}

/// Returns the instant at which a clock on this machine shows a time, as `mktime` does.
pub fn machine_instant(time: NaiveDateTime) -> DateTime<Utc> {
    instant(local_time, time)
}

/// Returns what a clock on this machine shows at an instant.
pub fn on_this_machine(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&Local).naive_local()
}

fn instant(
    local: impl Fn(NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>>,
    time: NaiveDateTime,
) -> DateTime<Utc> {
    // The longest gap in use is an hour; two suffice for a whole day that a zone once skipped.
    let tried = [0, 1, 24].map(TimeDelta::hours);
    let found = tried.iter().find_map(|later| local(time + *later).earliest());
    found.map_or_else(|| time.and_utc(), |found| found.to_utc())
}

fn local_time(time: NaiveDateTime) -> MappedLocalTime<DateTime<FixedOffset>> {
    Local.from_local_datetime(&time).map(|moment| moment.fixed_offset())
}
