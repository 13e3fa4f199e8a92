//! Sessions that a calendar of another program has (iCalendar, RFC 5545): read, never written.
//!
//! A text goes in, what took place between two instants comes out, and beside it the problems with their
//! lines. An event that cannot be understood is told and passed over; no other is.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use icalendar::parser::{Component, Property, read_calendar_simple};
use icalendar::{CalendarDateTime, DatePerhapsTime};

use crate::commands::chart::todo::calendar::lines::Lines;
use crate::commands::chart::todo::calendar::zone::Zone;
use crate::commands::chart::todo::calendar::zones::{ZoneData, Zones};

mod lines;
mod recurrence;
mod zone;
pub mod zones;

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
    let lines = &Lines::of(text);
    let calendars = match read_calendar_simple(lines.text()) {
        Ok(calendars) => calendars,
        Err(error) => {
            return (
                found,
                vec![lines.problem(
                    error.input,
                    "the calendar is broken here, and no session of it is listed",
                )],
            );
        }
    };
    for calendar in calendars.iter().filter(|component| component.name == "VCALENDAR") {
        let mut reader = Reader {
            zones: Zones::read(calendar, window, zone_data, lines, &mut problems),
            lines,
            window,
        };
        let events = calendar.components.iter().filter(|inner| inner.name == "VEVENT");
        let mut whole = Vec::new();
        let mut instead: BTreeMap<String, Vec<DateTime<Utc>>> = BTreeMap::new();
        for event in events {
            let Some(original) = event.find_prop("RECURRENCE-ID") else {
                whole.push(event);
                continue;
            };
            match reader.changed(event, original) {
                Ok(None) => {}
                Ok(Some(Changed { original, session })) => {
                    instead.entry(identity(event)).or_default().push(original);
                    found.extend(session.filter(|session| is_in(session, window)));
                }
                Err(problem) => problems.push(problem),
            }
        }
        for event in whole {
            let replaced = instead.get(&identity(event)).map_or(&[][..], Vec::as_slice);
            match reader.whole(event, replaced) {
                Ok(sessions) => found.extend(sessions),
                Err(problem) => problems.push(problem),
            }
        }
    }
    found.sort();
    (found, problems)
}

/// Returns what the versions of one event have in common.
fn identity(event: &Component<'_>) -> String {
    event.find_prop("UID").map(text_of).unwrap_or_default()
}

/// Tells whether an event is over, and began late enough.
fn is_in(session: &Session, window: Window) -> bool {
    window.from <= session.start && session.end.unwrap_or(session.start) <= window.to
}

fn is_cancelled(event: &Component<'_>) -> bool {
    let status = event.find_prop("STATUS");
    status.is_some_and(|status| status.val.as_str().trim().eq_ignore_ascii_case("CANCELLED"))
}

/// Returns the properties of a name.
fn all<'c>(
    component: &'c Component<'_>,
    name: &'static str,
) -> impl Iterator<Item = &'c Property<'c>> {
    component.properties.iter().filter(move |property| property.name == name)
}

/// Takes a property that names several times apart; of a period it takes the beginning.
fn each<'p>(property: &'p Property<'_>) -> impl Iterator<Item = Property<'p>> {
    property.val.as_str().split(',').map(|value| Property {
        name: property.name.as_str().into(),
        val: value.split('/').next().unwrap_or_default().trim().into(),
        params: property.params.clone(),
    })
}

/// Returns the value of a property as a text, without escapes (RFC 5545, section 3.3.11).
fn text_of(property: &Property<'_>) -> String {
    property.val.clone().unescape_text().as_str().trim().to_owned()
}

/// One time of an event that is otherwise than its rule says.
struct Changed {
    original: DateTime<Utc>,
    // `None` if it is cancelled, or became a whole day.
    session: Option<Session>,
}

/// A time as a calendar names it.
enum When<'z> {
    /// A whole day.
    Day(chrono::NaiveDate),
    /// What a clock shows, and where.
    Time(NaiveDateTime, &'z Zone),
}

/// When an event is first, and how long it lasts.
struct Times<'z> {
    zone: &'z Zone,
    first: NaiveDateTime,
    length: Option<TimeDelta>,
}

/// Reads the events of one calendar.
struct Reader<'a> {
    zones: Zones<'a>,
    lines: &'a Lines,
    window: Window,
}

impl Reader<'_> {
    /// Reads an event that stands for one time of another; `None` for one of whole days.
    fn changed(
        &mut self,
        event: &Component<'_>,
        original: &Property<'_>,
    ) -> Result<Option<Changed>, Problem> {
        if original.params.iter().any(|parameter| parameter.key == "RANGE") {
            let what = "changes all later times at once, which is not understood";
            return Err(self.lines.problem_of(original, what));
        }
        let When::Time(local, zone) = self.when(original)? else { return Ok(None) };
        let original = zone.instant(local);
        let session = match (is_cancelled(event), self.times(event)?) {
            (false, Some(Times { zone, first, length })) => {
                Some(session(event, zone.instant(first), length))
            }
            _ => None,
        };
        Ok(Some(Changed { original, session }))
    }

    /// Reads an event with all its times in the window but those that others stand for.
    fn whole(
        &mut self,
        event: &Component<'_>,
        replaced: &[DateTime<Utc>],
    ) -> Result<Vec<Session>, Problem> {
        if is_cancelled(event) {
            return Ok(Vec::new());
        }
        // Days that are taken out as a whole, and instants.
        let (mut days, mut away, mut added) = (Vec::new(), replaced.to_vec(), Vec::new());
        for date in all(event, "EXDATE").flat_map(each) {
            match self.when(&date)? {
                When::Day(day) => days.push(day),
                When::Time(local, zone) => away.push(zone.instant(local)),
            }
        }
        for date in all(event, "RDATE").flat_map(each) {
            if let When::Time(local, zone) = self.when(&date)? {
                added.push(zone.instant(local));
            }
        }
        let (lines, window) = (self.lines, self.window);
        // What lasts a day or more is no session.
        let Some(Times { zone, first, length }) = self.times(event)? else {
            return Ok(Vec::new());
        };
        // A day on both sides, because a local time may be that far from UTC.
        let day = TimeDelta::days(1);
        let between = (window.from.naive_utc() - day, window.to.naive_utc() + day);
        let mut starts = vec![zone.instant(first)];
        for rule in all(event, "RRULE") {
            let times = recurrence::times(rule.val.as_str(), first, between, zone);
            let times = times.map_err(|what| lines.problem_of(rule, what))?;
            starts.extend(times.into_iter().map(|time| zone.instant(time)));
        }
        starts.extend(added);
        starts.sort();
        starts.dedup();
        let is_away = |start: &DateTime<Utc>| {
            away.contains(start) || days.contains(&zone.local(*start).date())
        };
        let sessions = starts.into_iter().filter(|start| !is_away(start));
        let sessions = sessions.map(|start| session(event, start, length));
        Ok(sessions.filter(|session| is_in(session, window)).collect())
    }

    /// Reads when an event is; `None` for one of whole days.
    fn times(&mut self, event: &Component<'_>) -> Result<Option<Times<'_>>, Problem> {
        let lines = self.lines;
        let start = event
            .find_prop("DTSTART")
            .ok_or_else(|| lines.problem(event.name.as_str(), "the event has no DTSTART"))?;
        let end = match event.find_prop("DTEND").map(|end| self.when(end)).transpose()? {
            Some(When::Day(_)) => return Ok(None),
            Some(When::Time(local, zone)) => Some(zone.instant(local)),
            None => None,
        };
        let When::Time(first, zone) = self.when(start)? else { return Ok(None) };
        let length = match (end, event.find_prop("DURATION")) {
            (Some(end), _) => Some(end - zone.instant(first)),
            (None, Some(duration)) => {
                let length = iso8601::duration(duration.val.as_str().trim()).ok();
                let length = length.and_then(|length| TimeDelta::from_std(length.into()).ok());
                let what = "is no duration such as PT50M";
                Some(length.ok_or_else(|| lines.problem_of(duration, what))?)
            }
            (None, None) => None,
        };
        if length.is_some_and(|length| length < TimeDelta::zero()) {
            return Err(lines.problem_of(start, "is after the end of the event"));
        }
        Ok(Some(Times { zone, first, length }))
    }

    /// Reads a time, and where it is meant.
    fn when(&mut self, property: &Property<'_>) -> Result<When<'_>, Problem> {
        let time = DatePerhapsTime::try_from(property);
        let what = "is no time such as 20261120T140000";
        match time.map_err(|_| self.lines.problem_of(property, what))? {
            DatePerhapsTime::Date(day) => Ok(When::Day(day)),
            DatePerhapsTime::DateTime(CalendarDateTime::Floating(local)) => {
                Ok(When::Time(local, &Zone::Here))
            }
            DatePerhapsTime::DateTime(CalendarDateTime::Utc(instant)) => {
                Ok(When::Time(instant.naive_utc(), &Zone::Utc))
            }
            DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
                let what = "is in a time zone that neither the calendar nor this machine knows";
                let (lines, zone) = (self.lines, self.zones.named(tzid.trim_matches('"')));
                let zone = zone.ok_or_else(|| lines.problem_of(property, what))?;
                Ok(When::Time(date_time, zone))
            }
        }
    }
}

fn session(event: &Component<'_>, start: DateTime<Utc>, length: Option<TimeDelta>) -> Session {
    let categories = all(event, "CATEGORIES").flat_map(|names| names.val.as_str().split(','));
    Session {
        start,
        end: length.map(|length| start + length),
        title: event.find_prop("SUMMARY").map(text_of).unwrap_or_default(),
        categories: categories
            .map(|name| text_of(&Property::new_ref("CATEGORIES", name)))
            .collect(),
    }
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
            "DTSTART:20261120T140000Z\nRRULE:FREQ=SOMETIMES",
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
