//! A plot of scores over time, as geometry: what is drawn where, and the same in words.
//!
//! Pure, and without a format: the PDF draws it, [`svg`] writes it down for a page.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

pub mod svg;

/// The scores of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What readers call the measure, such as `PHQ-9`.
    pub name: String,
    /// The lowest and the highest score that the measure can have, or that was found.
    pub scale: (i64, i64),
    /// Each score with its day, in the order of the days; never empty.
    pub scores: Vec<(NaiveDate, i64)>,
}

/// A place from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// A label on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// How far along the axis, from the left or from the top.
    pub at: f32,
    /// What it says.
    pub label: String,
}

/// A series as it is drawn in a frame of some size.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What the measure is called.
    pub name: String,
    /// The whole, with its labels.
    pub width: f32,
    /// The whole, with its labels.
    pub height: f32,
    /// The left edge of the frame.
    pub left: f32,
    /// The right edge of the frame.
    pub right: f32,
    /// The upper edge of the frame.
    pub top: f32,
    /// The lower edge of the frame.
    pub bottom: f32,
    /// The scores at the left, from low to high.
    pub rungs: Vec<Tick>,
    /// The days below.
    pub days: Vec<Tick>,
    /// The scores.
    pub points: Vec<Point>,
    /// Which of the scores are written beside their points.
    pub labels: Vec<(Point, String)>,
    /// What it shows, in words, for those who do not see it.
    pub description: String,
}

/// The highest number of scores that are all written beside their points.
const ALL_LABELS: usize = 12;

/// Sorts the scores of a record by measure; the order is that of the names.
pub fn series<'a>(scores: impl IntoIterator<Item = (NaiveDate, &'a str, i64)>) -> Vec<Series> {
    let mut by_key: BTreeMap<&str, Vec<(NaiveDate, i64)>> = BTreeMap::new();
    for (day, key, score) in scores {
        by_key.entry(key).or_default().push((day, score));
    }
    let made = by_key.into_iter().map(|(key, mut scores)| {
        scores.sort_by_key(|(day, _)| *day);
        let low = scores.iter().map(|(_, score)| *score).min().unwrap_or(0);
        let high = scores.iter().map(|(_, score)| *score).max().unwrap_or(0);
        let (name, scale) = match key {
            "phq9" => ("PHQ-9".to_owned(), (0, 27)),
            "gad7" => ("GAD-7".to_owned(), (0, 21)),
            other => (other.to_owned(), (0, 1)),
        };
        // A score that cannot be is shown as it was written.
        Series { name, scale: (scale.0.min(low), scale.1.max(high)), scores }
    });
    made.collect()
}

impl Plot {
    /// Places a series in a drawing of some size.
    pub fn new(series: &Series, width: f32, height: f32) -> Self {
        let (left, right, top, bottom) = (30.0, width - 14.0, 14.0, height - 20.0);
        let (low, high) = series.scale;
        let span = (high as f64 - low as f64).max(1.0);
        let down = |score: i64| {
            let share = (score as f64 - low as f64) / span;
            bottom - (f64::from(bottom - top) * share) as f32
        };
        let (first, last) = (series.scores[0].0, series.scores[series.scores.len() - 1].0);
        let length = (last - first).num_days();
        let across = |day: NaiveDate| match length {
            0 => (left + right) / 2.0,
            _ => {
                let share = (day - first).num_days() as f64 / length as f64;
                left + 8.0 + (f64::from(right - left - 16.0) * share) as f32
            }
        };
        let points: Vec<Point> = series
            .scores
            .iter()
            .map(|(day, score)| Point { x: across(*day), y: down(*score) })
            .collect();
        let rungs = rungs(low, high).into_iter().map(|score| tick(down(score), &score)).collect();
        let days = days(first, length).map(|day| tick(across(day), &day)).collect();
        let labels = labels(&points, &series.scores);
        let description = describe(series);
        let name = series.name.clone();
        Self {
            name,
            width,
            height,
            left,
            right,
            top,
            bottom,
            rungs,
            days,
            points,
            labels,
            description,
        }
    }
}

fn tick(at: f32, label: &impl ToString) -> Tick {
    Tick { at, label: label.to_string() }
}

/// Returns round scores from low to high, five or so; on the usual measures they are the borders
/// between the bands of severity.
fn rungs(low: i64, high: i64) -> Vec<i64> {
    let span = i128::from(high) - i128::from(low);
    let mut step: i128 = 1;
    while span / step > 6 {
        step = match step.to_string().as_bytes()[0] {
            b'2' => step / 2 * 5,
            _ => step * 2,
        };
    }
    let first = (i128::from(low) + step - 1).div_euclid(step) * step;
    let rungs = (0..).map(|at| first + at * step).take_while(|score| *score <= i128::from(high));
    rungs.filter_map(|score| i64::try_from(score).ok()).collect()
}

/// Returns the first and the last day and at most three between them.
fn days(first: NaiveDate, length: i64) -> impl Iterator<Item = NaiveDate> {
    let parts = length.clamp(0, 4);
    (0..=parts).filter_map(move |part| {
        let after = if parts == 0 { 0 } else { length * part / parts };
        first.checked_add_days(Days::new(u64::try_from(after).ok()?))
    })
}

/// Writes a few scores beside their points, and of many the last.
fn labels(points: &[Point], scores: &[(NaiveDate, i64)]) -> Vec<(Point, String)> {
    let from = if points.len() <= ALL_LABELS { 0 } else { points.len() - 1 };
    let labelled = points.iter().zip(scores).skip(from);
    labelled
        .map(|(point, (_, score))| (Point { x: point.x, y: point.y - 5.0 }, score.to_string()))
        .collect()
}

fn describe(series: &Series) -> String {
    let scores = &series.scores;
    let (first, last) = (scores[0], scores[scores.len() - 1]);
    let (name, (low, high)) = (&series.name, series.scale);
    if scores.len() == 1 {
        return format!("{name}: one score, {} on {}; scale {low} to {high}.", first.1, first.0);
    }
    let lowest = scores.iter().map(|(_, score)| score).min().unwrap_or(&low);
    let highest = scores.iter().map(|(_, score)| score).max().unwrap_or(&high);
    format!(
        "{name}: {} scores from {} to {}; first {}, last {}, lowest {lowest}, highest {highest}; scale {low} to {high}.",
        scores.len(),
        first.0,
        last.0,
        first.1,
        last.1,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn scores_are_sorted_by_measure_and_day() {
        let series = series([
            (day("2026-02-01"), "phq9", 9),
            (day("2026-01-01"), "phq9", 14),
            (day("2026-01-01"), "gad7", 11),
        ]);
        assert_eq!(series[0].name, "GAD-7");
        assert_eq!(series[1].scores, [(day("2026-01-01"), 14), (day("2026-02-01"), 9)]);
        let plot = Plot::new(&series[1], 450.0, 140.0);
        assert_eq!(
            plot.description,
            "PHQ-9: 2 scores from 2026-01-01 to 2026-02-01; first 14, last 9, lowest 9, highest 14; scale 0 to 27."
        );
        let rungs: Vec<&str> = plot.rungs.iter().map(|rung| &*rung.label).collect();
        assert_eq!(rungs, ["0", "5", "10", "15", "20", "25"]);
        assert_eq!(plot.days.len(), 5);
        assert!(plot.points[0].y < plot.points[1].y, "the higher score stands higher");
    }

    proptest! {
        #[test]
        fn everything_lies_inside_the_drawing(
            scores in proptest::collection::vec((0u64..4000, any::<i64>()), 1..40),
        ) {
            let scores = scores.into_iter().map(|(after, score)| {
                (day("2020-01-01") + Days::new(after), "x", score)
            });
            let plot = Plot::new(&series(scores)[0], 450.0, 140.0);
            for point in &plot.points {
                prop_assert!(point.x >= plot.left && point.x <= plot.right, "{point:?}");
                prop_assert!(point.y >= plot.top - 0.1 && point.y <= plot.bottom + 0.1, "{point:?}");
            }
            prop_assert!(plot.rungs.len() <= 8 && plot.days.len() <= 5);
        }
    }
}
