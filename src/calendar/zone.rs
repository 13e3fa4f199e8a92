//! Which instant a time of a place is: as the calendar itself says (`VTIMEZONE`, RFC 5545, section 3.6.5),
//! else as the machine's time zone data do.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, Utc};
use icalendar::parser::{Component, Property};
use icalendar::{CalendarDateTime, DatePerhapsTime};
use tz::TimeZone;

use crate::calendar::lines::Lines;
use crate::calendar::{Problem, Window, all, each, recurrence};
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
        calendar: &Component<'_>,
        window: Window,
        data: ZoneData<'a>,
        lines: &Lines,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut given = BTreeMap::new();
        for zone in calendar.components.iter().filter(|inner| inner.name == "VTIMEZONE") {
            match described(zone, window, lines) {
                Ok((name, changes)) => {
                    given.insert(name, Zone::Given(changes));
                }
                Err(problem) => problems.push(problem),
            }
        }
        Self { given, known: BTreeMap::new(), data }
    }

    /// Returns the zone of a name; `None` when neither the calendar nor the machine knows it: a wrong
    /// offset would be worse.
    pub fn named(&mut self, name: &str) -> Option<&Zone> {
        if self.given.contains_key(name) {
            return self.given.get(name);
        }
        if !self.known.contains_key(name) {
            let zone = TimeZone::from_tz_data(&(self.data)(name)?).ok()?;
            self.known.insert(name.to_owned(), Zone::Known(zone));
        }
        self.known.get(name)
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
fn described(
    zone: &Component<'_>,
    window: Window,
    lines: &Lines,
) -> Result<(String, Changes), Problem> {
    let lacks = |component: &Component<'_>, name: &str| {
        let kind = component.name.as_str();
        lines.problem(kind, &format!("{kind} has no {name}"))
    };
    let name = zone.find_prop("TZID").ok_or_else(|| lacks(zone, "TZID"))?;
    let (mut changes, mut earliest) = (Vec::new(), None);
    for part in zone.components.iter().filter(|it| it.name == "STANDARD" || it.name == "DAYLIGHT") {
        let property = |name: &str| part.find_prop(name).ok_or_else(|| lacks(part, name));
        let offset = |name: &str| {
            let property = property(name)?;
            let offset = property.val.as_str().trim().parse::<FixedOffset>();
            let offset = offset.map(|offset| offset.local_minus_utc());
            offset.map_err(|_| lines.problem_of(property, "is no offset such as -0500"))
        };
        let start = property("DTSTART")?;
        let first = shown(start)
            .ok_or_else(|| lines.problem_of(start, "is no time such as 20261101T020000"))?;
        let (from, to) = (offset("TZOFFSETFROM")?, offset("TZOFFSETTO")?);
        if earliest.is_none_or(|(time, _)| first < time) {
            earliest = Some((first, from));
        }
        let before = Zone::Given(Changes { before: from, changes: Vec::new() });
        let mut times = vec![first];
        for rule in all(part, "RRULE") {
            let between =
                (window.from.naive_utc() - BEFORE, window.to.naive_utc() + TimeDelta::days(2));
            let found = recurrence::times(rule.val.as_str(), first, between, &before);
            times.extend(found.map_err(|what| lines.problem_of(rule, what))?);
        }
        times.extend(all(part, "RDATE").flat_map(each).filter_map(|date| shown(&date)));
        changes.extend(times.into_iter().map(|local| (before.instant(local), to)));
    }
    let (_, before) = earliest.ok_or_else(|| lacks(zone, "STANDARD"))?;
    changes.sort();
    Ok((name.val.as_str().trim().to_owned(), Changes { before, changes }))
}

/// Returns what a clock of the zone shows, whose changes are told in its own time.
fn shown(property: &Property<'_>) -> Option<NaiveDateTime> {
    match DatePerhapsTime::try_from(property).ok()? {
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(local)) => Some(local),
        _ => None,
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
