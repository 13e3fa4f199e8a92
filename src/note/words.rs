//! The values of a note's keys in words, for a reader of the record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::note::front_matter::{Allowance, Telehealth};
use crate::note::record::Goal;

/// A value that a reader may be told.
pub(super) trait Words {
    /// Returns the value in words, if there is one.
    fn words(&self, _: &Wording) -> Option<String> {
        None
    }
}

impl Words for Option<ClientId> {}
impl Words for Option<FormatName> {}
impl Words for Option<Telehealth<'_>> {}
impl Words for Vec<Allowance> {}
impl Words for Vec<Goal> {}

impl Words for Option<SessionTime> {
    fn words(&self, wording: &Wording) -> Option<String> {
        self.map(|time| wording.time(time))
    }
}

impl Words for Option<Cow<'_, str>> {
    fn words(&self, _: &Wording) -> Option<String> {
        self.as_ref().map(ToString::to_string)
    }
}

impl Words for Vec<Cow<'_, str>> {
    fn words(&self, _: &Wording) -> Option<String> {
        (!self.is_empty()).then(|| self.join(", "))
    }
}

impl Words for Option<bool> {
    fn words(&self, _: &Wording) -> Option<String> {
        self.map(|is_so| (if is_so { "yes" } else { "no" }).to_owned())
    }
}

impl Words for Option<NaiveDate> {
    fn words(&self, wording: &Wording) -> Option<String> {
        self.map(|day| wording.day(day))
    }
}

impl Words for Option<i64> {
    fn words(&self, _: &Wording) -> Option<String> {
        self.map(|number| number.to_string())
    }
}

impl Words for BTreeMap<String, i64> {
    fn words(&self, _: &Wording) -> Option<String> {
        let scores: Vec<String> =
            self.iter().map(|(name, score)| format!("{name} {score}")).collect();
        (!scores.is_empty()).then(|| scores.join(", "))
    }
}

/// Returns codes with their words, each once and how often it stands there: `Psychotherapy, 53 minutes or
/// more (90837)`. A code without words stands alone.
pub(super) fn spelled<S: AsRef<str>>(
    codes: &[impl AsRef<str>],
    in_words: fn(&str) -> Option<S>,
) -> Option<String> {
    let mut told: Vec<(&str, usize)> = Vec::new();
    for code in codes.iter().map(AsRef::as_ref) {
        match told.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => told.push((code, 1)),
        }
    }
    let one = |(code, count): (&str, usize)| {
        let words = match in_words(code) {
            Some(words) => format!("{} ({code})", words.as_ref()),
            None => code.to_owned(),
        };
        if count > 1 { format!("{words}, {count} times") } else { words }
    };
    // A title has commas of its own.
    let told: Vec<String> = told.into_iter().map(one).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::service;

    #[test]
    fn a_code_that_stands_for_units_is_told_once() {
        let told = |codes: &[&str]| spelled(codes, service::in_words);
        assert_eq!(told(&[]), None);
        assert_eq!(
            told(&["90839", "90840", "90840", "X"]).unwrap(),
            "Crisis session, 30 minutes or more (90839); \
             Crisis session, each further half hour (90840), 2 times; X"
        );
    }
}
