//! Which instant a time of a place is: as the calendar itself says (`VTIMEZONE`, RFC 5545, section 3.6.5),
//! else as the machine's time zone data do.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use tz::TimeZone;

use crate::calendar::content::{Component, Property};
use crate::calendar::recurrence::{Recurrence, Until};
use crate::calendar::{Problem, Window, time};
use crate::domain::clock::machine_instant;

/// How long before the days that are looked at the changes of a zone are worked out.
const BEFORE: TimeDelta = TimeDelta::days(800);

/// Returns the time zone data of a name such as `America/New_York`, as RFC 8536 has them.
pub type ZoneData<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

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
    // In seconds: before the first change.
    before: i32,
    // Sorted; from when, and the offset from then on.
    changes: Vec<(DateTime<Utc>, i32)>,
}

/// The zones of one calendar.
pub struct Zones<'a> {
    given: BTreeMap<String, Zone>,
    known: BTreeMap<String, Zone>,
    data: ZoneData<'a>,
}

impl<'a> Zones<'a> {
    /// Reads the zones that a calendar describes.
    pub fn read(
        calendar: &Component,
        window: Window,
        data: ZoneData<'a>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut given = BTreeMap::new();
        for zone in calendar.inner.iter().filter(|inner| inner.name == "VTIMEZONE") {
            match described(zone, window) {
                Ok((name, changes)) => {
                    given.insert(name, Zone::Given(changes));
                }
                Err(problem) => problems.push(problem),
            }
        }
        Self { given, known: BTreeMap::new(), data }
    }

    /// Returns the zone that a property means; its value ends in `Z` for UTC.
    ///
    /// # Errors
    /// Fails on a name that neither the calendar nor the machine knows: a wrong offset would be worse.
    pub fn of(&mut self, property: &Property) -> Result<&Zone, Problem> {
        if property.value.trim().ends_with('Z') {
            return Ok(&Zone::Utc);
        }
        let Some(name) = property.parameter("TZID") else { return Ok(&Zone::Here) };
        if self.given.contains_key(name) {
            return Ok(&self.given[name]);
        }
        if !self.known.contains_key(name) {
            let data = (self.data)(name).and_then(|data| TimeZone::from_tz_data(&data).ok());
            let unknown = "is in a time zone that neither the calendar nor this machine knows";
            let zone = data.ok_or_else(|| property.problem(unknown))?;
            self.known.insert(name.to_owned(), Zone::Known(zone));
        }
        Ok(&self.known[name])
    }
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
            Self::Here => crate::domain::clock::on_this_machine(instant),
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

/// Reads a description of a zone.
fn described(zone: &Component, window: Window) -> Result<(String, Changes), Problem> {
    let lacks = |component: &Component, name: &str| Problem {
        line: component.line,
        message: format!("{} has no {name}", component.name),
    };
    let name = zone.property("TZID").ok_or_else(|| lacks(zone, "TZID"))?;
    let (mut changes, mut earliest) = (Vec::new(), None);
    for part in zone.inner.iter().filter(|it| matches!(it.name.as_str(), "STANDARD" | "DAYLIGHT")) {
        let property = |name: &str| part.property(name).ok_or_else(|| lacks(part, name));
        let offset = |property: &Property| {
            let offset = time::offset(property.value.trim());
            offset.ok_or_else(|| property.problem("is no offset such as -0500"))
        };
        let start = property("DTSTART")?;
        let first = time::date_time(start.value.trim())
            .ok_or_else(|| start.problem("is no time such as 20261101T020000"))?;
        let (from, to) = (offset(property("TZOFFSETFROM")?)?, offset(property("TZOFFSETTO")?)?);
        if earliest.is_none_or(|(time, _)| first < time) {
            earliest = Some((first, from));
        }
        let instant = |local: NaiveDateTime| local.and_utc() - TimeDelta::seconds(from.into());
        let mut times = vec![first];
        for rule in part.all("RRULE") {
            let parsed = Recurrence::parse(&rule.value).map_err(|what| rule.problem(&what))?;
            let until = parsed.until().map(|until| match until {
                Until::Local(time) => time,
                Until::Utc(time) => time + TimeDelta::seconds(from.into()),
            });
            let from = window.from.naive_utc() - BEFORE;
            let to = window.to.naive_utc() + TimeDelta::days(2);
            times.extend(parsed.times(first, from, to, until));
        }
        for dates in part.all("RDATE") {
            times.extend(dates.value.split(',').filter_map(|text| time::date_time(text.trim())));
        }
        changes.extend(times.into_iter().map(|local| (instant(local), to)));
    }
    let (_, before) = earliest.ok_or_else(|| lacks(zone, "STANDARD"))?;
    changes.sort();
    Ok((name.value.trim().to_owned(), Changes { before, changes }))
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
