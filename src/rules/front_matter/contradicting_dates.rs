//! FM014: dates of a record that contradict one another.

use chrono::NaiveDate;

use crate::domain::session_time::SessionTime;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM014", "contradicting-dates", Error, "contradicting_dates.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let begins = front.start.map(SessionTime::date);
    if is_before(begins, subject.history.client.birth_date) {
        report.at_key("start", "the session is before the client's date of birth", None);
    }
    let Some(record) = &front.record else { return };
    let today = subject.practice.now.map(SessionTime::date);
    for (is_so, key, message) in [
        (
            is_before(record.review_due, record.effective),
            "review_due",
            "`review_due` is before `effective`",
        ),
        (
            is_before(record.period_end, record.period_start),
            "period_end",
            "`period_end` is before `period_start`",
        ),
        (
            is_before(record.last_session, record.first_session),
            "last_session",
            "`last_session` is before `first_session`",
        ),
        (
            is_before(today, record.consent_signed),
            "consent_signed",
            "`consent_signed` lies in the future",
        ),
        (
            is_before(today, record.client_signed),
            "client_signed",
            "`client_signed` lies in the future",
        ),
    ] {
        if is_so {
            report.at_key(key, message, None);
        }
    }
}

fn is_before(a: Option<NaiveDate>, b: Option<NaiveDate>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a < b)
}
