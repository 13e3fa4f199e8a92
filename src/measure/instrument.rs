//! What a measure asks, and how answers become scores.

use std::collections::BTreeMap;

use crate::measure::Measure;

/// The items of a measure, and the rule by which they are scored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instrument {
    /// Where scoring, bands and cut-off are published.
    pub source: String,
    /// On what terms the wording may be used, or why it is not here.
    pub licence: String,
    /// The language of the wording, as a tag such as `en`.
    pub language: Option<String>,
    /// What stands above the items.
    pub instruction: Option<String>,
    /// The items in their order; the first is item 1.
    pub items: Vec<Item>,
    /// How the points of the items become one score.
    pub total: Total,
    /// By what the sum of the points is multiplied.
    pub times: i64,
    /// How many items may stay without an answer: the mean of the others stands for each. With more,
    /// there is no total.
    pub missing: usize,
    /// Scores of some of the items.
    pub subscales: Vec<Subscale>,
    /// Answers that ask for a look whatever the total.
    pub alerts: Vec<Alert>,
    /// The LOINC code of the questionnaire.
    pub panel_code: Option<String>,
    /// The LOINC code of the total.
    pub total_code: Option<String>,
}

/// How points become one score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Total {
    /// They are added up.
    #[default]
    Sum,
    /// The highest counts: answers stand for levels, and are not added to each other.
    Highest,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its words, where they may be shown.
    pub wording: Option<String>,
    /// What can be answered, from the lowest value to the highest.
    pub answers: Vec<Answer>,
    /// How an answer becomes points.
    pub points: Points,
    /// The number of an earlier item: it is asked only where that one was answered above its lowest, and counts
    /// as its own lowest where not.
    pub only_if: Option<usize>,
    /// Its LOINC code.
    pub code: Option<String>,
}

/// What can be answered to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What is typed for it.
    pub value: i64,
    /// Its words, where they may be shown.
    pub wording: Option<String>,
    /// Its LOINC code.
    pub code: Option<String>,
}

/// How an answer becomes points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Points {
    /// They are its value.
    Value,
    /// The highest answer is worth the lowest, and the other way round.
    Reversed,
    /// One from this value on, and none below.
    From(i64),
    /// So many for any answer above the lowest.
    Level(i64),
}

/// A score of some of the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscale {
    /// What a reader sees.
    pub name: String,
    /// The numbers of its items.
    pub items: Vec<usize>,
    /// What its scores mean.
    pub measure: Measure,
}

/// An answer that asks for a look whatever the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The number of the item.
    pub item: usize,
    /// From which value on.
    pub from: i64,
    /// What is to be done.
    pub says: String,
}

/// What was answered to each item, by its number; what has no answer is missing.
pub type Answers = BTreeMap<usize, i64>;

/// What answers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored<'i> {
    /// The total; none where too many answers are missing.
    pub total: Option<i64>,
    /// The numbers of the items without an answer.
    pub missing: Vec<usize>,
    /// Each subscale with its score and band; no score where one of its answers is missing.
    pub subscales: Vec<SubScore<'i>>,
    /// What asks for a look.
    pub alerts: Vec<&'i Alert>,
}

/// The score of a subscale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubScore<'i> {
    /// Which subscale.
    pub subscale: &'i Subscale,
    /// Its score.
    pub score: Option<i64>,
}

impl SubScore<'_> {
    /// Returns the name of the band it is in.
    pub fn band(&self) -> Option<&str> {
        self.subscale.measure.band(self.score?)
    }
}

impl Item {
    /// Returns what can be answered, for a message: `0, 1, 2 or 3`.
    pub fn choices(&self) -> String {
        let values: Vec<String> =
            self.answers.iter().map(|answer| answer.value.to_string()).collect();
        match values.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }

    /// Returns the answer that has a value.
    pub fn answer(&self, value: i64) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.value == value)
    }

    /// Returns what an answer is worth.
    fn points(&self, value: i64) -> i64 {
        match self.points {
            Points::Value => value,
            Points::Reversed => self.lowest() + self.highest() - value,
            Points::From(from) => i64::from(value >= from),
            Points::Level(level) if value > self.lowest() => level,
            Points::Level(_) => 0,
        }
    }

    fn lowest(&self) -> i64 {
        self.answers.first().map_or(0, |answer| answer.value)
    }

    fn highest(&self) -> i64 {
        self.answers.last().map_or(0, |answer| answer.value)
    }
}

impl Instrument {
    /// Returns the lowest and the highest total that answers can come to.
    pub fn range(&self) -> (i64, i64) {
        range_of(self.items.iter(), self.total, self.times)
    }

    /// Tells whether an item, by its number, is not asked after these answers.
    pub fn is_left_out(&self, number: usize, answers: &Answers) -> bool {
        let item = |number: usize| number.checked_sub(1).and_then(|at| self.items.get(at));
        let is_lowest = |gate: usize| {
            item(gate).zip(answers.get(&gate)).is_some_and(|(gate, value)| *value == gate.lowest())
        };
        item(number).and_then(|item| item.only_if).is_some_and(is_lowest)
    }

    /// Returns the first item, by its number, that has no such answer, or is none of the measure.
    pub fn misfit(&self, answers: &Answers) -> Option<usize> {
        let fits = |(number, value): &(&usize, &i64)| {
            let item = number.checked_sub(1).and_then(|at| self.items.get(at));
            item.is_some_and(|item| item.answer(**value).is_some())
        };
        answers.iter().find(|it| !fits(it)).map(|(number, _)| *number)
    }

    /// Scores answers, of which none is a misfit.
    pub fn score(&self, answers: &Answers) -> Scored<'_> {
        let all: Vec<usize> = (1..=self.items.len()).collect();
        let sub = |subscale| SubScore { subscale, score: self.sum(&subscale.items, answers, 0) };
        let is_met = |alert: &&Alert| answers.get(&alert.item).is_some_and(|it| *it >= alert.from);
        Scored {
            total: self.sum(&all, answers, self.missing),
            subscales: self.subscales.iter().map(sub).collect(),
            alerts: self.alerts.iter().filter(is_met).collect(),
            missing: {
                let is_missing =
                    |it: &usize| !answers.contains_key(it) && !self.is_left_out(*it, answers);
                all.into_iter().filter(is_missing).collect()
            },
        }
    }

    /// Returns the score of some items. Where points are added up, the mean of those that are there stands for
    /// each that is missing, and what is then no whole number is rounded, a half up.
    fn sum(&self, numbers: &[usize], answers: &Answers, missing: usize) -> Option<i64> {
        let points = |number: &usize| {
            let item = self.items.get(number - 1)?;
            let left_out = || self.is_left_out(*number, answers).then(|| item.lowest());
            Some(item.points(answers.get(number).copied().or_else(left_out)?))
        };
        let given: Vec<i64> = numbers.iter().filter_map(points).collect();
        if given.is_empty() || numbers.len() - given.len() > missing {
            return None;
        }
        if self.total == Total::Highest {
            return given.into_iter().max();
        }
        let (count, of) = (given.len() as i64, numbers.len() as i64);
        let sum = self.times * given.iter().sum::<i64>() * of;
        Some((2 * sum + count).div_euclid(2 * count))
    }
}

/// Returns the lowest and the highest score that answers to some items can come to.
pub fn range_of<'i>(items: impl Iterator<Item = &'i Item>, total: Total, times: i64) -> (i64, i64) {
    let ends = items.map(|item| {
        let (a, b) = (item.points(item.lowest()), item.points(item.highest()));
        (a.min(b), a.max(b))
    });
    let (low, high) = ends.fold((0, 0), |(low, high), (a, b)| match total {
        Total::Sum => (low + a, high + b),
        Total::Highest => (low.max(a), high.max(b)),
    });
    (times * low, times * high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::known::Measures;

    /// Answers in the order of the items; a negative one is missing.
    fn answers(given: &[i64]) -> Answers {
        let numbered = (1..).zip(given.iter().copied());
        numbered.filter(|(_, value)| *value >= 0).collect()
    }

    fn total(name: &str, given: &[i64]) -> Option<i64> {
        let measures = Measures::default();
        let instrument = measures.get(name).unwrap().instrument.as_ref().unwrap();
        let answers = answers(given);
        assert_eq!(instrument.misfit(&answers), None, "{name} {given:?}");
        instrument.score(&answers).total
    }

    fn band(name: &str, total: i64) -> String {
        Measures::default().get(name).unwrap().band(total).unwrap_or("-").to_owned()
    }

    #[test]
    fn the_phq_9_takes_the_mean_for_up_to_two_missing_answers() {
        assert_eq!(total("phq9", &[2, 1, 3, 1, 0, 2, 1, 0, 1]), Some(11));
        // Seven answers of 10 points: 10 * 9 / 7 = 12.86 (Arrieta 2017).
        assert_eq!(total("phq9", &[2, 1, 3, 1, -1, 2, 1, 0, -1]), Some(13));
        assert_eq!(total("phq9", &[2, 1, 3, -1, -1, 2, 1, 0, -1]), None);
        assert_eq!(total("phq9", &[3; 9]), Some(27));
        // What no source lets be filled is not filled.
        assert_eq!(total("gad7", &[1, 1, 1, 1, 1, 1, -1]), None);
        assert_eq!(total("gad7", &[3; 7]), Some(21));
        assert_eq!((total("phq2", &[3, 3]), total("gad2", &[1, 2])), (Some(6), Some(3)));
    }

    #[test]
    fn an_alert_is_met_by_its_item_whatever_the_total() {
        let measures = Measures::default();
        let alerts = |name: &str, given: &[i64]| {
            let instrument = measures.get(name).unwrap().instrument.as_ref().unwrap();
            instrument.score(&answers(given)).alerts.len()
        };
        assert_eq!(alerts("phq9", &[0, 0, 0, 0, 0, 0, 0, 0, 1]), 1);
        assert_eq!(alerts("phq9", &[3, 3, 3, 3, 3, 3, 3, 3, 0]), 0);
        assert_eq!(alerts("phq9", &[3, 3, 3, 3, 3, 3, 3, 3, -1]), 0);
        assert_eq!(alerts("epds", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 2]), 1);
    }

    #[test]
    fn the_pcl_5_has_the_clusters_of_the_dsm_5() {
        let measures = Measures::default();
        let pcl5 = measures.get("pcl5").unwrap();
        let instrument = pcl5.instrument.as_ref().unwrap();
        let scored = instrument.score(&answers(&[4; 20]));
        // National Center for PTSD: 0 to 80, and clusters of 0 to 20, 8, 28 and 24.
        let clusters: Vec<Option<i64>> = scored.subscales.iter().map(|sub| sub.score).collect();
        assert_eq!(scored.total, Some(80));
        assert_eq!(clusters, [Some(20), Some(8), Some(28), Some(24)]);
        let highest: Vec<i64> =
            instrument.subscales.iter().map(|sub| sub.measure.highest).collect();
        assert_eq!(highest, [20, 8, 28, 24]);
        assert_eq!([30, 31].map(|score| pcl5.reaches_cut_off(score)), [Some(false), Some(true)]);
        let one_missing = answers(&[&[4; 19][..], &[-1]].concat());
        let scored = instrument.score(&one_missing);
        assert_eq!((scored.total, scored.missing), (None, vec![20]));
        assert_eq!(scored.subscales[0].score, Some(20));
        assert_eq!(scored.subscales[3].score, None);
    }

    #[test]
    fn the_audit_counts_its_last_two_items_by_twos() {
        // WHO/MSD/MSB/01.6a, box 10: 0 to 40, zones from 0, 8, 16 and 20.
        assert_eq!(total("audit", &[4; 10]), Some(40));
        assert_eq!(total("audit", &[1, 1, 1, 0, 0, 0, 0, 0, 2, 4]), Some(9));
        for (score, zone) in [(7, "zone I"), (8, "zone II"), (15, "zone II"), (16, "zone III")] {
            assert_eq!(band("audit", score), zone);
        }
        assert_eq!((band("audit", 19), band("audit", 20)), ("zone III".into(), "zone IV".into()));
        let measures = Measures::default();
        let audit = measures.get("audit").unwrap().instrument.as_ref().unwrap();
        assert_eq!(audit.misfit(&answers(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 0])), Some(9));
        assert_eq!(total("auditc", &[4, 4, 4]), Some(12));
    }

    #[test]
    fn items_that_are_turned_round_count_so() {
        // Skinner 1982: a point for each yes, but for a no at item 3.
        assert_eq!(total("dast10", &[0; 10]), Some(1));
        assert_eq!(total("dast10", &[0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), Some(0));
        assert_eq!(total("dast10", &[1, 1, 0, 1, 1, 1, 1, 1, 1, 1]), Some(10));
        for (score, level) in [
            (0, "none reported"),
            (1, "low"),
            (2, "low"),
            (3, "moderate"),
            (5, "moderate"),
            (6, "substantial"),
            (8, "substantial"),
            (9, "severe"),
        ] {
            assert_eq!(band("dast10", score), level);
        }
        // Cohen 1983: items 2 and 3 of the short form.
        assert_eq!(total("pss4", &[4, 0, 0, 4]), Some(16));
        assert_eq!(total("pss4", &[0, 4, 4, 0]), Some(0));
    }

    #[test]
    fn what_is_multiplied_or_counted_is_so_as_its_source_says() {
        // Topp 2015: 0 to 25, times 4; a raw score below 13 is poor.
        assert_eq!(total("who5", &[5; 5]), Some(100));
        let measures = Measures::default();
        let who5 = measures.get("who5").unwrap();
        assert_eq!(total("who5", &[3, 3, 2, 2, 2]), Some(48));
        assert_eq!([48, 52].map(|score| who5.reaches_cut_off(score)), [Some(true), Some(false)]);
        // Kessler 2005: 1 to 3 from "sometimes" on, 4 to 6 from "often" on.
        assert_eq!(total("asrs", &[2, 2, 2, 2, 2, 2]), Some(3));
        assert_eq!(total("asrs", &[1, 1, 1, 3, 3, 3]), Some(3));
        assert_eq!(total("asrs", &[4; 6]), Some(6));
        assert_eq!((total("k10", &[1; 10]), total("k10", &[5; 10])), (Some(10), Some(50)));
        for (score, level) in [(19, "low"), (20, "moderate"), (25, "high"), (30, "very high")] {
            assert_eq!(band("k10", score), level);
        }
        assert_eq!((total("k6", &[4; 6]), total("epds", &[3; 10])), (Some(24), Some(30)));
    }

    #[test]
    fn the_highest_level_counts_and_what_is_not_asked_is_no_gap() {
        // Columbia Lighthouse Project, triage of the screener: 1 and 2 low; 3, and behavior in a lifetime,
        // moderate; 4, 5, and behavior within three months, high.
        for (given, level) in [
            ([0, 0, -1, -1, -1, 0, -1], Some("none")),
            ([1, 0, -1, -1, -1, 0, -1], Some("low")),
            ([1, 1, 0, 0, 0, 0, -1], Some("low")),
            ([0, 0, -1, -1, -1, 1, 0], Some("moderate")),
            ([1, 1, 1, 0, 0, 0, -1], Some("moderate")),
            ([1, 1, 1, 1, 0, 0, -1], Some("high")),
            ([1, 1, 0, 0, 1, 0, -1], Some("high")),
            ([0, 0, -1, -1, -1, 1, 1], Some("high")),
            // Thoughts are there, and nobody asked on.
            ([1, 1, -1, -1, -1, 0, -1], None),
        ] {
            let found = total("cssrs", &given).map(|total| band("cssrs", total));
            assert_eq!(found.as_deref(), level, "{given:?}");
        }
        // Who never drinks is not asked how much.
        assert_eq!(total("audit", &[0, -1, -1, -1, -1, -1, -1, -1, 0, 2]), Some(2));
        assert_eq!(total("audit", &[1, -1, -1, -1, -1, -1, -1, -1, 0, 2]), None);
    }

    #[test]
    fn obsessions_and_compulsions_are_added_up_apart() {
        // Goodman 1989: ten items of 0 to 4, five and five.
        let measures = Measures::default();
        let ybocs = measures.get("ybocs").unwrap().instrument.as_ref().unwrap();
        let scored = ybocs.score(&answers(&[3, 3, 3, 3, 3, 1, 1, 1, 1, 1]));
        let apart: Vec<Option<i64>> = scored.subscales.iter().map(|sub| sub.score).collect();
        assert_eq!((scored.total, apart.as_slice()), (Some(20), &[Some(15), Some(5)][..]));
        for (score, degree) in
            [(7, "subclinical"), (8, "mild"), (16, "moderate"), (24, "severe"), (32, "extreme")]
        {
            assert_eq!(band("ybocs", score), degree);
        }
        assert_eq!(total("phqa", &[3; 9]), Some(27));
        let phqa = measures.get("phqa").unwrap();
        assert_eq!([10, 11].map(|score| phqa.reaches_cut_off(score)), [Some(false), Some(true)]);
    }

    #[test]
    fn the_dass_21_has_three_scales_of_doubled_sums() {
        let measures = Measures::default();
        let instrument = measures.get("dass21").unwrap().instrument.as_ref().unwrap();
        let ones = instrument.score(&answers(&[1; 21]));
        assert!(ones.subscales.iter().all(|sub| sub.score == Some(14)), "{ones:?}");
        // Lovibond 1995, the table of severity.
        for (scale, begins) in
            [(0, [0, 10, 14, 21, 28]), (1, [0, 8, 10, 15, 20]), (2, [0, 15, 19, 26, 34])]
        {
            let of = &instrument.subscales[scale].measure;
            let from: Vec<i64> = of.bands.iter().map(|band| band.from).collect();
            assert_eq!((from.as_slice(), of.highest), (&begins[..], 42));
        }
        let mut given = [0; 21];
        for item in [3, 5, 10, 13, 16, 17, 21] {
            given[item - 1] = 3;
        }
        let scored = instrument.score(&answers(&given));
        let scores: Vec<Option<i64>> = scored.subscales.iter().map(|sub| sub.score).collect();
        assert_eq!(scores, [Some(42), Some(0), Some(0)]);
        assert_eq!(scored.subscales[0].band(), Some("extremely severe"));
    }
}
