//! When an event is again (RFC 5545, section 3.3.10).

use chrono::{DateTime, NaiveDateTime};
use ical::recur::expand::IcalRecurExpand;
use ical::recur::{IcalRecurDateTime, IcalRecurRule};
use icalendar::parser::Property;
use icalendar::{CalendarDateTime, DatePerhapsTime};

use crate::commands::chart::todo::calendar::zone::Zone;

/// The most times of one event that are looked at, from its first on.
const MOST: usize = 100_000;

/// Returns when an event is by a rule, from its first time on and between two times; all are times of the
/// event's own place: a rule is one of the clock on the wall, and a session at nine stays at nine when the
/// clocks change.
///
/// # Errors
/// Says what is the matter with the rule.
pub fn times(
    rule: &str,
    first: NaiveDateTime,
    between: (NaiveDateTime, NaiveDateTime),
    zone: &Zone,
) -> Result<Vec<NaiveDateTime>, &'static str> {
    const NOT_UNDERSTOOD: &str = "is no rule that is understood";
    let (from, mut to) = between;
    let (ends, rest): (Vec<&str>, Vec<&str>) =
        rule.trim().split(';').partition(|part| end_of(part).is_some());
    let mut rule = IcalRecurRule::parse(&rest.join(";")).map_err(|_| NOT_UNDERSTOOD)?;
    if let Some(end) = ends.first().and_then(|part| end_of(part)) {
        to = to.min(last_time(end, zone).ok_or(NOT_UNDERSTOOD)?);
    }
    rule.until = Some(as_shown(to));
    let mut found = Vec::new();
    for (nth, time) in IcalRecurExpand::new(rule, as_shown(first)).enumerate() {
        if nth == MOST {
            return Err("is a rule with too many times");
        }
        let time = DateTime::from_timestamp(time.seconds(), 0).ok_or(NOT_UNDERSTOOD)?;
        found.extend(Some(time.naive_utc()).filter(|time| from <= *time));
    }
    Ok(found)
}

/// Returns when a rule ends, of the part that says so.
fn end_of(part: &str) -> Option<&str> {
    let (name, end) = part.split_once('=')?;
    name.trim().eq_ignore_ascii_case("UNTIL").then_some(end)
}

/// Returns what a clock shows as the crate that knows rules has it.
fn as_shown(local: NaiveDateTime) -> IcalRecurDateTime {
    IcalRecurDateTime::from_seconds(local.and_utc().timestamp())
}

/// Returns what the clock of the place shows when a rule ends: a day counts to its end.
fn last_time(until: &str, zone: &Zone) -> Option<NaiveDateTime> {
    match DatePerhapsTime::try_from(&Property::new_ref("UNTIL", until)).ok()? {
        DatePerhapsTime::Date(day) => day.and_hms_opt(23, 59, 59),
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(instant)) => Some(zone.local(instant)),
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(local)) => Some(local),
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, .. }) => {
            Some(date_time)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rule: &str, first: &str) -> Vec<String> {
        let at = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let between = (at("1997-01-01 00:00"), at("1998-03-01 00:00"));
        let times = times(rule, at(first), between, &Zone::Utc).unwrap();
        times.iter().map(|time| time.format("%m-%d").to_string()).collect()
    }

    /// Examples of RFC 5545, section 3.8.5.3, whose events begin at 9 in the morning.
    #[test]
    fn the_rules_of_the_standard_give_its_days() {
        let tuesday = "1997-09-02 09:00";
        assert_eq!(days("FREQ=DAILY;COUNT=3", tuesday), ["09-02", "09-03", "09-04"]);
        assert_eq!(
            days("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", tuesday).len(),
            10
        );
        assert_eq!(
            days("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05 09:00"),
            ["09-05", "10-03", "11-07", "12-05"]
        );
        assert_eq!(
            days("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 09:00"),
            ["09-04", "10-07", "11-06"]
        );
    }

    #[test]
    fn a_rule_ends_with_its_day_and_one_that_ended_before_it_began_has_no_time() {
        let weekly =
            |until: &str| days(&format!("FREQ=WEEKLY;UNTIL={until}"), "1997-09-02 09:00").len();
        assert_eq!((weekly("19970916"), weekly("19970916T080000"), weekly("19970901")), (3, 2, 0));
    }

    #[test]
    fn a_rule_without_end_by_the_second_is_refused() {
        let day =
            chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(9, 0, 0).unwrap();
        let between = (day, day + chrono::TimeDelta::days(90));
        assert!(times("FREQ=SECONDLY", day, between, &Zone::Utc).is_err());
        assert!(times("FREQ=SOMETIMES", day, between, &Zone::Utc).is_err());
        assert!(times("CANARY", day, between, &Zone::Utc).is_err());
    }
}
