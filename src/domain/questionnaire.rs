//! Measures as they were answered, and the names of their files.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::document::KINDS;
use crate::domain::lettered;

/// Who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredBy {
    /// The client.
    Client,
    /// The clinician, who asked or saw.
    Clinician,
    /// A parent, partner or another who cares for the client.
    Caregiver,
}

/// A text that does not say who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not who answered: client, clinician, caregiver")]
pub struct NotAnsweredBy;

impl AnsweredBy {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Clinician => "clinician",
            Self::Caregiver => "caregiver",
        }
    }
}

impl FromStr for AnsweredBy {
    type Err = NotAnsweredBy;

    fn from_str(text: &str) -> Result<Self, NotAnsweredBy> {
        let all = [Self::Client, Self::Clinician, Self::Caregiver];
        all.into_iter().find(|who| who.as_str() == text).ok_or(NotAnsweredBy)
    }
}

/// Tells whether a file can be named after a measure: 2 to 32 lower-case letters, digits, `_` and `-`, a
/// letter first and no dash last, and no beginning of a kind of document, for which it would be taken.
pub fn is_measure_name(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
    (2..=32).contains(&text.len())
        && text.bytes().all(is_plain)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && !KINDS.iter().any(|(kind, _)| kind.starts_with(text))
}

/// The name of a questionnaire's file without its ending: `2026-11-24-phq9-k7q2mx`.
///
/// Invariant: a day, the name of a measure, and six clear letters, joined by dashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionnaireName(String);

/// A text that is not the name of a questionnaire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a questionnaire, such as `2026-11-24-phq9-k7q2mx`")]
pub struct NotAQuestionnaireName;

impl QuestionnaireName {
    /// Makes a name from random bytes; `None` for a measure after which no file can be named.
    pub fn from_random(day: NaiveDate, measure: &str, bytes: [u8; 8]) -> Option<Self> {
        is_measure_name(measure).then(|| Self(lettered::from_random(day, measure, bytes)))
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the day on which it was answered.
    pub fn day(&self) -> Option<NaiveDate> {
        lettered::parts(&self.0).map(|(day, _)| day)
    }

    /// Returns the measure that was answered.
    pub fn measure(&self) -> &str {
        lettered::parts(&self.0).map_or("", |(_, measure)| measure)
    }
}

impl FromStr for QuestionnaireName {
    type Err = NotAQuestionnaireName;

    fn from_str(text: &str) -> Result<Self, NotAQuestionnaireName> {
        let is_one = lettered::parts(text).is_some_and(|(_, measure)| is_measure_name(measure));
        is_one.then(|| Self(text.to_owned())).ok_or(NotAQuestionnaireName)
    }
}

impl fmt::Display for QuestionnaireName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A questionnaire of a client: `c-7f3k/2026-11-24-phq9-k7q2mx`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionnaireId {
    /// Whose it is.
    pub client: ClientId,
    /// Its name.
    pub name: QuestionnaireName,
}

impl FromStr for QuestionnaireId {
    type Err = NotAQuestionnaireName;

    fn from_str(text: &str) -> Result<Self, NotAQuestionnaireName> {
        let (client, name) = text.split_once('/').ok_or(NotAQuestionnaireName)?;
        Ok(Self { client: client.parse().map_err(|_| NotAQuestionnaireName)?, name: name.parse()? })
    }
}

impl fmt::Display for QuestionnaireId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.client, self.name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::moment::parse_date;

    #[test]
    fn a_name_says_day_and_measure_and_nothing_else_is_one() {
        let day = parse_date("2026-11-24").unwrap();
        for measure in ["phq9", "audit-c", "a_b", "wb"] {
            let name = QuestionnaireName::from_random(day, measure, [7; 8]).unwrap();
            assert_eq!(name.as_str().parse(), Ok(name.clone()), "{measure}");
            assert_eq!((name.day(), name.measure()), (Some(day), measure));
        }
        for measure in ["", "p", "9phq", "PHQ9", "phq9-", "phq/9", "letter", "let", "test"] {
            assert_eq!(QuestionnaireName::from_random(day, measure, [7; 8]), None, "{measure}");
        }
        for text in [
            "",
            "2026-11-24",
            "2026-11-24-phq9",
            "2026-11-24-1400-soap",
            "2026-11-24-phq9-k7q2m",
            "2026-11-31-phq9-k7q2mx",
            "2026-11-24-consent-k7q2mx",
            "../../24-phq9-k7q2mx",
        ] {
            assert!(text.parse::<QuestionnaireName>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_name_that_leads_elsewhere(text in "\\PC{0,30}|2026-11-24-[a-z0-9-]{1,16}-.{6}") {
            if let Ok(name) = text.parse::<QuestionnaireName>() {
                prop_assert!(!name.as_str().contains(['/', '.', '\\', '\0']));
            }
        }
    }
}
