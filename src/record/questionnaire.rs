//! A measure as it was answered once: every answer, by whom, when and in which language.
//!
//! Scores stand nowhere in it: they are what the measure makes of the answers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml_edit::{Datetime, Item, Table, Value};

use crate::domain::client_id::ClientId;
use crate::domain::questionnaire::{AnsweredBy, QuestionnaireId, QuestionnaireName};
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;
use crate::fields::rewrite::{self, put};
use crate::fields::{Fields, Problem, document};

/// What stands in the file of a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questionnaire {
    /// Whose it is.
    pub client: Option<ClientId>,
    /// The measure.
    pub measure: Option<String>,
    /// The day on which it was answered.
    pub date: Option<NaiveDate>,
    /// Who answered.
    pub answered_by: Option<AnsweredBy>,
    /// In which language, as a tag such as `en`.
    pub language: Option<String>,
    /// Whether the client has restricted it, as a session that was paid out of pocket.
    pub restricted: bool,
    /// Who filed it.
    pub filed_by: Option<String>,
    /// When.
    pub filed_at: Option<SessionTime>,
    /// The questionnaire in whose place it is.
    pub amends: Option<QuestionnaireName>,
    /// Why.
    pub reason: Option<String>,
    /// Who signed.
    pub signed_by: Option<String>,
    /// When.
    pub signed_at: Option<SessionTime>,
    /// What was answered to each item, by its number; an item without an answer is not there.
    pub answers: BTreeMap<usize, i64>,
}

/// A questionnaire that is to be filed.
#[derive(Clone, Debug)]
pub struct NewQuestionnaire<'a> {
    /// The measure.
    pub measure: &'a str,
    /// The day on which it was answered.
    pub date: NaiveDate,
    /// Who answered.
    pub answered_by: AnsweredBy,
    /// In which language.
    pub language: Option<&'a str>,
    /// Whether the client has restricted it.
    pub restricted: bool,
    /// Who files it.
    pub filed_by: Option<&'a str>,
    /// When.
    pub filed_at: SessionTime,
    /// The questionnaire in whose place it is, and why.
    pub amends: Option<(&'a QuestionnaireName, &'a str)>,
    /// What was answered to each item, by its number.
    pub answers: &'a BTreeMap<usize, i64>,
}

/// The keys that must be there.
const NEEDED: &[&str] = &["client", "measure", "date", "answered_by", "filed_at", "answers"];

/// What may be added to a questionnaire that is filed: that it is signed.
const ADDED_LATER: &[&str] = &["signed_by", "signed_at"];

/// The highest number of an item.
const MOST_ITEMS: usize = 999;

/// A questionnaire that cannot be signed, because it could not be given back byte for byte.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the questionnaire `{0}` cannot be read, or not be given back byte for byte")]
pub struct Unreadable(pub QuestionnaireId);

impl Explain for Unreadable {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes validate` and mend it, or bring it back with git.".into())
    }
}

impl Questionnaire {
    /// Reads a questionnaire, with everything that is wrong with it.
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let owned = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let place = fields.place_of_key("answers").unwrap_or_default();
        let answers = fields.integers("answers");
        let mut said = Self {
            client: fields.parsed("client"),
            measure: owned(fields.filled_text("measure")),
            date: fields.date("date"),
            answered_by: fields.parsed("answered_by"),
            language: owned(fields.filled_text("language")),
            restricted: fields.flag("restricted").unwrap_or_default(),
            filed_by: owned(fields.filled_text("filed_by")),
            filed_at: fields.time("filed_at"),
            amends: fields.parsed("amends"),
            reason: owned(fields.filled_text("reason")),
            signed_by: owned(fields.filled_text("signed_by")),
            signed_at: fields.time("signed_at"),
            answers: BTreeMap::new(),
        };
        fields.require(NEEDED, |key| match key {
            "client" => said.client.is_some(),
            "measure" => said.measure.is_some(),
            "date" => said.date.is_some(),
            "answered_by" => said.answered_by.is_some(),
            "filed_at" => said.filed_at.is_some(),
            _ => answers.is_some(),
        });
        if said.amends.is_some() {
            fields.require(&["reason"], |_| said.reason.is_some());
        }
        for (number, value) in answers.unwrap_or_default() {
            match number.parse::<usize>() {
                // One number is written in one way.
                Ok(item) if (1..=MOST_ITEMS).contains(&item) && item.to_string() == number => {
                    said.answers.insert(item, value);
                }
                _ => {
                    let message = "a key of `answers` is no number of an item, such as 9";
                    fields.wrong("answers", place.clone(), message.to_owned());
                }
            }
        }
        (said, fields.finish())
    }

    /// Reads the bytes of a questionnaire.
    pub fn of(bytes: &[u8]) -> (Self, Vec<Problem>) {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::read(text),
            Err(error) => (Self::default(), vec![Problem::not_text(error)]),
        }
    }

    /// Adds what is wrong with it as that of a file: it is of another client, day or measure than its place
    /// and name say.
    pub fn against(&self, id: &QuestionnaireId, problems: &mut Vec<Problem>) {
        let mut differs = |key: &str, is_so: bool| {
            if !is_so {
                problems.push(Problem::of_another_name(key));
            }
        };
        differs("client", self.client.as_ref().is_none_or(|client| *client == id.client));
        differs("measure", self.measure.as_deref().is_none_or(|it| it == id.name.measure()));
        differs("date", self.date.is_none() || self.date == id.name.day());
    }
}

/// Writes a questionnaire.
pub fn compose(client: &ClientId, new: &NewQuestionnaire<'_>) -> String {
    let (amends, reason) = new.amends.unzip();
    let keys: [(&str, Option<Value>); 10] = [
        ("client", Some(client.as_str().into())),
        ("measure", Some(new.measure.into())),
        ("date", toml_time(&new.date.to_string())),
        ("answered_by", Some(new.answered_by.as_str().into())),
        ("language", new.language.map(Value::from)),
        ("restricted", new.restricted.then(|| true.into())),
        ("filed_by", new.filed_by.map(Value::from)),
        ("filed_at", toml_time(&new.filed_at.to_string())),
        ("amends", amends.map(|amends| amends.as_str().into())),
        ("reason", reason.map(Value::from)),
    ];
    let mut document = rewrite::empty();
    for (key, value) in keys {
        if let Some(value) = value {
            put(&mut document, key, value);
        }
    }
    let mut answers = Table::new();
    for (number, value) in new.answers {
        answers.insert(&number.to_string(), Item::Value((*value).into()));
    }
    document.insert("answers", Item::Table(answers));
    document.to_string()
}

/// Writes by whom and when a questionnaire is signed, and no other byte.
///
/// # Errors
/// Refuses what cannot be given back byte for byte.
pub fn signed(
    text: &str,
    id: &QuestionnaireId,
    signed_by: &str,
    signed_at: SessionTime,
) -> Result<String, Unreadable> {
    let unreadable = || Unreadable(id.clone());
    let mut document = rewrite::open(text).ok_or_else(unreadable)?;
    put(&mut document, "signed_by", signed_by.into());
    put(&mut document, "signed_at", toml_time(&signed_at.to_string()).ok_or_else(unreadable)?);
    Ok(document.to_string())
}

fn toml_time(text: &str) -> Option<Value> {
    text.parse::<Datetime>().ok().map(Value::from)
}

/// Tells whether a text says what an earlier one says, and beyond that only what may be added to it.
pub fn is_added_to(before: &str, after: &str) -> bool {
    let (Some(before), Some(after)) = (document::table(before), document::table(after)) else {
        return false;
    };
    before.iter().all(|(key, value)| after.get(key) == Some(value))
        && after.keys().all(|key| before.contains_key(key) || ADDED_LATER.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn time() -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339("2026-11-24T09:30:12-05:00").unwrap())
    }

    fn id() -> QuestionnaireId {
        "c-7f3k/2026-11-24-phq9-k7q2mx".parse().unwrap()
    }

    fn composed(answers: &BTreeMap<usize, i64>) -> String {
        let name = id().name;
        let new = NewQuestionnaire {
            measure: "phq9",
            date: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            answered_by: AnsweredBy::Client,
            language: Some("en"),
            restricted: false,
            filed_by: Some("Dana Okafor, LCSW"),
            filed_at: time(),
            amends: Some((&name, "item 3 was misread")),
            answers,
        };
        compose(&id().client, &new)
    }

    #[test]
    fn what_is_missing_or_wrong_is_told() {
        let wrong = |text: &str| -> Vec<String> {
            Questionnaire::read(text).1.into_iter().map(|problem| problem.message).collect()
        };
        let text = composed(&BTreeMap::from([(1, 2)]));
        assert_eq!(wrong(&text), [""; 0]);
        assert_eq!(wrong(&text.replace("1 = 2", "01 = 2")).len(), 1);
        assert_eq!(wrong(&text.replace("1 = 2", "0 = 2")).len(), 1);
        assert_eq!(wrong(&text.replace("1 = 2", "1 = \"2\"")).len(), 1);
        assert_eq!(wrong(&text.replace("\"client\"", "\"nobody\"")).len(), 1);
        assert_eq!(wrong(&text.replace("reason", "raison")).len(), 2);
        assert_eq!(wrong("").len(), NEEDED.len());
        let other = "c-2mxr/2026-11-25-gad7-k7q2mx".parse().unwrap();
        let (read, mut problems) = Questionnaire::read(&text);
        read.against(&other, &mut problems);
        let keys: Vec<String> = problems.into_iter().flat_map(|problem| problem.key).collect();
        assert_eq!(keys, ["client", "measure", "date"]);
    }

    #[test]
    fn a_signature_adds_who_and_when_and_nothing_else_may_be_added() {
        let text = composed(&BTreeMap::from([(1, 2)]));
        let signed = signed(&text, &id(), "Dana Okafor, LCSW", time()).unwrap();
        assert!(is_added_to(&text, &signed) && !is_added_to(&signed, &text));
        assert!(!is_added_to(&text, &format!("{text}2 = 1\n")));
        assert!(!is_added_to(&text, &text.replace("1 = 2", "1 = 3")));
        assert!(!is_added_to(&text, &format!("restricted = true\n{text}")));
        assert_eq!(Questionnaire::read(&signed).1, []);
    }

    proptest! {
        #[test]
        fn any_answers_come_back(answers in prop::collection::btree_map(1..=999usize, 0..1000i64, 0..30)) {
            let text = composed(&answers);
            let (read, mut problems) = Questionnaire::read(&text);
            read.against(&id(), &mut problems);
            prop_assert_eq!(problems, []);
            prop_assert_eq!(read.answers, answers);
        }
    }
}
