//! The numbers that a practice may set: when something is late, long, short or alike.

use chrono::{Datelike, Duration, Weekday};

use crate::domain::session_time::SessionTime;

/// Deadlines and thresholds, with the values that the field goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Hours after the end of a session within which its note is signed.
    pub sign_hours: i64,
    /// Whether Saturdays and Sundays do not count.
    pub business_days: bool,
    /// Days after a note that tells of risk within which another note of the client is expected.
    pub risk_days: i64,
    /// How many sessions a client may have before there is a treatment plan.
    pub sessions_without_plan: i64,
    /// The longest session, in hours.
    pub longest_session_hours: i64,
    /// The fewest words of a section of a billed note.
    pub section_words: i64,
    /// The fewest words of a billed note.
    pub note_words: i64,
    /// The most words of a note.
    pub longest_note_words: i64,
    /// From how many words on sections are compared.
    pub compared_words: i64,
    /// The part of a section that may be as in an earlier note of the client.
    pub copied: f64,
    /// From which part on it is a copy.
    pub cloned: f64,
    /// The part of a note that may be as in a note of another client.
    pub copied_across: f64,
    /// How many days two notes of two clients lie apart at most to be compared.
    pub across_days: i64,
    /// The fewest members of a group session.
    pub smallest_group: i64,
    /// The most members of a group session.
    pub largest_group: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_hours: 48,
            business_days: false,
            risk_days: 7,
            sessions_without_plan: 3,
            longest_session_hours: 6,
            section_words: 5,
            note_words: 40,
            longest_note_words: 900,
            compared_words: 20,
            copied: 0.80,
            cloned: 0.95,
            copied_across: 0.90,
            across_days: 30,
            smallest_group: 2,
            largest_group: 12,
        }
    }
}

impl Limits {
    /// Returns the instant by which the note of a session that ended then is signed.
    pub fn sign_by(&self, end: SessionTime) -> SessionTime {
        let plain = |minutes| end.plus_minutes(minutes).unwrap_or(end);
        let mut left = self.sign_hours * 60;
        if !self.business_days {
            return plain(left);
        }
        let mut passed = 0;
        let midnight = end.local().date().and_hms_opt(0, 0, 0).unwrap_or(end.local());
        let mut today = 24 * 60 - (end.local() - midnight).num_minutes();
        let mut day = end.date();
        while left > 0 {
            let counts = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            if counts && left <= today {
                return plain(passed + left);
            }
            left -= if counts { today } else { 0 };
            passed += today;
            today = 24 * 60;
            day += Duration::days(1);
        }
        plain(passed)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn time(text: &str) -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339(text).unwrap())
    }

    #[test]
    fn hours_go_on_over_a_weekend_unless_business_days_count() {
        let friday = time("2026-11-20T15:00:00-05:00");
        let mut limits = Limits::default();
        assert_eq!(limits.sign_by(friday), time("2026-11-22T15:00:00-05:00"));
        limits.business_days = true;
        assert_eq!(limits.sign_by(friday), time("2026-11-24T15:00:00-05:00"));
        let saturday = time("2026-11-21T10:00:00-05:00");
        assert_eq!(limits.sign_by(saturday), time("2026-11-25T00:00:00-05:00"));
        let monday = time("2026-11-23T10:00:00-05:00");
        assert_eq!(limits.sign_by(monday), time("2026-11-25T10:00:00-05:00"));
    }
}
