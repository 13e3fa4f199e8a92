//! The rights that a client may exercise, and in what time the practice acts.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

use serde::Deserialize;

use crate::law::Regime;

/// A right that a client exercises by a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// To see the record or have a copy of it.
    Access,
    /// To have it amended.
    Amendment,
    /// To know to whom it was disclosed.
    Accounting,
}

/// A word that is no right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a right of a client; use `access`, `amendment` or `accounting`")]
pub struct NoRight;

/// A time within which a practice acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Days(u64),
    Months(u32),
}

/// The time for an answer, and by how much it may be extended once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    first: Span,
    extension: Span,
    /// Where it stands in the law.
    pub cite: &'static str,
}

/// What a law says of the time for an answer: so many days or months, and as many more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    days: Option<u64>,
    months: Option<u32>,
    extension_days: Option<u64>,
    extension_months: Option<u32>,
    cite: String,
}

impl Answer {
    fn span(days: Option<u64>, months: Option<u32>) -> Span {
        months.map_or(Span::Days(days.unwrap_or(0)), Span::Months)
    }

    fn deadline(&'static self) -> Deadline {
        Deadline {
            first: Self::span(self.days, self.months),
            extension: Self::span(self.extension_days, self.extension_months),
            cite: &self.cite,
        }
    }
}

impl Right {
    /// Every right, with its word.
    pub const ALL: [(&'static str, Self); 3] = [
        ("access", Self::Access),
        ("amendment", Self::Amendment),
        ("accounting", Self::Accounting),
    ];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, right)| *right == self);
        found.map_or("", |(word, _)| word)
    }

    /// Returns in what time the practice acts under a law; `days` are those of the practice's own, where
    /// a stricter law says so. `None` where nothing says it.
    pub fn deadline(self, regime: Regime, days: Option<u64>) -> Option<Deadline> {
        let of_their_own = |days| Deadline {
            first: Span::Days(days),
            extension: Span::Days(0),
            cite: "the practice's own law",
        };
        match regime.law().answers.get(&self).map(Answer::deadline) {
            Some(deadline) => {
                Some(Deadline { first: days.map_or(deadline.first, Span::Days), ..deadline })
            }
            None => days.map(of_their_own),
        }
    }
}

impl Span {
    fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_add_days(Days::new(days)),
            Self::Months(months) => day.checked_add_months(Months::new(months)),
        }
    }
}

impl Deadline {
    /// Returns the last day for an answer to a request that was received on a day.
    pub fn due(self, received: NaiveDate) -> NaiveDate {
        self.first.after(received).unwrap_or(NaiveDate::MAX)
    }

    /// Returns the last day to which it may be extended.
    pub fn latest(self, received: NaiveDate) -> NaiveDate {
        self.extension.after(self.due(received)).unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) => write!(f, "{days} days"),
            Self::Months(1) => f.write_str("1 month"),
            Self::Months(months) => write!(f, "{months} months"),
        }
    }
}

/// `within 60 days, and may take 30 days more if it says why in writing`
impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "within {}", self.first)?;
        match self.extension {
            Span::Days(0) | Span::Months(0) => Ok(()),
            more => write!(f, ", and may take {more} more if it says why in writing"),
        }
    }
}

impl FromStr for Right {
    type Err = NoRight;

    fn from_str(text: &str) -> Result<Self, NoRight> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, right)| *right).ok_or(NoRight)
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_right_has_its_days_and_one_extension() {
        let received: NaiveDate = "2026-01-31".parse().unwrap();
        for (right, regime, own, due, latest) in [
            (Right::Access, Regime::Hipaa, None, "2026-03-02", "2026-04-01"),
            (Right::Access, Regime::Hipaa, Some(15), "2026-02-15", "2026-03-17"),
            (Right::Amendment, Regime::Hipaa, None, "2026-04-01", "2026-05-01"),
            (Right::Accounting, Regime::Hipaa, None, "2026-04-01", "2026-05-01"),
            (Right::Access, Regime::Gdpr, None, "2026-02-28", "2026-04-28"),
            (Right::Access, Regime::Pipeda, None, "2026-03-02", "2026-04-01"),
            (Right::Access, Regime::None, Some(10), "2026-02-10", "2026-02-10"),
        ] {
            let deadline = right.deadline(regime, own).unwrap();
            let found = (deadline.due(received).to_string(), deadline.latest(received).to_string());
            assert_eq!(found, (due.into(), latest.into()), "{right} {regime:?}");
        }
        assert_eq!(Right::Access.deadline(Regime::None, None), None);
        assert_eq!("restriction".parse::<Right>(), Err(NoRight));
    }
}
