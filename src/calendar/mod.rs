//! Sessions that a calendar of another program has (iCalendar, RFC 5545): read, never written.
//!
//! A text goes in, what took place between two instants comes out, and beside it the problems with their
//! lines. An event that cannot be understood is told and passed over; no other is.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::content::{Component, Property, components};
use crate::calendar::recurrence::{Recurrence, Until};
use crate::calendar::zone::{Zone, ZoneData, Zones};

mod content;
mod recurrence;
mod time;
pub mod zone;

/// Something in a calendar that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: usize,
    /// What is the matter; no text of the calendar.
    pub message: String,
}

/// The instants between which events are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// From when an event begins.
    pub from: DateTime<Utc>,
    /// By when it has ended.
    pub to: DateTime<Utc>,
}

/// An event that has taken place, once for each time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Session {
    /// When it began.
    pub start: DateTime<Utc>,
    /// When it ended, if the calendar says so.
    pub end: Option<DateTime<Utc>>,
    /// Its title.
    pub title: String,
    /// Its categories.
    pub categories: Vec<String>,
}

/// Reads what took place by a calendar; `zone_data` is asked for zones that it does not describe itself.
pub fn sessions(
    text: &str,
    window: Window,
    zone_data: ZoneData<'_>,
) -> (Vec<Session>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let calendars = components(text, &mut problems);
    if calendars.is_empty() && problems.is_empty() {
        problems.push(Problem { line: 1, message: "there is no BEGIN:VCALENDAR".to_owned() });
    }
    for calendar in calendars.iter().filter(|component| component.name == "VCALENDAR") {
        let mut zones = Zones::read(calendar, window, zone_data, &mut problems);
        let events = calendar.inner.iter().filter(|inner| inner.name == "VEVENT");
        let (changed, whole): (Vec<_>, Vec<_>) =
            events.partition(|event| event.property("RECURRENCE-ID").is_some());
        let mut instead: BTreeMap<String, Vec<DateTime<Utc>>> = BTreeMap::new();
        for event in changed {
            match read_changed(event, &mut zones) {
                Ok(None) => {}
                Ok(Some(Changed { of, original, session })) => {
                    instead.entry(of).or_default().push(original);
                    found.extend(session.filter(|session| is_in(session, window)));
                }
                Err(problem) => problems.push(problem),
            }
        }
        for event in whole {
            let replaced = instead.get(&identity(event)).map_or(&[][..], Vec::as_slice);
            match read_whole(event, window, replaced, &mut zones) {
                Ok(sessions) => found.extend(sessions),
                Err(problem) => problems.push(problem),
            }
        }
    }
    found.sort();
    (found, problems)
}

/// Returns what the versions of one event have in common.
fn identity(event: &Component) -> String {
    event.property("UID").map(Property::text).unwrap_or_default()
}

/// Tells whether an event is over, and began late enough.
fn is_in(session: &Session, window: Window) -> bool {
    window.from <= session.start && session.end.unwrap_or(session.start) <= window.to
}

fn is_cancelled(event: &Component) -> bool {
    let status = event.property("STATUS");
    status.is_some_and(|status| status.value.trim().eq_ignore_ascii_case("CANCELLED"))
}

/// One time of an event that is otherwise than its rule says.
struct Changed {
    of: String,
    original: DateTime<Utc>,
    // `None` if it is cancelled, or became a whole day.
    session: Option<Session>,
}

/// Reads an event that stands for one time of another; `None` for one of whole days.
fn read_changed(event: &Component, zones: &mut Zones<'_>) -> Result<Option<Changed>, Problem> {
    let original = event.property("RECURRENCE-ID").expect("it was chosen for that");
    if original.parameter("RANGE").is_some() {
        return Err(original.problem("changes all later times at once, which is not understood"));
    }
    if time::date(original.value.trim()).is_some() {
        return Ok(None);
    }
    let instead_of = instants(original, zones)?.remove(0);
    let session = match (is_cancelled(event), times(event, zones)?) {
        (false, Some(times)) => {
            let start = times.zone.instant(times.first);
            Some(session(event, start, times.length))
        }
        _ => None,
    };
    Ok(Some(Changed { of: identity(event), original: instead_of, session }))
}

/// Reads an event with all its times in the window but those that others stand for.
fn read_whole(
    event: &Component,
    window: Window,
    replaced: &[DateTime<Utc>],
    zones: &mut Zones<'_>,
) -> Result<Vec<Session>, Problem> {
    if is_cancelled(event) {
        return Ok(Vec::new());
    }
    // Days that are taken out as a whole, and instants.
    let (mut days, mut away) = (Vec::new(), replaced.to_vec());
    for dates in event.all("EXDATE") {
        match dates.parameter("VALUE") {
            Some("DATE") => {
                days.extend(dates.value.split(',').filter_map(|day| time::date(day.trim())))
            }
            _ => away.extend(instants(dates, zones)?),
        }
    }
    let mut added = Vec::new();
    for dates in event.all("RDATE").filter(|dates| dates.parameter("VALUE") != Some("DATE")) {
        added.extend(instants(dates, zones)?);
    }
    // What lasts a day or more is no session.
    let Some(Times { zone, first, length }) = times(event, zones)? else { return Ok(Vec::new()) };
    // A day on both sides, because a local time may be that far from UTC.
    let day = TimeDelta::days(1);
    let (from, to) = (window.from.naive_utc() - day, window.to.naive_utc() + day);
    let mut starts = vec![zone.instant(first)];
    for rule in event.all("RRULE") {
        let parsed = Recurrence::parse(&rule.value).map_err(|what| rule.problem(&what))?;
        let until = parsed.until().map(|until| match until {
            Until::Local(time) => time,
            Until::Utc(time) => zone.local(time.and_utc()),
        });
        starts.extend(
            parsed.times(first, from, to, until).into_iter().map(|time| zone.instant(time)),
        );
    }
    starts.extend(added);
    starts.sort();
    starts.dedup();
    let is_away =
        |start: &DateTime<Utc>| away.contains(start) || days.contains(&zone.local(*start).date());
    let sessions = starts.into_iter().filter(|start| !is_away(start));
    let sessions = sessions.map(|start| session(event, start, length));
    Ok(sessions.filter(|session| is_in(session, window)).collect())
}

fn session(event: &Component, start: DateTime<Utc>, length: Option<TimeDelta>) -> Session {
    let title = event.property("SUMMARY").map(Property::text).unwrap_or_default();
    let categories = event.all("CATEGORIES").flat_map(|property| {
        property.value.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()
    });
    Session {
        start,
        end: length.map(|length| start + length),
        title: title.trim().to_owned(),
        categories: categories.collect(),
    }
}

/// The first time of an event, and how long it lasts.
struct Times<'z> {
    zone: &'z Zone,
    first: chrono::NaiveDateTime,
    length: Option<TimeDelta>,
}

/// Reads when an event is; `None` for one of whole days.
fn times<'z>(event: &Component, zones: &'z mut Zones<'_>) -> Result<Option<Times<'z>>, Problem> {
    let start = event.property("DTSTART").ok_or_else(|| Problem {
        line: event.line,
        message: "the event has no DTSTART".to_owned(),
    })?;
    if time::date(start.value.trim()).is_some() {
        return Ok(None);
    }
    let (first, begun) = (local(start)?, instants(start, zones)?.remove(0));
    let length = match (event.property("DTEND"), event.property("DURATION")) {
        (Some(end), _) => Some(instants(end, zones)?.remove(0) - begun),
        (None, Some(duration)) => {
            let length = time::duration(duration.value.trim());
            Some(length.ok_or_else(|| duration.problem("is no duration such as PT50M"))?)
        }
        (None, None) => None,
    };
    if length.is_some_and(|length| length < TimeDelta::zero()) {
        return Err(start.problem("is after the end of the event"));
    }
    Ok(Some(Times { zone: zones.of(start)?, first, length }))
}

fn local(property: &Property) -> Result<chrono::NaiveDateTime, Problem> {
    local_of(property, &property.value)
}

fn local_of(property: &Property, text: &str) -> Result<chrono::NaiveDateTime, Problem> {
    // Of a period the beginning.
    let text = text.split('/').next().unwrap_or_default().trim();
    time::date_time(text.strip_suffix('Z').unwrap_or(text))
        .ok_or_else(|| property.problem("is no time such as 20261120T140000"))
}

/// Returns the instants that a property names, at least one.
fn instants(property: &Property, zones: &mut Zones<'_>) -> Result<Vec<DateTime<Utc>>, Problem> {
    let zone = zones.of(property)?;
    let instant = |text: &str| Ok(zone.instant(local_of(property, text)?));
    property.value.split(',').map(instant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW_YORK: &str = "\
BEGIN:VTIMEZONE
TZID:Here
BEGIN:STANDARD
DTSTART:16011104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
";

    fn instant(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn read(events: &str) -> (Vec<String>, Vec<Problem>) {
        let text = format!("BEGIN:VCALENDAR\n{NEW_YORK}{events}END:VCALENDAR\n");
        let window =
            Window { from: instant("2026-10-01T00:00:00Z"), to: instant("2026-11-24T14:30:00Z") };
        let (found, problems) = sessions(&text, window, &|_| None);
        let shown = |session: &Session| {
            let minutes = session.end.map(|end| (end - session.start).num_minutes());
            format!("{} {}", session.start.format("%m-%d %H:%M"), minutes.unwrap_or_default())
        };
        (found.iter().map(shown).collect(), problems)
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\nUID:1\nSUMMARY:B.S.\n{lines}\nEND:VEVENT\n")
    }

    #[test]
    fn a_weekly_session_stays_at_its_hour_when_the_clocks_change() {
        let weekly =
            "DTSTART;TZID=Here:20261020T140000\nDTEND;TZID=Here:20261020T145000\nRRULE:FREQ=WEEKLY";
        let (found, problems) = read(&event(weekly));
        let expected = [
            "10-20 18:00 50",
            "10-27 18:00 50",
            "11-03 19:00 50",
            "11-10 19:00 50",
            "11-17 19:00 50",
        ];
        assert_eq!((found, problems), (expected.map(String::from).to_vec(), Vec::new()));
    }

    #[test]
    fn exceptions_are_taken_out_moved_and_added() {
        let weekly = event(
            "DTSTART;TZID=Here:20261020T140000\nDURATION:PT50M\nRRULE:FREQ=WEEKLY;COUNT=5\n\
             EXDATE;TZID=Here:20261027T140000\nEXDATE;VALUE=DATE:20261103\nRDATE:20261105T150000Z",
        );
        let moved = event(
            "RECURRENCE-ID;TZID=Here:20261110T140000\nDTSTART:20261111T160000Z\nDURATION:PT25M",
        );
        let cancelled = event(
            "RECURRENCE-ID:20261117T190000Z\nDTSTART;TZID=Here:20261117T140000\nSTATUS:CANCELLED",
        );
        let (found, problems) = read(&format!("{weekly}{moved}{cancelled}"));
        assert_eq!(found, ["10-20 18:00 50", "11-05 15:00 50", "11-11 16:00 25"], "{problems:?}");
    }

    #[test]
    fn an_hour_that_is_repeated_is_its_first_instant() {
        // 2026-11-01: half past one is shown twice; the first is meant.
        let (found, _) = read(&event("DTSTART;TZID=Here:20261101T013000"));
        assert_eq!(found, ["11-01 05:30 0"]);
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_line_and_all_else_is_read() {
        let good = event("DTSTART:20261120T140000Z");
        let bad = [
            "DTSTART:tomorrow",
            "DTSTART;TZID=Nowhere:20261120T140000",
            "DTSTART:20261120T140000Z\nRRULE:FREQ=HOURLY",
            "DTSTART:20261120T140000Z\nDTEND:20261120T130000Z",
            "DTSTART:20261120T140000Z\nDURATION:long",
            "SEQUENCE:1",
        ];
        for lines in bad {
            let (found, problems) = read(&format!("{}{good}", event(lines)));
            assert_eq!((found.len(), problems.len()), (1, 1), "{lines}: {problems:?}");
            // The calendar's own lines come first.
            assert!((16..=22).contains(&problems[0].line), "{lines}: {problems:?}");
            assert!(!problems[0].message.contains("tomorrow"), "{problems:?}");
        }
        let (found, problems) = sessions(
            "hello",
            Window { from: instant("2026-10-01T00:00:00Z"), to: instant("2026-11-24T14:30:00Z") },
            &|_| None,
        );
        assert_eq!((found.len(), problems[0].line), (0, 1));
    }

    #[test]
    fn whole_days_cancelled_events_and_the_future_are_no_sessions() {
        for lines in [
            "DTSTART;VALUE=DATE:20261120",
            "DTSTART:20261120T140000Z\nSTATUS:CANCELLED",
            "DTSTART:20261124T140000Z\nDURATION:PT50M",
            "DTSTART:20260920T140000Z\nDURATION:PT50M",
        ] {
            let (found, problems) = read(&event(lines));
            assert!(found.is_empty() && problems.is_empty(), "{lines}: {found:?} {problems:?}");
        }
    }
}
