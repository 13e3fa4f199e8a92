//! A course of scores as it is drawn, as geometry: lines, spots and labels in a frame of some size.
//!
//! Pure, and without a format: [`svg`] writes it down as SVG, the PDF draws it. Nothing is told by
//! colour; what is drawn is said by [`words`] as well.

use chrono::{Days, NaiveDate};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::measure::course::{Course, Point as Told};
use crate::measure::{Band, Measure};

pub mod svg;
pub mod words;

/// The highest number of scores that are all written beside their spots.
const ALL_LABELS: usize = 12;

/// How wide a label's character is at most, of the type size.
const CELL: f32 = 0.6;

/// How many cells of a label at the side are shown; a longer one is cut.
const SIDE_CELLS: usize = 24;

/// How large a drawing is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The whole, with its labels.
    pub width: f32,
    /// The whole, with its labels and without its foot.
    pub height: f32,
    /// The size of the labels.
    pub type_size: f32,
}

/// A place from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// Which part of a label stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A text in the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where the feet of its letters are.
    pub at: Point,
    /// Which part of it is there.
    pub anchor: Anchor,
    /// What it says.
    pub text: String,
}

/// What a line from the left to the right edge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The lowest or the highest score; drawn through.
    Edge,
    /// The beginning of a band, or a round number; dotted.
    Step,
    /// The cut-off; dashed.
    CutOff,
}

/// A score in the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where it is.
    pub at: Point,
    /// What it says, in words.
    pub words: String,
}

/// A course as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What the measure is called.
    pub title: String,
    /// What it shows, in words, for those who do not see it: every score.
    pub description: String,
    /// The whole, with its labels.
    pub width: f32,
    /// The whole, with its labels and its foot.
    pub height: f32,
    /// The size of the labels.
    pub type_size: f32,
    /// Where lines begin.
    pub left: f32,
    /// Where lines end.
    pub right: f32,
    /// The lines, with how far from the top they are.
    pub lines: Vec<(Line, f32)>,
    /// The scores that have a place, by day.
    pub spots: Vec<Spot>,
    /// What is circled, because the ninth item asks for it.
    pub rings: Vec<Point>,
    /// All that is written.
    pub labels: Vec<Label>,
}

/// Where scores and days are.
struct Field {
    lowest: i64,
    highest: i64,
    first: NaiveDate,
    last: NaiveDate,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    em: f32,
}

impl Plot {
    /// Places a course in a frame.
    pub fn new(course: &Course<'_>, frame: Frame) -> Self {
        let em = frame.type_size;
        let (lowest, highest) = scale(course);
        let rungs = rungs(course.measure, lowest, highest);
        let bands = course.measure.map(bands).unwrap_or_default();
        let widest =
            |cells: usize, part: f32| (cells as f32 * CELL * em + 0.7 * em).min(frame.width * part);
        let rung_cells = rungs.iter().map(|(_, _, text)| text.width()).max().unwrap_or(0);
        let band_cells = bands.iter().map(|(_, _, name)| name.width()).max().unwrap_or(0);
        let field = Field {
            lowest,
            highest,
            first: course.points.first().map_or(NaiveDate::MIN, |point| point.day),
            last: course.points.last().map_or(NaiveDate::MIN, |point| point.day),
            left: widest(rung_cells, 0.4),
            right: frame.width - widest(band_cells, 0.4),
            top: 1.7 * em,
            bottom: frame.height - 2.0 * em,
            em,
        };
        let spots = field.spots(course);
        let mut labels = field.rung_labels(&rungs);
        labels.extend(field.band_labels(&bands));
        labels.extend(field.day_labels());
        labels.extend(field.score_labels(course, &spots));
        let foot = foot(course);
        labels.extend(field.foot_labels(&foot));
        Self {
            title: course.title().to_owned(),
            description: words::describe(course),
            width: frame.width,
            height: frame.height + 1.5 * em * foot.len() as f32,
            type_size: em,
            left: field.left,
            right: field.right,
            lines: rungs.iter().map(|(line, score, _)| (*line, field.y(*score))).collect(),
            rings: field.rings(course),
            spots,
            labels,
        }
    }
}

/// Returns the score of a point that has a place; one that cannot be has none.
fn drawn(point: &Told) -> Option<i64> {
    point.score.filter(|_| point.in_range != Some(false))
}

/// Returns the lowest and the highest score that have a place.
fn scale(course: &Course<'_>) -> (i64, i64) {
    if let Some(measure) = course.measure {
        return (measure.lowest, measure.highest);
    }
    let scores = || course.points.iter().filter_map(drawn);
    (scores().min().unwrap_or(0).min(0), scores().max().unwrap_or(0).max(1))
}

/// Returns the scores that have a line, from the most to the least important, with their labels.
///
/// They are the ends of the scale, the cut-off and the beginnings of bands; where nobody described
/// the measure, round numbers.
fn rungs(measure: Option<&Measure>, lowest: i64, highest: i64) -> Vec<(Line, i64, String)> {
    let Some(measure) = measure else {
        let round = round(lowest, highest).into_iter();
        let line = |score| if score == lowest { Line::Edge } else { Line::Step };
        return round.map(|score| (line(score), score, score.to_string())).collect();
    };
    let cut_off = measure.cut_off.filter(|cut_off| measure.holds(*cut_off));
    let mut rungs: Vec<(Line, i64, String)> = cut_off
        .map(|score| (Line::CutOff, score, format!("cut-off {score}")))
        .into_iter()
        .collect();
    let ends = [lowest, highest].map(|score| (Line::Edge, score));
    let begun = measure.bands.iter().map(|band| (Line::Step, band.from));
    for (line, score) in ends.into_iter().chain(begun) {
        if rungs.iter().all(|(_, taken, _)| *taken != score) {
            rungs.push((line, score, score.to_string()));
        }
    }
    rungs
}

/// Returns round scores from low to high, five or so.
fn round(low: i64, high: i64) -> Vec<i64> {
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

/// Returns the bands that have a part of the scale: where each begins and ends, and its name.
fn bands(measure: &Measure) -> Vec<(i64, i64, String)> {
    let ends = measure.bands.iter().skip(1).map(|next| Some(next.from)).chain([None]);
    let bands = measure.bands.iter().zip(ends).filter(|(band, end)| *end != Some(band.from));
    let named = |(band, end): (&Band, Option<i64>)| {
        (band.from, end.unwrap_or(measure.highest), cut(&band.name))
    };
    bands.map(named).collect()
}

/// Returns as much of a name as there is room for.
fn cut(name: &str) -> String {
    if name.width() <= SIDE_CELLS {
        return name.to_owned();
    }
    let mut cells = 0;
    let fits = |c: &char| {
        cells += c.width().unwrap_or(1);
        cells < SIDE_CELLS
    };
    let kept: String = name.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// Returns what is said below the drawing, of what it shows or leaves out.
fn foot(course: &Course<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if course.points.iter().any(|point| point.risk_follow_up) {
        lines.push("circled: item 9 is not 0".to_owned());
    }
    match course.points.iter().filter(|point| point.in_range == Some(false)).count() {
        0 => {}
        1 => lines.push("1 score is out of range and not drawn".to_owned()),
        more => lines.push(format!("{more} scores are out of range and not drawn")),
    }
    lines
}

impl Field {
    fn y(&self, score: i64) -> f32 {
        let span = (self.highest as f64 - self.lowest as f64).max(1.0);
        let share = (score as f64 - self.lowest as f64) / span;
        self.bottom - (f64::from(self.bottom - self.top) * share) as f32
    }

    fn x(&self, day: NaiveDate) -> f32 {
        match (self.last - self.first).num_days() {
            0 => (self.left + self.right) / 2.0,
            days => {
                let share = (day - self.first).num_days() as f64 / days as f64;
                let (left, right) = (self.left + 0.8 * self.em, self.right - 0.8 * self.em);
                left + (f64::from(right - left) * share) as f32
            }
        }
    }

    fn spots(&self, course: &Course<'_>) -> Vec<Spot> {
        let spot = |point: &Told| {
            let at = Point { x: self.x(point.day), y: self.y(drawn(point)?) };
            Some(Spot { at, words: words::point(point) })
        };
        course.points.iter().filter_map(spot).collect()
    }

    /// Returns what is circled: the score, or where it has no place the lower edge.
    fn rings(&self, course: &Course<'_>) -> Vec<Point> {
        let flagged = course.points.iter().filter(|point| point.risk_follow_up);
        let ring = |point: &Told| Point {
            x: self.x(point.day),
            y: drawn(point).map_or(self.bottom, |score| self.y(score)),
        };
        flagged.map(ring).collect()
    }

    /// Writes scores at the left, the more important ones first, each where there is room.
    fn rung_labels(&self, rungs: &[(Line, i64, String)]) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for (_, score, text) in rungs {
            let at = Point { x: self.left - 0.5 * self.em, y: self.y(*score) + 0.35 * self.em };
            if labels.iter().all(|label| (label.at.y - at.y).abs() >= self.em) {
                labels.push(Label { at, anchor: Anchor::End, text: text.clone() });
            }
        }
        labels
    }

    /// Writes the names of bands at the right, each in the middle of its band, where there is room.
    fn band_labels(&self, bands: &[(i64, i64, String)]) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for (from, end, name) in bands {
            let y = (self.y(*from) + self.y(*end)) / 2.0 + 0.35 * self.em;
            if labels.last().is_none_or(|last| last.at.y - y >= self.em) {
                let at = Point { x: self.right + 0.5 * self.em, y };
                labels.push(Label { at, anchor: Anchor::Start, text: name.clone() });
            }
        }
        labels
    }

    /// Writes the first and the last day, and at most three between them, below.
    fn day_labels(&self) -> Vec<Label> {
        let length = (self.last - self.first).num_days();
        let room = (self.right - self.left) / (16.0 * CELL * self.em);
        let parts = (room as i64 - 1).clamp(1, 4).min(length);
        let label = |part: i64| {
            let after = if parts == 0 { 0 } else { length * part / parts };
            let day = self.first.checked_add_days(Days::new(u64::try_from(after).ok()?))?;
            let anchor = match part {
                _ if parts == 0 => Anchor::Middle,
                0 => Anchor::Start,
                part if part == parts => Anchor::End,
                _ => Anchor::Middle,
            };
            let at = Point { x: self.x(day), y: self.bottom + 1.4 * self.em };
            Some(Label { at, anchor, text: day.to_string() })
        };
        (0..=parts).filter_map(label).collect()
    }

    /// Writes a few scores beside their spots, and of many the last; the later ones first, each
    /// where there is room.
    fn score_labels(&self, course: &Course<'_>, spots: &[Spot]) -> Vec<Label> {
        let scores: Vec<(i64, bool)> = course
            .points
            .iter()
            .filter_map(|point| Some((drawn(point)?, point.risk_follow_up)))
            .collect();
        let from = if spots.len() <= ALL_LABELS { 0 } else { spots.len() - 1 };
        let cut_off = course.measure.and_then(|measure| measure.cut_off).map(|score| self.y(score));
        let mut labels: Vec<Label> = Vec::new();
        for at in (from..spots.len()).rev() {
            let (score, is_ringed) = scores[at];
            let text = score.to_string();
            let half = text.width() as f32 * CELL * self.em / 2.0;
            let Point { x, y } = spots[at].at;
            let ring = if is_ringed { 0.4 * self.em } else { 0.0 };
            // Where the line comes down and goes up again there is more room below.
            let is_valley = |neighbour: Option<&Spot>| neighbour.is_none_or(|spot| spot.at.y < y);
            let is_low = spots.len() > 1
                && is_valley(at.checked_sub(1).and_then(|before| spots.get(before)))
                && is_valley(spots.get(at + 1));
            let sides = [y - 0.6 * self.em - ring, y + 1.3 * self.em + ring];
            let at = Point {
                x: x.min(self.right - half).max(half),
                y: self.side(sides, is_low, cut_off),
            };
            let is_apart = |label: &Label| {
                let other = label.text.width() as f32 * CELL * self.em / 2.0;
                (label.at.x - at.x).abs() >= half + other || (label.at.y - at.y).abs() >= self.em
            };
            if labels.iter().all(is_apart) {
                labels.push(Label { at, anchor: Anchor::Middle, text });
            }
        }
        labels.reverse();
        labels
    }

    /// Chooses where a label stands, above or below, so that the cut-off does not strike it out.
    fn side(&self, [above, below]: [f32; 2], is_low: bool, cut_off: Option<f32>) -> f32 {
        let is_free = |y: f32| {
            let struck = |cut_off: f32| cut_off > y - 0.85 * self.em && cut_off < y + 0.1 * self.em;
            y < self.bottom && !cut_off.is_some_and(struck)
        };
        let (wanted, other) = if is_low { (below, above) } else { (above, below) };
        match (is_free(wanted), is_free(other)) {
            (true, _) => wanted,
            (false, true) => other,
            (false, false) => above,
        }
    }

    fn foot_labels(&self, foot: &[String]) -> Vec<Label> {
        let label = |(at, text): (usize, &String)| Label {
            at: Point { x: self.left, y: self.bottom + (2.9 + 1.5 * at as f32) * self.em },
            anchor: Anchor::Start,
            text: text.clone(),
        };
        foot.iter().enumerate().map(label).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::Better;
    use crate::measure::course::Score;

    const FRAME: Frame = Frame { width: 450.0, height: 140.0, type_size: 9.0 };

    fn score(day: &str, score: Option<i64>, item_9: Option<i64>) -> Score {
        Score { score, item_9, ..Score::of("n", day.parse().unwrap()) }
    }

    fn texts(plot: &Plot, anchor: Anchor) -> Vec<&str> {
        let labels = plot.labels.iter().filter(|label| label.anchor == anchor);
        labels.map(|label| &*label.text).collect()
    }

    #[test]
    fn a_measure_has_its_scale_its_cut_off_and_the_names_of_its_bands() {
        let [phq9, _] = Measure::built_in();
        let scores =
            vec![score("2026-01-01", Some(14), None), score("2026-03-01", Some(9), Some(1))];
        let plot = Plot::new(&Course::new("phq9", Some(&phq9), scores), FRAME);
        let lines: Vec<Line> = plot.lines.iter().map(|(line, _)| *line).collect();
        assert_eq!(
            lines,
            [Line::CutOff, Line::Edge, Line::Edge, Line::Step, Line::Step, Line::Step]
        );
        assert_eq!(
            texts(&plot, Anchor::End),
            ["cut-off 10", "0", "27", "5", "15", "20", "2026-03-01"]
        );
        assert_eq!(
            texts(&plot, Anchor::Start),
            [
                "minimal",
                "mild",
                "moderate",
                "moderately severe",
                "severe",
                "2026-01-01",
                "circled: item 9 is not 0"
            ]
        );
        assert!(plot.spots[0].at.y < plot.spots[1].at.y, "the higher score stands higher");
        assert_eq!(plot.rings, [plot.spots[1].at]);
    }

    #[test]
    fn what_is_out_of_range_has_no_place_and_is_told() {
        let [phq9, _] = Measure::built_in();
        let scores = [99, -1, 9].map(|total| score("2026-01-01", Some(total), None));
        let plot = Plot::new(&Course::new("phq9", Some(&phq9), scores.into()), FRAME);
        assert_eq!(plot.spots.len(), 1);
        let told = "2 scores are out of range and not drawn";
        assert!(texts(&plot, Anchor::Start).contains(&told), "{plot:?}");
        assert!(plot.description.contains("99 (OUT OF RANGE)"), "{plot:?}");
    }

    #[test]
    fn an_item_nine_without_a_total_is_circled_at_the_edge() {
        let [phq9, _] = Measure::built_in();
        let scores = vec![score("2026-01-01", None, Some(2))];
        let plot = Plot::new(&Course::new("phq9", Some(&phq9), scores), FRAME);
        assert_eq!((plot.spots.len(), plot.rings.len()), (0, 1));
        assert_eq!(plot.rings[0].y, 122.0);
    }

    #[test]
    fn a_measure_that_nobody_described_has_round_numbers() {
        let scores = vec![score("2026-01-01", Some(3), None), score("2026-01-08", Some(31), None)];
        let plot = Plot::new(&Course::new("own", None, scores), FRAME);
        assert_eq!(
            texts(&plot, Anchor::End),
            ["0", "5", "10", "15", "20", "25", "30", "2026-01-08"]
        );
        let [low, high] = [-1, 1].map(|sign| round(0.min(sign * i64::MAX), 0.max(sign * i64::MAX)));
        assert!(low.len() <= 8 && high.len() <= 8);
    }

    proptest! {
        #[test]
        fn everything_lies_inside_the_drawing_and_no_labels_overlap(
            scores in proptest::collection::vec(
                (0u64..4000, any::<Option<i64>>(), any::<Option<i64>>()), 1..40,
            ),
            (low, high) in (-2000i64..2000, 1i64..4000),
            bands in proptest::collection::vec((0i64..4000, "\\PC{0,40}"), 0..9),
            cut_off in proptest::option::of(0i64..4000),
            is_described: bool,
            is_close: bool,
        ) {
            let first: NaiveDate = "2020-01-01".parse().unwrap();
            let scores = scores.into_iter().map(|(after, score, item_9)| Score {
                // Most numbers lie far off; these lie in the range and around it.
                score: score.map(|score| if is_close { low + (score % (high + 3)).abs() } else { score }),
                item_9: item_9.map(|item| item % 3),
                ..Score::of("n", first + Days::new(after))
            });
            let mut bands: Vec<Band> = bands
                .into_iter()
                .map(|(from, name)| Band { from: low + from % (high + 1), name })
                .collect();
            bands.sort_by_key(|band| band.from);
            let measure = Measure {
                instrument: None,
                name: "x".into(),
                title: "X".into(),
                lowest: low,
                highest: low + high,
                bands,
                cut_off: cut_off.map(|cut_off| low + cut_off % (high + 1)),
                reliable_change: None,
                response_percent: None,
                remission_below: None,
                better: Better::Lower,
            };
            let course = Course::new("x", is_described.then_some(&measure), scores.collect());
            let plot = Plot::new(&course, FRAME);
            let (top, bottom) = (15.2, 122.1);
            prop_assert!(plot.left < plot.right);
            for Point { x, y } in plot.spots.iter().map(|spot| &spot.at).chain(&plot.rings) {
                prop_assert!((plot.left..=plot.right).contains(x) && (top..=bottom).contains(y));
            }
            for (_, y) in &plot.lines {
                prop_assert!((top..=bottom).contains(y));
            }
            for label in &plot.labels {
                let width = label.text.width() as f32 * CELL * plot.type_size;
                let left = label.at.x - match label.anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => width / 2.0,
                    Anchor::End => width,
                };
                prop_assert!(left >= -0.1 && left + width <= plot.width + 0.1, "{label:?}");
                let y = label.at.y;
                prop_assert!(y >= plot.type_size * 0.5 && y <= plot.height, "{label:?}");
            }
            for (at, label) in plot.labels.iter().enumerate() {
                let same_side = plot.labels[..at].iter().filter(|other| {
                    other.anchor == label.anchor && other.at.x == label.at.x
                });
                for other in same_side {
                    prop_assert!((other.at.y - label.at.y).abs() > 8.9, "{other:?} {label:?}");
                }
            }
        }
    }
}
