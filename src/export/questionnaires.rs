//! The questionnaires that go along with a record, as every format tells them: what was asked and answered, and
//! what the answers come to.

use chrono::NaiveDate;

use crate::domain::questionnaire::{AnsweredBy, QuestionnaireId, QuestionnaireName};
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::export::dress::Dress;
use crate::export::{Seal, Signed};
use crate::measure::Measure;
use crate::measure::instrument::{Answers, Instrument};

/// One questionnaire of a record.
#[derive(Debug)]
pub struct ExportedQuestionnaire<'a> {
    /// Which questionnaire it is.
    pub id: &'a QuestionnaireId,
    /// The measure, if the practice knows it.
    pub measure: Option<&'a Measure>,
    /// The day on which it was answered.
    pub date: Option<NaiveDate>,
    /// Who answered.
    pub answered_by: Option<AnsweredBy>,
    /// In which language, as a tag.
    pub language: Option<&'a str>,
    /// What was answered; where the score alone leaves, no format has the answers at hand.
    pub answers: Option<&'a Answers>,
    /// What the answers come to; nothing where nobody has said what the measure asks, or an answer does not
    /// fit it.
    pub scores: Option<ExportedScores<'a>>,
    /// Who filed it.
    pub filed_by: Option<&'a str>,
    /// When.
    pub filed_at: Option<SessionTime>,
    /// The questionnaire in whose place it is.
    pub amends: Option<&'a QuestionnaireName>,
    /// Why.
    pub reason: Option<&'a str>,
    /// The questionnaire of this record that is in its place.
    pub amended_by: Option<&'a QuestionnaireName>,
    /// Whether it is signed.
    pub signed: Signed,
    /// Who signed.
    pub signed_by: Option<&'a str>,
    /// When.
    pub signed_at: Option<SessionTime>,
    /// Its signature, if it holds and the answers leave.
    pub seal: Option<Seal<'a>>,
    /// The name of its file beside the record, if it lies there.
    pub file: Option<String>,
    /// The SHA-256 of its file, in lower-case hexadecimal; missing where the score alone leaves.
    pub sha256: Option<&'a str>,
}

/// What answers come to, as far as it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedScores<'a> {
    /// The total; none where too many answers are missing.
    pub total: Option<i64>,
    /// The scores of some of the items: what each is a score of, and the score.
    pub subscales: Vec<(&'a Measure, Option<i64>)>,
    /// The numbers of the items without an answer.
    pub missing: Vec<usize>,
}

/// What was asked and answered once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemAnswer<'a> {
    /// The number of the item.
    pub number: usize,
    /// Its words, where they may be shown.
    pub wording: Option<&'a str>,
    /// Its LOINC code.
    pub code: Option<&'a str>,
    /// What was answered.
    pub value: Option<i64>,
    /// The words of the answer, where they may be shown.
    pub answer: Option<&'a str>,
    /// The LOINC code of the answer.
    pub answer_code: Option<&'a str>,
    /// Whether it is not asked after the other answers.
    pub is_left_out: bool,
}

impl ItemAnswer<'_> {
    /// Returns the answer as a reader wants it: `2, More than half the days`.
    pub(super) fn answer_in_words(&self) -> String {
        match (self.value, self.answer) {
            (Some(value), Some(words)) => format!("{value}, {words}"),
            (Some(value), None) => value.to_string(),
            (None, _) if self.is_left_out => "not asked after these answers".to_owned(),
            (None, _) => "no answer".to_owned(),
        }
    }
}

impl<'a> ExportedScores<'a> {
    /// Scores answers, of which none may be a misfit; `alone` leaves out what says something of single ones.
    pub fn of(instrument: &'a Instrument, answers: &Answers, alone: bool) -> Option<Self> {
        if instrument.misfit(answers).is_some() {
            return None;
        }
        let scored = instrument.score(answers);
        if alone {
            let total = scored.total;
            return Some(Self { total, subscales: Vec::new(), missing: Vec::new() });
        }
        let subscales = scored.subscales.into_iter();
        let subscales = subscales.map(|sub| (&sub.subscale.measure, sub.score)).collect();
        Some(Self { total: scored.total, subscales, missing: scored.missing })
    }
}

impl<'a> ExportedQuestionnaire<'a> {
    /// Returns what the measure is called.
    pub(super) fn title(&self) -> &'a str {
        self.measure.map_or(self.id.name.measure(), |measure| &measure.title)
    }

    /// Returns the day on which it was answered and what was asked: `November 24, 2026, PHQ-9`.
    pub(super) fn heading(&self, wording: &Wording) -> String {
        match self.date {
            Some(date) => format!("{}, {}", wording.day(date), self.title()),
            None => self.title().to_owned(),
        }
    }

    /// Returns what stands above the items, if items stand there and the words may be shown.
    pub(super) fn instruction(&self) -> Option<&'a str> {
        self.answers?;
        self.measure?.instrument.as_ref()?.instruction.as_deref()
    }

    /// Returns everything that was asked with what was answered. Of a measure of which nobody has said what it
    /// asks, the answers stand alone. Nothing where the score alone leaves.
    pub(super) fn items(&self) -> Vec<ItemAnswer<'a>> {
        let Some(answers) = self.answers else { return Vec::new() };
        let instrument = self.measure.and_then(|measure| measure.instrument.as_ref());
        let asked = instrument.map_or(0, |instrument| instrument.items.len());
        let last = answers.keys().next_back().copied().unwrap_or_default();
        let is_one = |number: &usize| *number <= asked || answers.contains_key(number);
        let item = |number: usize| {
            let item = instrument.and_then(|it| it.items.get(number - 1));
            let value = answers.get(&number).copied();
            let answer = item.zip(value).and_then(|(item, value)| item.answer(value));
            ItemAnswer {
                number,
                wording: item.and_then(|item| item.wording.as_deref()),
                code: item.and_then(|item| item.code.as_deref()),
                value,
                answer: answer.and_then(|answer| answer.wording.as_deref()),
                answer_code: answer.and_then(|answer| answer.code.as_deref()),
                is_left_out: value.is_none()
                    && instrument.is_some_and(|it| it.is_left_out(number, answers)),
            }
        };
        (1..=asked.max(last)).filter(is_one).map(item).collect()
    }

    /// Returns the measure with the total, where there is one.
    pub(super) fn total(&self) -> Option<(&'a Measure, i64)> {
        Some((self.measure?, self.scores.as_ref()?.total?))
    }

    /// Returns the scores of the subscales that have one.
    pub(super) fn subscales(&self) -> impl Iterator<Item = (&'a Measure, i64)> {
        let all = self.scores.iter().flat_map(|scores| &scores.subscales);
        all.filter_map(|(measure, score)| Some((*measure, (*score)?)))
    }

    /// Returns the numbers of the items without an answer.
    pub(super) fn missing(&self) -> &[usize] {
        self.scores.as_ref().map_or(&[], |scores| &scores.missing)
    }

    /// Returns what a reader of the record is told of it, with names; the answers stand in a table below.
    pub(super) fn facts(&self, dress: &Dress) -> Vec<(&'static str, String)> {
        let wording = &dress.wording;
        let text = |text: Option<&str>| text.map(str::to_owned);
        let person = |name: Option<&str>| name.map(|name| dress.letterhead.with_licence(name));
        let missing = self.missing();
        let numbers = || missing.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let total = match (self.total(), &self.scores) {
            (Some((measure, total)), _) => measure.score_in_words(total),
            (None, Some(_)) => "no total, because too many answers are missing".to_owned(),
            (None, None) => "not known; the answers were not added up".to_owned(),
        };
        let is_filled = self.total().is_some() && !missing.is_empty();
        let mut facts = vec![("Total", Some(total))];
        let subscales = self.subscales();
        facts.extend(
            subscales.map(|(measure, score)| ("Subscale", Some(measure.score_in_words(score)))),
        );
        facts.extend([
            ("Without an answer", (!missing.is_empty()).then(numbers)),
            (
                "Filled in",
                is_filled.then(|| "the mean of the others for each missing answer".to_owned()),
            ),
            ("Answered by", self.answered_by.map(|by| format!("the {}", by.as_str()))),
            ("Language", text(self.language)),
            ("In the place of", self.amends.map(ToString::to_string)),
            ("Reason", text(self.reason)),
            ("Replaced by", self.amended_by.map(ToString::to_string)),
            ("Filed by", person(self.filed_by)),
            ("Filed at", self.filed_at.map(|at| wording.time(at))),
            ("Status", Some(self.signed.words().to_owned())),
            ("Signed by", person(self.signed_by)),
            ("Signed at", self.signed_at.map(|at| wording.time(at))),
            ("File", text(self.file.as_deref())),
            ("SHA-256", text(self.sha256)),
            ("Questionnaire", Some(self.id.to_string())),
        ]);
        facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Returns the answers as a table, the heads of its columns first; where no words may be shown, without
    /// the column for them. Nothing where the score alone leaves.
    pub(super) fn table(&self) -> Vec<Vec<String>> {
        let items = self.items();
        if items.is_empty() {
            return Vec::new();
        }
        let has_words = items.iter().any(|item| item.wording.is_some());
        let row = |number: String, wording: &str, answer: String| match has_words {
            true => vec![number, wording.to_owned(), answer],
            false => vec![number, answer],
        };
        let head = row("Item".to_owned(), "Question", "Answer".to_owned());
        let rows = items.iter().map(|item| {
            row(item.number.to_string(), item.wording.unwrap_or_default(), item.answer_in_words())
        });
        std::iter::once(head).chain(rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::known::Measures;

    fn id(text: &str) -> QuestionnaireId {
        text.parse().unwrap()
    }

    fn told<'a>(
        id: &'a QuestionnaireId,
        measure: Option<&'a Measure>,
        answers: &'a Answers,
        alone: bool,
    ) -> ExportedQuestionnaire<'a> {
        let instrument = measure.and_then(|measure| measure.instrument.as_ref());
        ExportedQuestionnaire {
            id,
            measure,
            date: id.name.day(),
            answered_by: None,
            language: None,
            answers: (!alone).then_some(answers),
            scores: instrument.and_then(|it| ExportedScores::of(it, answers, alone)),
            filed_by: None,
            filed_at: None,
            amends: None,
            reason: None,
            amended_by: None,
            signed: Signed::Yes,
            signed_by: None,
            signed_at: None,
            seal: None,
            file: None,
            sha256: None,
        }
    }

    #[test]
    fn what_was_asked_is_told_with_its_answer_and_what_nobody_described_alone() {
        let measures = Measures::default();
        let gad7 = measures.get("gad7");
        let answers = Answers::from([(1, 3), (2, 0), (3, 1), (5, 2), (6, 1), (7, 1)]);
        let name = id("c-7f3k/2026-11-24-gad7-k7q2mx");
        let it = told(&name, gad7, &answers, false);
        assert_eq!(it.table()[0], ["Item", "Question", "Answer"]);
        assert_eq!(it.table()[1][2], "3, Nearly every day");
        assert_eq!((it.table()[4][2].as_str(), it.missing()), ("no answer", &[4][..]));
        assert_eq!(it.total(), None);
        let of = |facts: Vec<(&str, String)>, name: &str| {
            facts.into_iter().find(|(it, _)| *it == name).map(|(_, value)| value)
        };
        let facts = it.facts(&Dress::default());
        let total = "no total, because too many answers are missing";
        assert_eq!(of(facts, "Total").as_deref(), Some(total));
        let other = id("c-7f3k/2026-11-24-own-k7q2mx");
        let it = told(&other, None, &answers, false);
        assert_eq!(it.table()[0], ["Item", "Answer"]);
        assert_eq!(it.table()[4], ["5", "2"]);
        // Who never drinks is not asked how much, and that is no gap.
        let never = Answers::from([(1, 0), (9, 0), (10, 2)]);
        let name_of_it = id("c-7f3k/2026-11-24-audit-k7q2mx");
        let it = told(&name_of_it, measures.get("audit"), &never, false);
        assert_eq!(it.table()[2].last().unwrap(), "not asked after these answers");
        assert_eq!((it.missing(), it.total().map(|(_, total)| total)), (&[][..], Some(2)));
        // An answer that the measure has not, is told and added to nothing.
        let odd = Answers::from([(1, 9)]);
        let it = told(&name, gad7, &odd, false);
        assert_eq!((it.table()[1][2].as_str(), it.scores.as_ref()), ("9", None));
    }

    #[test]
    fn where_the_score_alone_leaves_nothing_is_said_of_a_single_answer() {
        let measures = Measures::default();
        let answers: Answers = (1..=20).map(|item| (item, 2)).collect();
        let name = id("c-7f3k/2026-11-24-pcl5-k7q2mx");
        let it = told(&name, measures.get("pcl5"), &answers, true);
        assert_eq!((it.table(), it.items(), it.instruction()), (vec![], vec![], None));
        assert_eq!((it.subscales().count(), it.missing()), (0, &[][..]));
        assert_eq!(it.total().map(|(_, total)| total), Some(40));
    }
}
