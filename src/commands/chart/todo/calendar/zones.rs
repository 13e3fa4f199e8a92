//! The zones that times of a calendar name: as it describes them itself (`VTIMEZONE`, RFC 5545, section
//! 3.6.5), else as the machine's time zone data do.

use std::collections::BTreeMap;

use chrono::{FixedOffset, NaiveDateTime, TimeDelta};
use icalendar::parser::{Component, Property};
use icalendar::{CalendarDateTime, DatePerhapsTime};
use tz::TimeZone;

use crate::commands::chart::todo::calendar::lines::Lines;
use crate::commands::chart::todo::calendar::zone::{Changes, Zone};
use crate::commands::chart::todo::calendar::{Problem, Window, all, each, recurrence};

/// How long before the days that are looked at the changes of a zone are worked out.
const BEFORE: TimeDelta = TimeDelta::days(800);

/// Returns the time zone data of a name such as `America/New_York`, as RFC 8536 has them.
pub type ZoneData<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

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
