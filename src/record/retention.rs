//! How long a closed client's record is kept: what the practice has set, and what follows for one
//! client. Nothing here or elsewhere in the program deletes a record.

use chrono::{Datelike, NaiveDate};

/// What the practice has set. HIPAA has no period for the clinical record: its six years are for
/// policies, authorizations and accountings (45 CFR 164.316(b)(2)(i), 164.530(j)(2)). States differ, so
/// there is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionPeriod {
    /// How many years after the last service.
    pub adult_years: u32,
    /// How many years after majority, for whoever was a minor at some time in treatment.
    pub minor_years_after_majority: u32,
    /// The age of majority.
    pub age_of_majority: u32,
}

/// What is known of one client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The client's date of birth.
    pub birth_date: Option<NaiveDate>,
    /// When the client came, and the first and last session.
    pub opened: Option<NaiveDate>,
    /// The first session.
    pub first_session: Option<NaiveDate>,
    /// The last session.
    pub last_session: Option<NaiveDate>,
    /// When the client left.
    pub closed: Option<NaiveDate>,
    /// Whether a court, a complaint or a lawyer wants the record kept.
    pub legal_hold: bool,
}

/// What follows for a client's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionVerdict {
    /// It is kept as long as the hold lasts.
    Hold,
    /// It is kept up to and with a day.
    Until(NaiveDate, Reason),
    /// It cannot be said, so it is kept.
    Unknown(Gap),
}

/// Which of the periods is the longer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// That after the last service.
    AfterTheEnd,
    /// That after majority.
    AfterMajority,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Without it nobody knows whether the client was a minor.
    BirthDate,
    /// The client file cannot be read in full: a hold might be in it.
    ClientFile,
    /// A note has no note's name: it might be of a later session.
    Note,
    /// Dates contradict one another, so that one of them is wrong.
    Dates,
    /// A date is beyond the calendar.
    Calendar,
}

/// Says how long a closed client's record is kept.
///
/// The clock starts at the last service or at the end of the relationship, whichever is later, and
/// the longer of the two periods counts (American Psychological Association, practice update of
/// 2008-09-30, client record retention).
pub fn judge(facts: &Facts, period: &RetentionPeriod) -> RetentionVerdict {
    if facts.legal_hold {
        return RetentionVerdict::Hold;
    }
    let Some(birth_date) = facts.birth_date else {
        return RetentionVerdict::Unknown(Gap::BirthDate);
    };
    let is_before =
        |a: Option<NaiveDate>, b: Option<NaiveDate>| a.zip(b).is_some_and(|(a, b)| a < b);
    let begins = [facts.opened, facts.first_session, facts.closed];
    if is_before(facts.closed, facts.opened)
        || begins.into_iter().any(|day| is_before(day, facts.birth_date))
    {
        return RetentionVerdict::Unknown(Gap::Dates);
    }
    let end = facts.last_session.max(facts.closed);
    let known = [facts.opened, facts.first_session, facts.closed].into_iter().flatten();
    let (Some(end), Some(beginning)) = (end, known.min()) else {
        return RetentionVerdict::Unknown(Gap::Calendar);
    };
    let Some(majority) = plus_years(birth_date, period.age_of_majority) else {
        return RetentionVerdict::Unknown(Gap::Calendar);
    };
    let after_the_end = plus_years(end, period.adult_years);
    let after_majority = plus_years(majority, period.minor_years_after_majority);
    match (after_the_end, after_majority) {
        (Some(_), Some(until)) if beginning < majority && Some(until) > after_the_end => {
            RetentionVerdict::Until(until, Reason::AfterMajority)
        }
        (Some(until), Some(_)) => RetentionVerdict::Until(until, Reason::AfterTheEnd),
        _ => RetentionVerdict::Unknown(Gap::Calendar),
    }
}

impl RetentionVerdict {
    /// Returns until when the record is kept, if that is known.
    pub fn until(self) -> Option<NaiveDate> {
        match self {
            Self::Until(until, _) => Some(until),
            Self::Hold | Self::Unknown(_) => None,
        }
    }

    /// Tells whether the period has passed on a day; only what is sure has passed.
    pub fn has_passed(self, today: NaiveDate) -> bool {
        matches!(self, Self::Until(until, _) if today > until)
    }
}

/// Returns the day some years later; the 29th of February becomes the 1st of March, which is later.
fn plus_years(day: NaiveDate, years: u32) -> Option<NaiveDate> {
    let year = day.year().checked_add(i32::try_from(years).ok()?)?;
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seven years, or three after majority, whichever is later: APA's advice where no law speaks.
    const APA: RetentionPeriod =
        RetentionPeriod { adult_years: 7, minor_years_after_majority: 3, age_of_majority: 18 };

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    fn adult() -> Facts {
        Facts {
            birth_date: day("1978-11-02"),
            opened: day("2015-01-12"),
            first_session: day("2015-01-20"),
            last_session: day("2017-06-30"),
            closed: day("2017-05-01"),
            legal_hold: false,
        }
    }

    fn until(facts: &Facts, period: &RetentionPeriod) -> String {
        match judge(facts, period) {
            RetentionVerdict::Until(until, reason) => format!("{until} {reason:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn an_adults_record_is_kept_from_the_last_service_or_the_end_whichever_is_later() {
        assert_eq!(until(&adult(), &APA), "2024-06-30 AfterTheEnd");
        let closed_later = Facts { closed: day("2018-02-01"), ..adult() };
        assert_eq!(until(&closed_later, &APA), "2025-02-01 AfterTheEnd");
        let no_session = Facts { last_session: None, first_session: None, ..adult() };
        assert_eq!(until(&no_session, &APA), "2024-05-01 AfterTheEnd");
    }

    #[test]
    fn the_last_day_of_the_period_still_belongs_to_it() {
        let verdict = judge(&adult(), &APA);
        assert!(!verdict.has_passed(day("2024-06-30").unwrap()));
        assert!(verdict.has_passed(day("2024-07-01").unwrap()));
    }

    #[test]
    fn whoever_was_a_minor_has_the_longer_of_two_periods() {
        // Six years old when the treatment ended: majority in 2029, and three years.
        let child = Facts { birth_date: day("2011-03-05"), ..adult() };
        assert_eq!(until(&child, &APA), "2032-03-05 AfterMajority");
        // A minor at first, and seven years after the end are later than three after majority.
        let youth = Facts { birth_date: day("1998-03-05"), ..adult() };
        assert_eq!(until(&youth, &APA), "2024-06-30 AfterTheEnd");
        let long = RetentionPeriod { minor_years_after_majority: 20, ..APA };
        assert_eq!(until(&youth, &long), "2036-03-05 AfterMajority");
        // Of age all the time: the period of minors is none of theirs.
        assert_eq!(
            until(&adult(), &RetentionPeriod { minor_years_after_majority: 99, ..APA }),
            "2024-06-30 AfterTheEnd"
        );
    }

    #[test]
    fn a_hold_keeps_whatever_else_is_known() {
        let held = Facts { legal_hold: true, birth_date: None, ..adult() };
        assert_eq!(judge(&held, &APA), RetentionVerdict::Hold);
        assert!(!RetentionVerdict::Hold.has_passed(day("9999-01-01").unwrap()));
    }

    #[test]
    fn what_is_not_known_has_never_passed() {
        let unknown = Facts { birth_date: None, ..adult() };
        assert_eq!(judge(&unknown, &APA), RetentionVerdict::Unknown(Gap::BirthDate));
        assert!(!judge(&unknown, &APA).has_passed(day("9999-01-01").unwrap()));
        let beyond = RetentionPeriod { adult_years: u32::MAX, ..APA };
        assert_eq!(judge(&adult(), &beyond), RetentionVerdict::Unknown(Gap::Calendar));
    }

    #[test]
    fn of_dates_that_contradict_one_another_nothing_follows() {
        for facts in [
            Facts { closed: day("2014-12-31"), last_session: None, first_session: None, ..adult() },
            Facts { birth_date: day("2015-01-13"), ..adult() },
            Facts { birth_date: day("2015-01-21"), opened: None, ..adult() },
        ] {
            assert_eq!(judge(&facts, &APA), RetentionVerdict::Unknown(Gap::Dates), "{facts:?}");
        }
    }

    #[test]
    fn a_leap_day_is_followed_by_the_first_of_march() {
        let leap = Facts { last_session: day("2016-02-29"), closed: day("2016-02-29"), ..adult() };
        assert_eq!(until(&leap, &APA), "2023-03-01 AfterTheEnd");
    }
}
