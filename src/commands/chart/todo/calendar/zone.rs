//! Which instant a time of a place is.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use tz::TimeZone;

use crate::domain::clock::{machine_instant, on_this_machine};

/// Where a time is meant.
pub enum Zone {
    /// Wherever one is: the machine's zone.
    Here,
    /// UTC.
    Utc,
    /// As the calendar says.
    Given(Changes),
    /// As the machine's data say.
    Known(TimeZone),
}

/// When the offset of a zone changes.
pub struct Changes {
    /// In seconds: before the first change.
    pub before: i32,
    /// From when, and the offset from then on; sorted.
    pub changes: Vec<(DateTime<Utc>, i32)>,
}

impl Zone {
    /// Returns the instant at which a clock of the zone shows a time: the first one where it shows it
    /// twice, and where it never does, as by the offset before (section 3.3.5).
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        if let Self::Here = self {
            return machine_instant(local);
        }
        let near = local.and_utc();
        let with = |offset: i32| near - TimeDelta::seconds(offset.into());
        let before = self.offset_at(near - TimeDelta::days(1));
        let after = self.offset_at(near + TimeDelta::days(1));
        let shows = |offset: &i32| self.offset_at(with(*offset)) == *offset;
        with([before, after].into_iter().find(shows).unwrap_or(before))
    }

    /// Returns what a clock of the zone shows at an instant.
    pub fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Here => on_this_machine(instant),
            _ => instant.naive_utc() + TimeDelta::seconds(self.offset_at(instant).into()),
        }
    }

    fn offset_at(&self, instant: DateTime<Utc>) -> i32 {
        match self {
            Self::Here | Self::Utc => 0,
            Self::Given(Changes { before, changes }) => {
                let at = changes.partition_point(|(from, _)| *from <= instant);
                at.checked_sub(1).map_or(*before, |at| changes[at].1)
            }
            // Beyond the end of its data a zone has no offset that is known.
            Self::Known(zone) => {
                zone.find_local_time_type(instant.timestamp()).map_or(0, |it| it.ut_offset())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_no_clock_shows_is_read_by_the_offset_before() {
        let instant = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let changes = vec![(instant("2026-03-08T07:00:00Z"), -14_400)];
        let zone = Zone::Given(Changes { before: -18_000, changes });
        let half_past_two = instant("2026-03-08T02:30:00Z").naive_utc();
        assert_eq!(zone.instant(half_past_two), instant("2026-03-08T07:30:00Z"));
    }
}
