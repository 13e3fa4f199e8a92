//! The values of a note's keys in words, for a reader of the record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::session_time::SessionTime;
use crate::note::front_matter::{Allowance, Telehealth};
use crate::note::record::Goal;

/// A value that a reader may be told.
pub(super) trait Words {
    /// Returns the value in words, if there is one.
    fn words(&self) -> Option<String> {
        None
    }
}

impl Words for Option<ClientId> {}
impl Words for Option<FormatName> {}
impl Words for Option<Telehealth<'_>> {}
impl Words for Vec<Allowance> {}
impl Words for Vec<Goal> {}

impl Words for Option<SessionTime> {
    fn words(&self) -> Option<String> {
        self.map(|time| time.readable().to_string())
    }
}

impl Words for Option<Cow<'_, str>> {
    fn words(&self) -> Option<String> {
        self.as_ref().map(ToString::to_string)
    }
}

impl Words for Vec<Cow<'_, str>> {
    fn words(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.join(", "))
    }
}

impl Words for Option<bool> {
    fn words(&self) -> Option<String> {
        self.map(|is_so| (if is_so { "yes" } else { "no" }).to_owned())
    }
}

impl Words for Option<NaiveDate> {
    fn words(&self) -> Option<String> {
        self.map(|day| day.to_string())
    }
}

impl Words for Option<i64> {
    fn words(&self) -> Option<String> {
        self.map(|number| number.to_string())
    }
}

impl Words for BTreeMap<String, i64> {
    fn words(&self) -> Option<String> {
        let scores: Vec<String> =
            self.iter().map(|(name, score)| format!("{name} {score}")).collect();
        (!scores.is_empty()).then(|| scores.join(", "))
    }
}
