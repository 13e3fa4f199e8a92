//! The flags that say what an agency has stated to keep a disclosure out of an accounting.

use chrono::NaiveDate;

use crate::domain::moment::{Day, UnsettledTime};
use crate::failure::Explain;
use crate::law::authorization::suspension::Suspension;

/// What an agency has stated.
#[derive(Debug, clap::Args)]
pub struct SuspensionArgs {
    /// Which agency or official
    #[arg(long, value_name = "AGENCY")]
    pub by: String,
    /// The last day for which it asked: 2027-05-24
    #[arg(long, value_name = "DAY")]
    pub until: Day,
    /// On what day it said so [default: today]
    #[arg(long, value_name = "DAY")]
    pub stated: Option<Day>,
    /// It said so by mouth
    #[arg(long)]
    pub oral: bool,
}

/// A statement that is not written down.
#[derive(Debug, thiserror::Error)]
#[error("`{key}` {why}")]
pub struct UnsoundSuspension {
    /// What is wrong.
    pub key: &'static str,
    /// Why.
    pub why: String,
}

impl Explain for UnsoundSuspension {
    fn hint(&self) -> Option<String> {
        Some("Nothing was written; see docs/CUSTODIAN.md.".into())
    }
}

impl SuspensionArgs {
    /// Reads the statement.
    ///
    /// # Errors
    /// Fails when a day is none.
    pub fn read(&self, today: NaiveDate) -> Result<Suspension, UnsettledTime> {
        let stated = self.stated.map_or(Ok(today), |day| day.resolve(today))?;
        Ok(Suspension {
            by: self.by.trim().to_owned(),
            stated: stated.to_string(),
            until: self.until.resolve(today)?.to_string(),
            oral: self.oral,
        })
    }
}
