//! The scores of one measure over time, and what each says about the first.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::measure::instrument::{Alert, Answers};
use crate::measure::known::Measures;
use crate::measure::{Better, ITEM_9, ITEM_HIGHEST, Measure, PHQ_9};

/// What a note or a questionnaire says about a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The id of the note, or of the questionnaire.
    pub note: String,
    /// The day of the session, or that of the answers.
    pub day: NaiveDate,
    /// The total; missing when the note has the ninth item alone.
    pub score: Option<i64>,
    /// The ninth item of the PHQ-9.
    pub item_9: Option<i64>,
    /// What the answers ask to do whatever the total, with the item, where they are known one by one.
    pub alerts: Vec<String>,
    /// Whether it comes from answers, and not from a total that a note gives.
    pub is_answered: bool,
}

/// What notes say about measures, by the key of the measure.
#[derive(Debug, Default)]
pub struct Scores(BTreeMap<String, Vec<Score>>);

/// A score with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The id of the note, or of the questionnaire.
    pub note: String,
    /// The day of the session, or that of the answers.
    pub day: NaiveDate,
    /// The total.
    pub score: Option<i64>,
    /// Whether the measure has such a score; unknown for a measure that nobody described.
    pub in_range: Option<bool>,
    /// The band's name.
    pub band: Option<String>,
    /// Whether the score reaches the cut-off.
    pub reaches_cut_off: Option<bool>,
    /// How far it is from the first score.
    pub change: Option<i64>,
    /// Which way a change goes that is large enough to count.
    pub reliable: Option<Direction>,
    /// Whether it has fallen by as much of the first score as a response takes.
    pub response: Option<bool>,
    /// Whether it is so low that it is a remission.
    pub remission: Option<bool>,
    /// The ninth item of the PHQ-9.
    pub item_9: Option<i64>,
    /// Whether an answer asks to look at risk, whatever the total.
    pub risk_follow_up: bool,
    /// What the answers ask to do whatever the total, with the item.
    pub alerts: Vec<String>,
    /// Whether it comes from answers, and not from a total that a note gives.
    pub is_answered: bool,
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// For the better.
    Improvement,
    /// For the worse.
    Deterioration,
}

/// All scores of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course<'m> {
    /// The key in front matter.
    pub name: String,
    /// What is known of the measure.
    pub measure: Option<&'m Measure>,
    /// The scores, by day.
    pub points: Vec<Point>,
}

impl Scores {
    /// Adds what a note says; the ninth item of the PHQ-9 goes with its total.
    pub fn add(&mut self, note: &str, day: NaiveDate, measures: &BTreeMap<String, i64>) {
        for (name, score) in measures {
            let measure = if name == ITEM_9 { PHQ_9 } else { name };
            let scores = self.0.entry(measure.to_owned()).or_default();
            if scores.last().is_none_or(|last| last.note != note) {
                scores.push(Score::of(note, day));
            }
            if let Some(last) = scores.last_mut() {
                match name == ITEM_9 {
                    true => last.item_9 = Some(*score),
                    false => last.score = Some(*score),
                }
            }
        }
    }

    /// Adds what the answers of a questionnaire come to, the total and each subscale.
    pub fn add_answers(
        &mut self,
        questionnaire: &str,
        day: NaiveDate,
        measure: &Measure,
        answers: &Answers,
    ) {
        let Some(instrument) = &measure.instrument else { return };
        let scored = instrument.score(answers);
        let alert = |alert: &&Alert| format!("item {}: {}", alert.item, alert.says);
        let of_total = Score {
            score: scored.total,
            item_9: (measure.name == PHQ_9).then(|| answers.get(&9).copied()).flatten(),
            alerts: scored.alerts.iter().map(alert).collect(),
            is_answered: true,
            ..Score::of(questionnaire, day)
        };
        self.0.entry(measure.name.clone()).or_default().push(of_total);
        for sub in scored.subscales {
            let of_sub =
                Score { score: sub.score, is_answered: true, ..Score::of(questionnaire, day) };
            self.0.entry(sub.subscale.measure.name.clone()).or_default().push(of_sub);
        }
    }

    /// Returns a course of each measure: those that are described first, in their order, each with its
    /// subscales behind it. What a note says of a day is left out where the answers of that day are there.
    pub fn courses(self, described: &Measures) -> Vec<Course<'_>> {
        let mut scores = self.0;
        for scores in scores.values_mut() {
            let answered: BTreeSet<NaiveDate> =
                scores.iter().filter(|it| it.is_answered).map(|it| it.day).collect();
            scores.retain(|score| score.is_answered || !answered.contains(&score.day));
        }
        let mut courses: Vec<Course<'_>> = Vec::new();
        for name in described.names() {
            let Some(of_total) = scores.remove(name) else { continue };
            let measure = described.get(name);
            courses.push(Course::new(name, measure, of_total));
            let instrument = measure.and_then(|measure| measure.instrument.as_ref());
            for sub in instrument.iter().flat_map(|instrument| &instrument.subscales) {
                let name = &sub.measure.name;
                let of_sub = scores.remove(name);
                courses.extend(of_sub.map(|of_sub| Course::new(name, Some(&sub.measure), of_sub)));
            }
        }
        courses.extend(scores.into_iter().map(|(name, scores)| Course::new(&name, None, scores)));
        courses
    }
}

impl Score {
    /// Begins without a score.
    pub fn of(note: &str, day: NaiveDate) -> Self {
        let (score, item_9, alerts) = (None, None, Vec::new());
        Self { note: note.to_owned(), day, score, item_9, alerts, is_answered: false }
    }
}

impl<'m> Course<'m> {
    /// Reads scores in the order of their days.
    ///
    /// Change, response and remission are told from the first score there can be. Response and
    /// remission are told only of a course whose first score reached the cut-off: whoever began
    /// below it has nothing to recover from by this measure.
    pub fn new(name: &str, measure: Option<&'m Measure>, mut scores: Vec<Score>) -> Self {
        scores.sort_by(|a, b| (a.day, &a.note).cmp(&(b.day, &b.note)));
        let holds = |score: i64| measure.is_none_or(|measure| measure.holds(score));
        let first = scores.iter().position(|s| s.score.is_some_and(holds));
        let baseline = first.and_then(|at| scores[at].score);
        let points = scores.into_iter().enumerate().map(|(at, score)| {
            let later = baseline.filter(|_| first.is_some_and(|first| at > first));
            point(score, measure, later)
        });
        Self { name: name.to_owned(), measure, points: points.collect() }
    }

    /// Leaves each score with what it says by itself, where the first of all may not be known.
    pub fn without_changes(mut self) -> Self {
        for point in &mut self.points {
            point.change = None;
            point.reliable = None;
            (point.response, point.remission) = (None, None);
        }
        self
    }

    /// Tells whether there is anything to draw: a single score of a measure that nobody described has
    /// neither others nor a scale to be seen against.
    pub fn has_a_shape(&self) -> bool {
        self.measure.is_some() || self.points.len() > 1
    }

    /// Returns what a reader sees: the measure's title, else its key.
    pub fn title(&self) -> &str {
        self.measure.map_or(&self.name, |measure| &measure.title)
    }
}

impl Direction {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Improvement => "improvement",
            Self::Deterioration => "deterioration",
        }
    }
}

impl Point {
    /// Returns what the score means, in words.
    pub fn means(&self) -> Vec<Cow<'_, str>> {
        let mut words: Vec<Cow<'_, str>> = Vec::new();
        if self.in_range == Some(false) {
            words.push("OUT OF RANGE".into());
        }
        match self.item_9 {
            Some(item) if !(0..=ITEM_HIGHEST).contains(&item) => {
                words.push("ITEM 9 OUT OF RANGE: look at risk".into());
            }
            Some(_) if self.risk_follow_up => {
                words.push("ITEM 9 ABOVE 0: follow up on risk".into());
            }
            Some(_) => {}
            None => words.extend(self.alerts.iter().map(|alert| alert.to_uppercase().into())),
        }
        if self.reaches_cut_off == Some(true) {
            words.push("reaches the cut-off".into());
        }
        words.extend(self.reliable.map(|way| match way {
            Direction::Improvement => Cow::from("reliable improvement"),
            Direction::Deterioration => Cow::from("reliable deterioration"),
        }));
        if self.response == Some(true) {
            words.push("response".into());
        }
        if self.remission == Some(true) {
            words.push("remission".into());
        }
        words
    }
}

fn point(score: Score, measure: Option<&Measure>, baseline: Option<i64>) -> Point {
    let total = score.score;
    let sound = total.filter(|total| measure.is_none_or(|measure| measure.holds(*total)));
    let change = sound.zip(baseline).map(|(total, first)| total.saturating_sub(first));
    let known = sound.zip(measure);
    let ill_at_first =
        |measure: &Measure, first: i64| measure.reaches_cut_off(first) != Some(false);
    let recovery =
        known.zip(baseline).filter(|((_, measure), first)| ill_at_first(measure, *first));
    Point {
        in_range: total.zip(measure).map(|(total, measure)| measure.holds(total)),
        band: known.and_then(|(total, measure)| measure.band(total)).map(str::to_owned),
        reaches_cut_off: known.and_then(|(total, measure)| measure.reaches_cut_off(total)),
        change,
        reliable: change.zip(measure).and_then(|(change, measure)| reliable(change, measure)),
        response: recovery.and_then(|((total, measure), first)| {
            Some((first - total) * 100 >= first * measure.response_percent?)
        }),
        remission: recovery
            .and_then(|((total, measure), _)| Some(total < measure.remission_below?)),
        // Anything but 0 asks for a look whatever the total (PHQ-9, item 9), a number that cannot be as
        // well.
        risk_follow_up: score.item_9.is_some_and(|item| item != 0) || !score.alerts.is_empty(),
        item_9: score.item_9,
        alerts: score.alerts,
        is_answered: score.is_answered,
        note: score.note,
        day: score.day,
        score: total,
    }
}

fn reliable(change: i64, measure: &Measure) -> Option<Direction> {
    if change.abs() < measure.reliable_change? {
        return None;
    }
    let is_better = match measure.better {
        Better::Lower => change < 0,
        Better::Higher => change > 0,
    };
    Some(if is_better { Direction::Improvement } else { Direction::Deterioration })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days in a row; a number beyond 100 is a total and a ninth item: 1105 is 5 with 11.
    fn scores(totals: &[i64]) -> Vec<Score> {
        let day = |at: usize| NaiveDate::from_ymd_opt(2026, 1, 1 + at as u32).unwrap();
        let score = |(at, total): (usize, &i64)| Score {
            note: format!("n{at}"),
            day: day(at),
            score: Some(*total),
            ..Score::of("", day(at))
        };
        totals.iter().enumerate().map(score).collect()
    }

    fn told(measure: &Measure, totals: &[i64]) -> Vec<String> {
        let course = Course::new("x", Some(measure), scores(totals));
        course.points.iter().map(|point| point.means().join(", ")).collect()
    }

    #[test]
    fn a_change_counts_from_five_points_of_the_phq_9_and_four_of_the_gad_7() {
        let [phq9, gad7] = Measure::built_in();
        assert_eq!(told(&phq9, &[6, 10, 2]), ["", "reaches the cut-off", ""]);
        assert_eq!(
            told(&phq9, &[6, 11, 1]),
            ["", "reaches the cut-off, reliable deterioration", "reliable improvement"]
        );
        assert_eq!(told(&gad7, &[9, 6, 5]), ["", "", "reliable improvement"]);
    }

    #[test]
    fn half_of_the_first_score_is_a_response_and_below_five_a_remission() {
        let [phq9, _] = Measure::built_in();
        assert_eq!(
            told(&phq9, &[18, 10, 9, 5, 4]),
            [
                "reaches the cut-off",
                "reaches the cut-off, reliable improvement",
                "reliable improvement, response",
                "reliable improvement, response",
                "reliable improvement, response, remission",
            ]
        );
        // Whoever began below the cut-off has nothing to recover from.
        assert_eq!(told(&phq9, &[9, 4]), ["", "reliable improvement"]);
    }

    #[test]
    fn a_number_that_cannot_be_is_told_and_counts_for_nothing() {
        let [phq9, _] = Measure::built_in();
        let course = Course::new("phq9", Some(&phq9), scores(&[72, 18, -1, 9, i64::MAX]));
        let changes: Vec<Option<i64>> = course.points.iter().map(|point| point.change).collect();
        assert_eq!(changes, [None, None, None, Some(-9), None]);
        assert_eq!(course.points[0].means(), ["OUT OF RANGE"]);
        assert_eq!(course.points[2].band, None);
    }

    #[test]
    fn item_nine_above_zero_is_flagged_whatever_the_total() {
        let [phq9, _] = Measure::built_in();
        let with = |total: Option<i64>, item: i64| {
            let mut scores = scores(&[0]);
            (scores[0].score, scores[0].item_9) = (total, Some(item));
            Course::new("phq9", Some(&phq9), scores).points.remove(0)
        };
        for (total, item) in [(Some(1), 1), (Some(27), 3), (None, 2)] {
            let point = with(total, item);
            assert!(point.risk_follow_up, "{total:?} {item}");
            assert!(point.means().contains(&"ITEM 9 ABOVE 0: follow up on risk".into()));
        }
        assert!(!with(Some(27), 0).risk_follow_up);
        assert_eq!(with(Some(1), 4).means(), ["ITEM 9 OUT OF RANGE: look at risk"]);
    }

    #[test]
    fn a_measure_that_nobody_described_has_changes_and_no_meaning() {
        let course = Course::new("own", None, scores(&[10, 400]));
        assert!(course.has_a_shape() && !Course::new("own", None, scores(&[10])).has_a_shape());
        assert_eq!(course.points[1].change, Some(390));
        assert_eq!(course.points[1].in_range, None);
        assert_eq!(course.title(), "own");
    }

    #[test]
    fn the_ninth_item_goes_with_its_total_and_described_measures_come_first() {
        let mut scores = Scores::default();
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let said = |said: &[(&str, i64)]| said.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect();
        scores.add("n1", day, &said(&[("a", 1), ("gad7", 9), ("phq9", 18), (ITEM_9, 1)]));
        scores.add("n2", day, &said(&[(ITEM_9, 0), ("phq9", 4)]));
        let measures = Measures::default();
        let courses = scores.courses(&measures);
        let names: Vec<&str> = courses.iter().map(|course| &*course.name).collect();
        assert_eq!(names, ["phq9", "gad7", "a"]);
        let items: Vec<_> = courses[0].points.iter().map(|p| (p.score, p.item_9)).collect();
        assert_eq!(items, [(Some(18), Some(1)), (Some(4), Some(0))]);
        let alone = courses[0].clone().without_changes();
        assert_eq!(courses[0].points[1].means().len(), 3);
        assert!(alone.points[1].means().is_empty() && alone.points[1].band.is_some());
    }

    #[test]
    fn where_more_is_better_a_rise_is_an_improvement() {
        let [mut measure, _] = Measure::built_in();
        measure.better = Better::Higher;
        (measure.response_percent, measure.remission_below) = (None, None);
        assert_eq!(
            told(&measure, &[8, 20, 3]),
            [
                "reaches the cut-off",
                "reliable improvement",
                "reaches the cut-off, reliable deterioration"
            ]
        );
    }
}
