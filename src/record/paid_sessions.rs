//! Sessions that never go to a health plan, because the client paid for them (45 CFR 164.522(a)(1)(vi)).

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::domain::client_id::ClientId;
use crate::domain::moment::parse_date;
use crate::domain::note_id::{NoteStem, SealedStem};
use crate::record::client::ClientFile;

/// Sessions that were paid for out of pocket, by the month, the day or the minute they began.
///
/// A note's name counts by its minute alone: its format may change, and the session is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidSessions {
    /// The first day of the month.
    Month(NaiveDate),
    /// The day.
    Day(NaiveDate),
    /// The minute at which it began.
    Minute(NaiveDateTime),
}

/// A text that says no session that was paid for out of pocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "neither a day such as 2026-11-20, a month, a day with its time, nor the name of a note such as 2026-11-20-1400-dap"
)]
pub struct NoSessions;

impl FromStr for PaidSessions {
    type Err = NoSessions;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = match text.trim().split_once('/') {
            Some((client, name)) => {
                client.parse::<ClientId>().map(|_| name).map_err(|_| NoSessions)?
            }
            None => text.trim(),
        };
        if let Ok(stem) = name.parse::<NoteStem>() {
            return Ok(Self::Minute(stem.minute()));
        }
        if let Ok(stem) = name.parse::<SealedStem>() {
            return Ok(Self::Minute(stem.minute()));
        }
        if name.len() == "2026-11".len() {
            return parse_date(&format!("{name}-01")).map(Self::Month).ok_or(NoSessions);
        }
        let (day, rest) = name.split_at_checked("2026-11-20".len()).ok_or(NoSessions)?;
        let day = parse_date(day).ok_or(NoSessions)?;
        if rest.is_empty() {
            return Ok(Self::Day(day));
        }
        let clock = rest.strip_prefix([' ', 'T']).filter(|clock| clock.len() == "14:00".len());
        let time = clock.and_then(|clock| NaiveTime::parse_from_str(clock, "%H:%M").ok());
        time.map(|time| Self::Minute(day.and_time(time))).ok_or(NoSessions)
    }
}

impl PaidSessions {
    fn has(self, minute: NaiveDateTime) -> bool {
        match self {
            Self::Month(first) => minute.date().with_day(1) == Some(first),
            Self::Day(day) => minute.date() == day,
            Self::Minute(paid) => minute == paid,
        }
    }

    fn is_of(self, day: NaiveDate) -> bool {
        match self {
            Self::Month(first) => day.with_day(1) == Some(first),
            Self::Day(paid) => day == paid,
            Self::Minute(minute) => minute.date() == day,
        }
    }

    fn is_before(self, today: NaiveDate) -> bool {
        match self {
            Self::Month(first) => first < today.with_day(1).unwrap_or(today),
            Self::Day(day) => day < today,
            Self::Minute(minute) => minute.date() < today,
        }
    }
}

impl ClientFile {
    /// Tells whether a session, by the minute in which it began, may not go to a health plan. An entry
    /// that cannot be read could be any session, and restricts them all.
    pub fn restricts(&self, minute: NaiveDateTime) -> bool {
        let has_it = |entry: &String| {
            entry.parse().map_or(true, |sessions: PaidSessions| sessions.has(minute))
        };
        self.self_pay_restricted.iter().any(has_it)
    }

    /// Tells whether an entry is about a session of a day, as far as that can be read: a document that bears
    /// the day may be of that session.
    pub fn restricts_day(&self, day: NaiveDate) -> bool {
        let is_of_it = |entry: &String| {
            entry.parse().map_or(true, |sessions: PaidSessions| sessions.is_of(day))
        };
        self.self_pay_restricted.iter().any(is_of_it)
    }

    /// Returns how many restrictions that are over meet no session of the record: the day of each may be
    /// a slip.
    pub fn restrictions_of_no_session(
        &self,
        sessions: &[NaiveDateTime],
        today: NaiveDate,
    ) -> usize {
        let meets_none = |entry: &&String| {
            let meets = |paid: PaidSessions| sessions.iter().any(|minute| paid.has(*minute));
            entry.parse().is_ok_and(|paid: PaidSessions| paid.is_before(today) && !meets(paid))
        };
        self.self_pay_restricted.iter().filter(meets_none).count()
    }
}

/// Tells whether an entry says which sessions it means.
pub fn names_sessions(entry: &str) -> bool {
    entry.parse::<PaidSessions>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;
    use crate::record::client_changes::{Setting, SettingError, compose};

    fn restricts_by(file: &ClientFile, stem: &str) -> bool {
        file.restricts(stem.parse::<NoteStem>().unwrap().minute())
    }

    #[test]
    fn lists_and_flags_are_set_as_such_and_a_session_is_restricted_by_its_day_or_minute() {
        let settings = [
            "members=Ana Example, MD; Ben Sample;",
            "part2=true",
            "self_pay_restricted=2026-11-20; 2026-12-01-1400-dap",
        ];
        let text =
            compose(&settings.map(|text| Setting::parse(text).unwrap())) + "name = \"A & B\"\n";
        let (file, problems) = ClientFile::parse(&text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(file.members, ["Ana Example, MD", "Ben Sample"]);
        assert_eq!(file.part2, Some(true));
        for (stem, is_restricted) in [
            ("2026-11-20-0900-soap", true),
            ("2026-12-01-1400-dap", true),
            ("2026-12-01-1400-soap-2", true),
            ("2026-12-01-1500-dap", false),
            ("2026-11-02-1400-dap", false),
        ] {
            assert_eq!(restricts_by(&file, stem), is_restricted, "{stem}");
        }
        assert_eq!(Setting::parse("part2=yes"), Err(SettingError::NotAFlag("part2")));
    }

    #[test]
    fn an_entry_that_says_no_session_restricts_them_all_and_is_a_problem_at_its_place() {
        let restricts = |entry: &str, stem: &str| {
            let text = format!("name = \"A\"\nself_pay_restricted = [\"{entry}\"]\n");
            let (file, problems) = ClientFile::parse(&text);
            let is_refused = Setting::parse(&format!("self_pay_restricted={entry}")).is_err();
            assert_eq!(is_refused, !problems.is_empty(), "{entry}");
            let is_at_it = |problem: &Problem| {
                problem.is_at("self_pay_restricted") && text[problem.span.clone()].contains(entry)
            };
            assert!(problems.iter().all(is_at_it), "{entry}: {problems:?}");
            (restricts_by(&file, stem), is_refused)
        };
        let (session, another) = ("2026-11-20-1400-dap", "2025-01-02-0900-soap");
        for entry in [
            "2026-11",
            "2026-11-20",
            "2026-11-20 14:00",
            "2026-11-20T14:00",
            "2026-11-20-1400",
            "2026-11-20-1400-dap",
            "2026-11-20-1400-soap-2",
            "c-b/2026-11-20-1400-dap",
            "c-b/2026-11-20",
        ] {
            assert_eq!(restricts(entry, session), (true, false), "{entry}");
            assert_eq!(restricts(entry, another), (false, false), "{entry}");
        }
        for entry in [
            "20 Nov 2026",
            "2026-11-2O",
            "2026-11-20, 2026-11-21",
            "all",
            "2026",
            "2026-13",
            "2026-11-20 14",
            "2026-11-20-14",
            "2026-11-20 1:000",
            "2026-11-31",
            "2026-11-20é",
            "x y/2026-11-20",
        ] {
            assert_eq!(restricts(entry, another), (true, true), "{entry}");
        }
        assert!(ClientFile::parse("self_pay_restricted = [\" \"]\nname = \"A\"\n").1.len() == 1);
    }
}
